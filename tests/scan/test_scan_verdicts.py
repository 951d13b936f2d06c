"""What runs is judged by the same rules as what is about to be created, from the command line to the report."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rempart.cli import run
from tests.scan.conftest import describe
from tests.scan.openstack_double import SERVICES, Cloud
from tests.scan.openstack_things import SERVERS, VOLUMES, a_record, a_server, a_volume

Output = pytest.CaptureFixture[str]
COMMAND = ["scan", "openstack", "--cloud", "care", "--as-of", "2026-11-28"]
AT_OVHCLOUD = "gra9.cloud.ovh.net"


@pytest.fixture
def at_ovhcloud(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A cloud that answers under the names of OVHcloud's services in Gravelines: the names alone are OVHcloud's."""
    _resolve_to_this_machine(monkeypatch, ".ovh.net", ".ovh.us")
    monkeypatch.setattr(type(cloud), "url", property(lambda self: f"http://auth.cloud.ovh.net:{self.port}"))
    describe(cloud, tmp_path, monkeypatch)
    for kind, path in SERVICES.items():
        address = f"http://{kind}.{AT_OVHCLOUD}:{cloud.port}{path}"
        cloud.endpoints[kind] = [{"interface": "public", "region_id": "GRA9", "url": address}]
    return cloud


def _resolve_to_this_machine(monkeypatch: pytest.MonkeyPatch, *suffixes: str) -> None:
    real: Callable[..., Any] = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host.endswith(suffixes) else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def report(capsys: Output, *options: str) -> tuple[int, dict[str, Any]]:
    """Scan, and return the exit status and the report as JSON."""
    status = run([*COMMAND, *options, "--format", "json"])
    written = capsys.readouterr()
    assert written.err == ""
    document: dict[str, Any] = json.loads(written.out)
    return status, document


