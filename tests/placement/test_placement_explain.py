"""``rempart explain`` shows the chain behind one placement."""

from __future__ import annotations

import json
from datetime import date

import pytest

from rempart.cli.explain import Explanation, as_document, find_resource, print_explanation
from rempart.cli.options import read_day
from rempart.documents import placement_document
from rempart.errors import InputError
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.placement import PlacedResource
from rempart.model.values import UNKNOWN
from tests.builders import a_verdict
from tests.placement.placement_builders import OVH, a_provider, a_resource, placed

SERVER = a_resource(
    name="server",
    regions=("GRA", "BHS5"),
    addresses=(("sink", "https://intake.datadoghq.com", Role.SENDS), ("image", "nginx", Role.FETCHES)),
    texts=(("userData", UNKNOWN),),
)


def explained(resource: PlacedResource) -> Explanation:
    return Explanation(resource, a_verdict().build())


def test_the_text_shows_each_step_with_its_source_and_date(capsys: pytest.CaptureFixture[str]) -> None:
    resource = find_resource(placed(OVH, SERVER), "server")

    print_explanation(explained(resource))

    text = capsys.readouterr().out
    assert "operator: Ovhcloud" in text
    assert "because host auth.cloud.ovh.net matches" in text
    assert "source: a source (2026-09-15, verified)" in text
    assert "Also placed" in text
    assert "Data to intake.datadoghq.com (sink)" in text
    assert "Software from docker.io (image)" in text
    assert "userData: it is only known at deployment" in text
    assert "\x1b" not in text


def test_the_text_says_when_a_thing_is_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation(explained(find_resource(placed(a_resource("random", kind=Kind.VALUE)), "thing")))

    assert "nowhere" in capsys.readouterr().out


def test_a_name_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    deployment = placed(
        a_provider("openstack", endpoint="https://auth.cloud.ovh.net", region="\x1b[31mGRA"), a_resource()
    )

    print_explanation(explained(deployment.resources[-1]))

    assert "\x1b" not in capsys.readouterr().out


def test_the_document_holds_the_same_chain() -> None:
    resource = find_resource(placed(OVH, SERVER), "server")

    document = json.loads(json.dumps(as_document(explained(resource))))

    assert document["placement"] == json.loads(json.dumps(placement_document(resource.placement)))
    assert document["placement"]["operator"] == "ovhcloud"
    assert (document["placement"]["hds"]["status"], document["placement"]["hds"]["service"]) == (
        "valid",
        "Public Cloud",
    )
    assert document["placement"]["basis"][1]["citation"]["source_date"] == "2026-09-15"
    assert [found["host"] for found in document["destinations"]] == ["intake.datadoghq.com", "docker.io"]


@pytest.mark.parametrize("wanted", [SERVER.resource.urn, "server", "Z::server"])
def test_a_resource_is_found_by_urn_name_or_the_end_of_its_urn(wanted: str) -> None:
    assert find_resource(placed(OVH, SERVER), wanted).normalised.resource is SERVER.resource


def test_several_matches_are_listed() -> None:
    deployment = placed(OVH, *(a_resource(name=f"{number}-server") for number in range(10)))

    with pytest.raises(InputError, match=r"10 resources match: .* and 2 more; give the whole URN"):
        find_resource(deployment, "-server")


def test_no_match_lists_what_there_is() -> None:
    with pytest.raises(InputError, match=r"no resource matches; there are: .*server"):
        find_resource(placed(OVH, SERVER), "nothing")


def test_a_day_is_read_or_refused() -> None:
    assert read_day("2026-11-30") == date(2026, 11, 30)
    assert read_day(None) <= date.max
    with pytest.raises(InputError, match="--as-of"):
        read_day("tomorrow")
