"""What a scan does when the cloud fails: it tries again within bounds, says what it could not see, and never passes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.inputs.live import Patience
from rempart.inputs.openstack_live import ScanOptions, scan_openstack
from rempart.model.deployment import Gap, GapKind
from rempart.model.values import UNKNOWN
from tests.scan.conftest import describe
from tests.scan.openstack_double import Cloud
from tests.scan.openstack_things import SERVERS, VOLUMES, a_server, a_volume, fill, names, one, quick, scan

COMPUTE = "^/compute"
REFUSED = "these credentials may not read it"
OTHER_FORM = "it answered something of another form than its API's"
ELSEWHERE = {"Location": "http://elsewhere.example.org/"}


def the_gap(cloud: Cloud) -> Gap:
    """Scan a cloud in which one thing goes wrong."""
    del cloud
    (gap,) = scan().gaps
    return gap


def test_wrong_credentials_are_one_line(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    describe(cloud, tmp_path, monkeypatch, password="hunter2")  # noqa: S106 - a wrong one

    with pytest.raises(InputError) as refused:
        scan()

    told = "check user, password or application credential, and the project, in clouds.yaml"
    assert refused.value.line() == f"cloud care: does not accept these credentials; {told}"


def test_a_cloud_that_nobody_describes_is_refused(cloud: Cloud) -> None:
    del cloud

    with pytest.raises(InputError, match=r"cloud cares: is in no clouds\.yaml that was found"):
        scan_openstack("cares", quick())


def test_a_broken_description_is_refused(cloud: Cloud, tmp_path: Path) -> None:
    del cloud
    (tmp_path / "clouds.yaml").write_text("clouds: {care: {auth: {auth_url: }}}", encoding="utf-8")

    with pytest.raises(InputError, match="cloud care: "):
        scan()


def test_a_cloud_that_cannot_be_reached_is_refused_within_bounds(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, cloud.port = cloud.port, 1
    describe(cloud, tmp_path, monkeypatch)
    cloud.port = port

    with pytest.raises(InputError, match="cannot be reached to sign in; check auth_url and the network"):
        scan()


def test_a_silent_sign_in_ends_within_bounds(cloud: Cloud) -> None:
    cloud.fail("/identity", silent=30, times=99)
    began = time.monotonic()

    with pytest.raises(InputError, match="cannot be reached to sign in"):
        scan(ScanOptions(patience=Patience(first_pause=0.01, silence=0.5, tries=2)))

    assert time.monotonic() - began < 10


def test_a_sign_in_that_fails_for_a_moment_is_tried_again(cloud: Cloud) -> None:
    fill(cloud, 1)
    cloud.fail("/auth/tokens", status=503, times=2)

    assert names(scan()) == {"web-0@s-0000"}


def test_a_token_that_expires_is_renewed_and_nothing_is_missed(cloud: Cloud) -> None:
    cloud.page = 1
    fill(cloud, 6)
    cloud.add(VOLUMES, a_volume())
    cloud.fail(SERVERS, status=401, skip=3)

    deployment = scan()

    assert len(names(deployment)) == 7
    assert not deployment.gaps
    assert cloud.tokens == 2


def test_credentials_that_are_withdrawn_leave_a_partial_scan(cloud: Cloud) -> None:
    fill(cloud, 1)
    cloud.fail(SERVERS, status=401)
    cloud.fail("/auth/tokens", status=401, skip=1, times=99)

    gaps = scan().gaps

    assert "compute: servers could not be read: the cloud no longer accepts these credentials" in [
        gap.message for gap in gaps
    ]


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 503}, {"status": 429}, {"drop": True}, {"cut": True}])
def test_what_fails_for_a_moment_is_tried_again(cloud: Cloud, how: dict[str, object]) -> None:
    cloud.page = 2
    fill(cloud, 5)
    cloud.fail(SERVERS, skip=1, times=2, **how)

    deployment = scan()

    assert len(names(deployment)) == 5
    assert not deployment.gaps


def test_a_service_that_pauses_for_a_moment_is_waited_for(cloud: Cloud) -> None:
    fill(cloud, 1)
    cloud.fail(SERVERS, silent=1.5)

    deployment = scan(ScanOptions(patience=Patience(first_pause=0.01, silence=1)))

    assert names(deployment) == {"web-0@s-0000"}


def test_a_service_that_asks_for_time_gets_it(cloud: Cloud) -> None:
    fill(cloud, 1)
    cloud.fail(SERVERS, status=503, headers={"Retry-After": "1"})
    began = time.monotonic()

    deployment = scan()

    assert names(deployment) == {"web-0@s-0000"}
    assert time.monotonic() - began >= 1


def test_a_service_that_asks_for_an_hour_is_given_up(cloud: Cloud) -> None:
    cloud.fail(SERVERS, status=503, headers={"Retry-After": "3600"}, times=99)

    gap = the_gap(cloud)

    assert gap.message == "compute: servers could not be read: it answered HTTP 503"
    assert len(cloud.asked(SERVERS)) == 1


def test_a_listing_that_stays_broken_is_a_gap_that_hides_resources(cloud: Cloud) -> None:
    fill(cloud, 3)
    cloud.add(VOLUMES, a_volume())
    cloud.fail(SERVERS, status=500, times=99)

    deployment = scan()

    assert names(deployment) == {"records@v-1"}
    (gap,) = deployment.gaps
    assert (gap.kind, gap.hides_resources) == (GapKind.UNREACHABLE, True)
    assert gap.message == "compute: servers could not be read: it answered HTTP 500"
    assert gap.mend == "scan again, with --resume FOLDER to keep what is read"
    assert len(cloud.asked(SERVERS)) == Patience().tries


def test_pages_that_were_read_do_not_count_when_a_later_one_stays_broken(cloud: Cloud) -> None:
    cloud.page = 1
    fill(cloud, 3)
    cloud.fail(SERVERS, status=500, skip=1, times=99)

    deployment = scan()

    assert not names(deployment)
    assert len(deployment.gaps) == 1


def test_a_service_that_stays_silent_is_asked_no_more(cloud: Cloud) -> None:
    cloud.add(VOLUMES, a_volume())
    cloud.fail(COMPUTE, silent=30, times=99)

    deployment = scan(ScanOptions(patience=Patience(first_pause=0.01, silence=1, tries=2)))

    assert names(deployment) == {"records@v-1"}
    assert {gap.message for gap in deployment.gaps} == {
        f"compute: {name} could not be read: it did not answer in time"
        for name in ("servers", "server groups", "key pairs")
    }


def test_the_whole_scan_ends_in_the_time_allowed(cloud: Cloud) -> None:
    cloud.fail(".*/v2.0/.*", silent=30, times=99)
    began = time.monotonic()

    deployment = scan(ScanOptions(patience=Patience(total=2, silence=20)))

    assert time.monotonic() - began < 10
    assert any(gap.message.startswith("network: networks could not be read") for gap in deployment.gaps)


def test_what_these_credentials_may_not_read_is_a_gap(cloud: Cloud) -> None:
    cloud.fail("/keys/v1/secrets", status=403, times=99)

    gap = the_gap(cloud)

    assert (gap.kind, gap.hides_resources) == (GapKind.FORBIDDEN, True)
    assert gap.message == f"key-manager: secrets could not be read: {REFUSED}"
    assert gap.mend == "give these credentials a role that may read it, or scan with others"


def test_a_container_that_does_not_say_whom_it_lets_in_is_unknown_and_still_there(cloud: Cloud) -> None:
    cloud.containers |= {"open": {"X-Container-Read": ".r:*"}, "shut": {}}
    cloud.fail("/swift/.*/shut", status=403, times=99)

    deployment = scan()

    shut = next(item for item in deployment.resources if item.id == "shut")
    assert shut.inputs["containerRead"] is UNKNOWN
    assert shut.unseen["containerRead"].told == f"its containerRead could not be read: {REFUSED}"
    (gap,) = deployment.gaps
    assert not gap.hides_resources
    assert (
        gap.message
        == "object-store: containers (1 of them, in part) could not be read: these credentials may not read it"
    )


def test_a_pool_whose_members_stay_unread_hides_resources(cloud: Cloud) -> None:
    cloud.add("/balance/v2.0/lbaas/pools", {"id": "p-1", "name": "web"})
    cloud.fail("/members", status=500, times=99)

    deployment = scan()

    assert one(deployment, "Pool").id == "p-1"
    (gap,) = deployment.gaps
    assert gap.hides_resources


def test_what_is_deleted_while_the_scan_goes_on_is_left_out(cloud: Cloud) -> None:
    cloud.containers |= {"stays": {}, "goes": {}}
    cloud.fail("/swift/.*/goes", status=404, times=99)

    deployment = scan()

    assert names(deployment) == {"stays"}
    assert not deployment.gaps


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (
            {"status": 302, "headers": {"Location": "http://elsewhere.example.org/"}},
            "it answered with a redirection, which is not followed",
        ),
        ({"status": 200, "body": "<html>maintenance</html>"}, "it answered something that is not JSON"),
        ({"status": 200, "body": "[]"}, OTHER_FORM),
        ({"status": 200, "body": '{"servers": [1]}'}, OTHER_FORM),
        (
            {"status": 200, "body": '{"servers": [{"name": "x"}]}'},
            "it answered something of another form than its API's",
        ),
        ({"status": 404}, "it answered that there is no such thing"),
        ({"status": 406}, "its API is too old"),
        ({"status": 400}, "it answered HTTP 400"),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_gap(cloud: Cloud, how: dict[str, object], reason: str) -> None:
    cloud.fail(SERVERS, times=99, **how)

    assert the_gap(cloud).message == f"compute: servers could not be read: {reason}"


def test_pages_that_go_round_in_circles_end(cloud: Cloud) -> None:
    link = {"rel": "next", "href": "http://x/?marker=s-1"}
    answer = json.dumps({"servers": [a_server()], "servers_links": [link]})
    cloud.fail(SERVERS, times=99, status=200, body=answer)

    assert "the same page again and again" in the_gap(cloud).message


def test_no_message_tells_what_a_service_answered(cloud: Cloud) -> None:
    cloud.fail(SERVERS, times=99, status=500, body='{"token": "hunter2"}')
    cloud.add(SERVERS, a_server())

    assert "hunter2" not in repr(scan())
