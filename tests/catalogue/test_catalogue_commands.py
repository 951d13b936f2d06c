"""What people see of the catalogue: ``rempart catalogue`` and ``rempart where``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rempart.cli import run

TODAY = ("--as-of", "2026-11-24")


def _text(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 0
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    content = json.loads(_text(capsys, *arguments, "--format", "json"))
    assert isinstance(content, dict)
    return content


def test_where_leads_from_a_host_to_its_operator_owners_laws_and_qualifications(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = _text(capsys, "where", "s3.gra.io.cloud.ovh.net", *TODAY)

    in_order = (
        "operator: OVHcloud",
        "country: FR (Gravelines)",
        "entity: OVH SAS (seat FR)",
        "owner: OVH Groupe SA (FR)",
        "law: CLOUD Act (18 USC 2713) (US), indirect",
        "through OVH US LLC",
        "secnumcloud: wrong service",
        "hds: valid",
        "service: Public Cloud",
        "SecNumCloud, SNC Cloud Platform: valid; from 2026-07-31, until 2029-07-31, decision 3393",
        "Sources",
    )
    places = [text.index(expected) for expected in in_order]
    assert places == sorted(places)


def test_where_answers_a_url_as_it_answers_its_host(capsys: pytest.CaptureFixture[str]) -> None:
    of_host = _text(capsys, "where", "auth.cloud.ovh.net", *TODAY)

    of_url = _text(capsys, "where", "https://user@AUTH.cloud.ovh.net.:443/v3?x=1", *TODAY)

    assert of_url == of_host


def test_where_tells_machines_the_same_with_a_source_for_each_fact(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _json(capsys, "where", "api.cloudgouv-eu-west-1.outscale.com", *TODAY)

    assert answer["schema"] == "rempart.where/2"
    assert (answer["operator"], answer["region"], answer["country"]) == ("outscale", "cloudgouv-eu-west-1", "FR")
    assert answer["secnumcloud"]["status"] == "valid"
    assert answer["secnumcloud"]["days_left"] == 6
    assert [owner["name"] for owner in answer["owners"]] == ["Dassault Systemes SE"]
    facts = [*answer["owners"], *answer["laws"], *answer["qualifications"]]
    assert all(fact["source"] and fact["source_date"] and fact["confidence"] for fact in facts)


@pytest.mark.parametrize(("day", "status"), [("2026-11-30", "valid"), ("2026-12-01", "lapsed")])
def test_where_tells_what_holds_on_the_day_asked_for(capsys: pytest.CaptureFixture[str], day: str, status: str) -> None:
    answer = _json(capsys, "where", "api.cloudgouv-eu-west-1.outscale.com", "--as-of", day)

    assert answer["secnumcloud"]["status"] == status


@pytest.mark.parametrize("form", ["text", "json"])
def test_where_says_that_nobody_knows_a_host_and_exits_with_three(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    status = run(["where", "logs.unheard-of.fr", "--format", form])

    assert status == 3
    assert "no operator is known for host logs.unheard-of.fr" in capsys.readouterr().out


def test_where_says_that_a_local_address_is_local(capsys: pytest.CaptureFixture[str]) -> None:
    assert "local to the deployment" in _text(capsys, "where", "localhost:8080")
    assert _json(capsys, "where", "10.0.0.7")["local"] is True


@pytest.mark.parametrize(
    ("url", "operator", "region"),
    [
        ("s3://states", "aws", None),
        ("s3://states?endpoint=https://s3.gra.io.cloud.ovh.net&region=gra", "ovhcloud", "gra"),
        ("awskms://alias/states?region=eu-west-3", "aws", "eu-west-3"),
        ("gcpkms://projects/p/locations/europe-west9/keyRings/r/cryptoKeys/k", "gcp", "europe-west9"),
        ("azurekeyvault://states.vault.azure.net/keys/k", "azure", None),
    ],
)
def test_where_follows_the_url_of_a_bucket_or_a_key_to_its_operator(
    capsys: pytest.CaptureFixture[str], url: str, operator: str, region: str | None
) -> None:
    answer = _json(capsys, "where", url)

    assert (answer["operator"], answer["region"]) == (operator, region)


def test_where_does_not_guess_whose_vault_a_url_without_a_host_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["where", "hashivault://key"]) == 3

    assert "VAULT_ADDR" in capsys.readouterr().out


@pytest.mark.parametrize("garbage", ["???", "", "https://"])
def test_where_refuses_what_is_no_host_in_one_line(capsys: pytest.CaptureFixture[str], garbage: str) -> None:
    status = run(["where", garbage])

    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "neither a host nor a URL" in told.err


def test_a_host_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    run(["where", "evil\x1b[2Jhost.fr"])

    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err


def test_list_shows_every_operator_with_its_exposure(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _text(capsys, "catalogue", "list", *TODAY).splitlines()

    row = next(line for line in lines if line.startswith("outscale "))
    assert row.split()[:5] == ["outscale", "FR", "indirect", "yes", "yes"]
    assert any(line.startswith("s3ns ") and "US technology" in line for line in lines)


def test_list_tells_machines_which_services_are_qualified_on_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    before = _json(capsys, "catalogue", "list", "--as-of", "2026-11-30")
    after = _json(capsys, "catalogue", "list", "--as-of", "2026-12-01")

    def qualified(document: dict[str, Any]) -> list[str]:
        services: list[str] = next(row for row in document["operators"] if row["id"] == "outscale")["secnumcloud"]
        return services

    assert (qualified(before), qualified(after)) == (["IaaS Cloud on Demand"], [])


@pytest.mark.parametrize("name", ["s3ns", "S3NS SAS", "s3ns (premi3ns)"])
def test_show_finds_an_operator_by_any_of_its_names(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert _text(capsys, "catalogue", "show", name).startswith("S3NS (PREMI3NS) (s3ns)\n")


def test_show_tells_all_that_is_recorded_of_an_operator(capsys: pytest.CaptureFixture[str]) -> None:
    text = _text(capsys, "catalogue", "show", "ovhcloud", *TODAY)

    for expected in (
        "Klaba family (FR, about 81 %) holds OVH Groupe SA",
        "Laws from outside the EU: indirect exposure",
        "SecNumCloud, Hosted Private Cloud on VMware (SecNumCloud): valid; from 2023-12-28, until 2026-12-29",
        "GRA and its numbers or zones: FR, Gravelines, Public Cloud",
        "BHS and its numbers or zones: CA, Beauharnois, outside the EEA",
        "auth.cloud.ovh.net: Public Cloud",
        "*.cloud.snc.ovh.net: SNC Cloud Platform",
    ):
        assert expected in text


@pytest.mark.parametrize("name", ["s3ns", "quad9", "whaller", "aws-cn", "thales", "cloudwatt", "scaleway"])
def test_show_names_a_source_for_whatever_it_cites(capsys: pytest.CaptureFixture[str], name: str) -> None:
    text = _text(capsys, "catalogue", "show", name)

    body, _, foot = text.partition("Sources\n")
    cited = {word.strip("[]") for word in body.split() if word.startswith("[") and word.strip("[]").isdigit()}
    assert cited
    assert all(f"[{number}] " in foot for number in cited)


def test_show_tells_machines_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    operator = _json(capsys, "catalogue", "show", "ovhcloud", *TODAY)

    assert (operator["id"], operator["exposure"]) == ("ovhcloud", "indirect")
    rows = [*operator["owners"], *operator["laws"], *operator["qualifications"]]
    rows += [*operator["regions"], *operator["endpoints"]]
    assert all(row["source"] for row in rows)
    assert {held["on_the_day"] for held in operator["qualifications"]} <= {"valid", "none", "unknown"}


def test_a_qualification_whose_end_nobody_read_is_not_called_valid(capsys: pytest.CaptureFixture[str]) -> None:
    operator = _json(capsys, "catalogue", "show", "whaller")

    assert [held["on_the_day"] for held in operator["qualifications"]] == ["end_unknown", "unknown"]


def test_a_qualification_does_not_count_before_its_first_day(capsys: pytest.CaptureFixture[str]) -> None:
    operator = _json(capsys, "catalogue", "show", "s3ns", "--as-of", "2025-12-16")

    assert operator["qualifications"][0]["on_the_day"] == "not_yet_valid"


@pytest.mark.parametrize(
    ("name", "hint"), [("ovhclod", "did you mean ovhcloud"), ("zzzzzz", "see `rempart catalogue list`")]
)
def test_show_helps_with_a_name_that_nobody_has(capsys: pytest.CaptureFixture[str], name: str, hint: str) -> None:
    status = run(["catalogue", "show", name])

    told = capsys.readouterr().err
    assert status == 2
    assert "there is no operator of this name" in told
    assert hint in told


def test_lapses_shows_what_ends_soon_soonest_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = _text(capsys, "catalogue", "lapses", "--within", "90d", *TODAY)

    assert text.index("2026-11-30  OUTSCALE") < text.index("2026-12-29  OVHcloud")
    assert "6 days left" in text
    assert "Already lapsed" not in text


@pytest.mark.parametrize(
    ("day", "within", "ends"),
    [
        ("2026-11-24", "90d", {"lapses": ["2026-11-30", "2026-12-29"], "lapsed": []}),
        ("2026-11-24", "1w", {"lapses": ["2026-11-30"], "lapsed": []}),
        ("2026-11-24", "5", {"lapses": [], "lapsed": []}),
        ("2026-11-30", "0d", {"lapses": ["2026-11-30"], "lapsed": []}),
        ("2026-12-01", "4 weeks", {"lapses": ["2026-12-29"], "lapsed": ["2026-11-30"]}),
    ],
)
def test_lapses_counts_the_last_day_as_valid(
    capsys: pytest.CaptureFixture[str], day: str, within: str, ends: dict[str, list[str]]
) -> None:
    document = _json(capsys, "catalogue", "lapses", "--within", within, "--as-of", day)

    assert {part: [row["valid_until"] for row in document[part]] for part in ends} == ends


def test_lapses_speaks_of_the_last_day_and_of_days_past(capsys: pytest.CaptureFixture[str]) -> None:
    on_the_day = _text(capsys, "catalogue", "lapses", "--within", "1d", "--as-of", "2026-11-30")
    the_day_before = _text(capsys, "catalogue", "lapses", "--within", "1d", "--as-of", "2026-11-29")
    long_after = _text(capsys, "catalogue", "lapses", "--within", "0d", "--as-of", "2026-12-10")

    assert "today is its last day" in on_the_day
    assert "1 day left" in the_day_before
    assert "none" in long_after
    assert "Already lapsed\n  2026-11-30  OUTSCALE" in long_after


@pytest.mark.parametrize("within", ["soon", "-3d", "90m", ""])
def test_lapses_refuses_what_is_no_length_of_time(capsys: pytest.CaptureFixture[str], within: str) -> None:
    assert run(["catalogue", "lapses", f"--within={within}"]) == 2

    assert "--within: this is no length of time; write days or weeks" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "lapses", "--as-of", "tomorrow"]) == 2

    assert "--as-of: this is not a date" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["127.82.77.1", "https://[::ffff:127.82.77.1]:5000/v3", "http://0x7f524d01/"])
def test_where_says_of_the_lab_that_it_is_only_simulated(capsys: pytest.CaptureFixture[str], target: str) -> None:
    text, content = _text(capsys, "where", target, *TODAY), _json(capsys, "where", target, *TODAY)

    assert "operator: Rempart lab" in text
    assert "evidence of nothing" in text
    assert (content["simulated"], content["exposure"], content["country"]) == (True, None, None)


def test_the_page_of_the_lab_lends_it_no_law_and_no_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    text = _text(capsys, "catalogue", "show", "rempart-lab", *TODAY)

    assert "127.82.77.1: ovh-like" in text
    assert "simulated: " in text
    assert not any(word in text for word in ("exposure", "Qualifications", "Owners", "seat"))


def test_the_list_of_operators_shows_the_lab_as_simulated(capsys: pytest.CaptureFixture[str]) -> None:
    content = _json(capsys, "catalogue", "list", *TODAY)

    lab = next(row for row in content["operators"] if row["id"] == "rempart-lab")
    assert (lab["simulated"], lab["exposure"]) == (True, None)
    assert sum(row["simulated"] for row in content["operators"]) == 1


def test_where_says_what_a_host_is_for_and_which_services_it_serves(capsys: pytest.CaptureFixture[str]) -> None:
    target = "email-smtp.eu-west-3.amazonaws.com"

    text, content = _text(capsys, "where", target, *TODAY), _json(capsys, "where", target, *TODAY)

    assert "purpose: mail (SES, Pinpoint)" in text
    assert (content["purpose"], content["serves"]) == ("mail", ["SES", "Pinpoint"])


def test_where_says_nothing_of_a_purpose_that_is_general_or_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    general = _text(capsys, "where", "auth.cloud.ovh.net", *TODAY)
    local = _json(capsys, "where", "127.0.0.1", *TODAY)

    assert "purpose" not in general
    assert (local["purpose"], local["serves"]) == (None, [])


def test_the_page_of_an_operator_says_what_its_hosts_are_for(capsys: pytest.CaptureFixture[str]) -> None:
    text, content = _text(capsys, "catalogue", "show", "datadog"), _json(capsys, "catalogue", "show", "datadog")

    assert "*.datadoghq.eu, telemetry" in text
    assert {endpoint["purpose"] for endpoint in content["endpoints"]} == {"telemetry"}