def failed(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Return rule and name of what a report says of outcome fail, apart from this double's missing TLS."""
    return {
        (finding["rule"], finding["urn"].rpartition("::")[2])
        for finding in document["findings"]
        if finding["outcome"] == "fail" and finding["level"] == "mandatory" and finding["rule"] != "RMP-PRV-003"
    }


def undetermined(document: dict[str, Any]) -> set[str]:
    return {
        finding["rule"]
        for finding in document["findings"]
        if finding["outcome"] == "undetermined" and finding["level"] == "mandatory"
    }


def test_a_project_at_ovhcloud_is_placed_by_its_endpoints(at_ovhcloud: Cloud, capsys: Output) -> None:
    at_ovhcloud.add(VOLUMES, a_volume())
    at_ovhcloud.containers["records"] = {}

    _, document = report(capsys)

    assert document["operators"] == {"OVH SAS": 2}
    assert failed(document) == set()
    assert undetermined(document) == set()
    assert document["source"] == {"kind": "openstack", "path": "care", "project": "demo", "stack": "GRA9"}


def test_a_service_whose_endpoint_is_elsewhere_is_placed_there(at_ovhcloud: Cloud, capsys: Output) -> None:
    at_ovhcloud.add(VOLUMES, a_volume())
    at_ovhcloud.containers["records"] = {}
    path = SERVICES["object-store"]
    at_ovhcloud.offer(object_store=f"http://storage.us-east-va-1.cloud.ovh.us:{at_ovhcloud.port}{path}")

    status, document = report(capsys)

    assert status == 1
    assert document["operators"] == {"OVH SAS": 1, "OVH US LLC": 1}
    assert ("RMP-LAW-001", "records") in failed(document)
    assert ("RMP-LAW-001", "records@v-1") not in failed(document)


def test_nobody_keeps_the_state_of_what_runs(at_ovhcloud: Cloud, capsys: Output) -> None:
    del at_ovhcloud

    _, document = report(capsys)

    assert document["outcomes"]["RMP-STA-001"] == {"not_applicable": 2}
    assert document["outcomes"]["RMP-STA-002"] == {"not_applicable": 2}


def test_a_partial_scan_is_undetermined_and_says_what_it_could_not_see(at_ovhcloud: Cloud, capsys: Output) -> None:
    at_ovhcloud.fail(SERVERS, status=403, times=99)

    status = run([*COMMAND, "--profile", "hds-floor"])

    told = " ".join(capsys.readouterr().out.split())
    assert status != 0
    assert "compute: servers could not be read: these credentials may not read it" in told
    assert "cannot tell whether every resource was seen" in told


@pytest.mark.parametrize("profile", ["hds", "hds-floor", "secnumcloud"])
def test_a_partial_scan_passes_under_no_profile(at_ovhcloud: Cloud, capsys: Output, profile: str) -> None:
    at_ovhcloud.fail("/dns/v2/zones", status=403, times=99)

    status, document = report(capsys, "--profile", profile)

    assert status != 0
    assert "RMP-PRG-002" in undetermined(document)


def test_user_data_that_is_not_shown_is_undetermined(at_ovhcloud: Cloud, capsys: Output) -> None:
    at_ovhcloud.add(SERVERS, a_server())

    _, document = report(capsys)

    (finding,) = [each for each in document["findings"] if each["rule"] == "RMP-DST-001"]
    assert finding["outcome"] == "undetermined"
    assert finding["reason"].startswith("user data is shown to administrators only")
    assert finding["mend"] == "scan as an administrator, or read it and sign a waiver"


def test_user_data_that_is_shown_is_judged(at_ovhcloud: Cloud, capsys: Output) -> None:
    script = "IyEvYmluL3NoCmN1cmwgLVQgL3NydiBodHRwczovL3MzLnVzLWVhc3QtMS5hbWF6b25hd3MuY29tL2NhcmUvcmVjb3Jkcwo="
    at_ovhcloud.add(SERVERS, a_server() | {"OS-EXT-SRV-ATTR:user_data": script})

    status, document = report(capsys)

    assert status == 1
    assert ("RMP-DST-001", "web@s-1") in failed(document)


def test_a_record_that_leads_to_the_project_itself_raises_no_alarm(at_ovhcloud: Cloud, capsys: Output) -> None:
    at_ovhcloud.add("/network/v2.0/floatingips", {"id": "f-1", "floating_ip_address": "141.94.1.1", "port_id": None})
    at_ovhcloud.add("/dns/v2/recordsets", a_record("1", "A", "www.care.example.org.", "141.94.1.1"))

    _, document = report(capsys)

    assert not [finding for finding in document["findings"] if finding["rule"].startswith("RMP-DST")]


def test_a_waiver_excuses_one_thing_by_its_identifier(at_ovhcloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    at_ovhcloud.add(SERVERS, a_server("s-1"), a_server("s-2"))
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "waivers:\n- rule: RMP-DST-001\n  urn: '*::web@s-1'\n  reason: its user data was read\n"
        "  owner: dpo@example.org\n  expires: 2027-01-31\n",
        encoding="utf-8",
    )

    _, document = report(capsys, "--waivers", str(waivers))

    by_name = {each["urn"].rpartition("@")[2]: each for each in document["findings"] if each["rule"] == "RMP-DST-001"}
    assert by_name["s-1"]["outcome"] == "waived"
    assert by_name["s-2"]["outcome"] == "undetermined"


def test_an_empty_project_says_that_nothing_is_there(at_ovhcloud: Cloud, capsys: Output) -> None:
    del at_ovhcloud

    _, document = report(capsys)

    assert document["operators"] == {}
    assert document["counts"]["resources"] == 1


def test_wrong_credentials_end_with_2_and_one_line(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    describe(cloud, tmp_path, monkeypatch, password="hunter2")  # noqa: S106 - a wrong one

    status = run(COMMAND)

    written = capsys.readouterr()
    assert status == 2
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert "does not accept these credentials" in written.err
    assert "hunter2" not in written.err


def test_a_scan_that_is_stopped_tells_how_to_go_on(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    del cloud

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rempart.inputs.openstack_live.scan.read_collections", stopped)
    monkeypatch.setattr("rempart.inputs.openstack_live.scan.Checkpoint", lambda *_: None)

    status = run([*COMMAND, "--resume", str(tmp_path / "scan")])

    assert status == 130
    assert capsys.readouterr().err == "rempart: stopped; the same command goes on from here\n"


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_no_report_shows_what_a_machine_was_told(at_ovhcloud: Cloud, capsys: Output, form: str) -> None:
    at_ovhcloud.add(
        SERVERS,
        a_server(metadata={"db_password": "hunter2"}) | {"OS-EXT-SRV-ATTR:user_data": "cGFzc3dvcmQ6IGh1bnRlcjIK"},
    )

    run([*COMMAND, "--format", form])

    shown = capsys.readouterr().out
    assert "hunter2" not in shown
    assert "cGFzc3dvcmQ6" not in shown
    assert "metadata.db_password" in shown


class _Terminal(io.StringIO):
    """Standard error of somebody who looks on."""

    def isatty(self) -> bool:
        return True


def test_whoever_looks_on_sees_how_far_it_is(
    at_ovhcloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    at_ovhcloud.add(VOLUMES, a_volume())
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")

    run([*COMMAND, "--format", "json"])

    assert "Scanning" in terminal.getvalue()
    assert json.loads(capsys.readouterr().out)["counts"]["resources"] == 2
