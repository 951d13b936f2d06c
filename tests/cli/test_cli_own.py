"""``--own``: what a project declares as its own, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rempart.cli import run

Output = pytest.CaptureFixture[str]
OVHCLOUD = {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"}
PROVIDER = "urn:pulumi:prod::records::pulumi:providers:openstack::ovh"
SERVER = "urn:pulumi:prod::records::openstack:compute/instance:Instance::front"


@pytest.fixture
def preview(tmp_path: Path) -> str:
    """A server whose user data sends its logs to a domain that nobody knows."""
    user_data = "#!/bin/sh\ncurl -T /var/log/syslog https://logs.chu-lille.fr/intake\n"
    steps = [
        {"op": "create", "urn": PROVIDER, "newState": _state(PROVIDER, "pulumi:providers:openstack", OVHCLOUD)},
        {
            "op": "create",
            "urn": SERVER,
            "provider": f"{PROVIDER}::04da6b54-80e4-46f7-96ec-b56ff0331ba9",
            "newState": {
                **_state(SERVER, "openstack:compute/instance:Instance", {"name": "front", "userData": user_data}),
                "provider": f"{PROVIDER}::04da6b54-80e4-46f7-96ec-b56ff0331ba9",
            },
        },
    ]
    file = tmp_path / "preview.json"
    file.write_text(json.dumps({"steps": steps, "changeSummary": {"create": 2}}), encoding="utf-8")
    return str(file)


def _state(urn: str, token: str, inputs: dict[str, str]) -> dict[str, object]:
    return {"urn": urn, "custom": True, "type": token, "inputs": inputs}


def test_an_own_domain_is_no_destination_and_the_report_says_what_was_believed(preview: str, capsys: Output) -> None:
    run(["check", preview, "--format", "json"])
    without = json.loads(capsys.readouterr().out)
    run(["check", preview, "--format", "json", "--own", "*.chu-lille.fr", "--own", "chu-nice.fr"])
    own = json.loads(capsys.readouterr().out)

    assert any("logs.chu-lille.fr" in found["reason"] for found in without["findings"])
    assert "own" not in without
    assert not any("logs.chu-lille.fr" in found["reason"] for found in own["findings"])
    assert own["own"] == ["chu-lille.fr"]


def test_what_nobody_knows_is_told_with_both_ways_out(preview: str, capsys: Output) -> None:
    status = run(["check", preview])

    told = " ".join(capsys.readouterr().out.split())
    assert status == 3
    assert "declare its domain with --own if it is one's own, or add the host to the catalogue" in told


def test_an_explanation_shows_an_own_destination_as_local(preview: str, capsys: Output) -> None:
    status = run(["explain", preview, "front", "--own", "dsi@chu-lille.fr"])

    told = capsys.readouterr().out
    assert status == 0
    assert "local to the deployment" in told
    assert "because chu-lille.fr is declared as one's own" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "absent.json"],
        ["explain", "absent.json", "front"],
        ["scan", "openstack", "--cloud", "absent"],
        ["scan", "outscale"],
    ],
)
def test_what_cannot_be_ones_own_is_bad_usage_before_anything_is_read(arguments: list[str], capsys: Output) -> None:
    status = run([*arguments, "--own", "amazonaws.com"])

    refused = capsys.readouterr().err
    assert status == 2
    assert refused == "rempart: --own, name 1: belongs to Amazon Web Services, as the catalogue says; leave it out\n"
