"""``rempart scan --state``: what runs is judged, and compared with what the states say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rempart.cli import run
from tests.scan.openstack_double import Cloud
from tests.scan.openstack_things import VOLUMES, a_volume

Output = pytest.CaptureFixture[str]
COMMAND = ["scan", "openstack", "--cloud", "care"]
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def a_state(cloud: Cloud, folder: Path, *volumes: tuple[str, str]) -> str:
    """Write a state with these volumes, each by its name and the cloud's identifier, and return its path."""
    urn = "urn:pulumi:prod::care::"
    provider = {
        "urn": f"{urn}pulumi:providers:openstack::lab",
        "custom": True,
        "id": "p",
        "type": "pulumi:providers:openstack",
        "inputs": {"authUrl": f"{cloud.url}/identity/v3", "region": "GRA9"},
    }
    token = "openstack:blockstorage/volume:Volume"  # noqa: S105 - a type token, not a credential
    made = [
        {
            "urn": f"{urn}{token}::{name}",
            "custom": True,
            "id": identifier,
            "type": token,
            "inputs": {"name": name, "size": 10},
            "outputs": {
                "name": name,
                "size": 10,
                "volumeType": "high-speed-luks",
                "availabilityZone": "nova",
            },
            "provider": f"{provider['urn']}::p",
        }
        for name, identifier in volumes
    ]
    file = folder / "state.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"resources": [provider, *made]}}), encoding="utf-8")
    return str(file)


def test_a_report_tells_what_is_in_no_state_gone_and_different(cloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    cloud.add(VOLUMES, a_volume("v-1", "same"), a_volume("v-2", "grown", size=20), a_volume("v-3", "by hand"))
    state = a_state(cloud, tmp_path, ("same", "v-1"), ("grown", "v-2"), ("lost", "v-4"))

    run([*COMMAND, "--state", state])

    told = capsys.readouterr().out
    assert "Runs, and is in no state: 1\n  openstack:blockstorage/volume:Volume  by hand@v-3" in told
    assert "In a state, and gone: 1\n  openstack:blockstorage/volume:Volume  lost  v-4" in told
    assert "size: 10 -> 20" in told
    assert told.endswith("Drifted: 1 in no state, 1 gone, 1 different; 1 thing as its state says.\n")


def test_a_document_holds_the_verdict_and_the_comparison(cloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    cloud.add(VOLUMES, a_volume("v-1", "same"))

    run([*COMMAND, "--state", a_state(cloud, tmp_path, ("same", "v-1")), "--format", "json"])

    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    for schema, part in (("report-1.json", document), ("drift-1.json", document["drift"])):
        Draft202012Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))).validate(part)
    assert document["drift"]["alike"] == 1
    assert document["drift"]["exit_code"] == 0


def test_what_could_not_be_read_is_not_gone(cloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    cloud.fail(VOLUMES, status=403, times=99)

    run([*COMMAND, "--state", a_state(cloud, tmp_path, ("records", "v-1")), "--format", "json"])

    drift = json.loads(capsys.readouterr().out)["drift"]
    assert drift["gone"] == []
    assert drift["untold"][0]["reason"].startswith("volumev3: volumes could not be read")


def test_a_report_in_a_file_leaves_two_lines(cloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    state = a_state(cloud, tmp_path, ("lost", "v-1"))

    run([*COMMAND, "--state", state, "--output", str(tmp_path / "report.txt")])

    verdict, drift = capsys.readouterr().out.splitlines()
    assert "under hds on" in verdict
    assert drift == "Drifted: 1 gone; 0 things as their states say"
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").endswith(f"{drift}.\n")


def test_what_is_no_state_is_refused_before_anything_is_asked(cloud: Cloud, capsys: Output) -> None:
    preview = Path(__file__).parents[1] / "fixtures" / "pulumi-3.260" / "demo" / "preview.json"

    status = run([*COMMAND, "--state", str(preview)])

    assert status == 2
    assert capsys.readouterr().err.endswith("is not a state; give --state the output of pulumi stack export\n")
    assert not cloud.requests


def test_sarif_cannot_tell_of_drift(cloud: Cloud, tmp_path: Path, capsys: Output) -> None:
    status = run([*COMMAND, "--state", a_state(cloud, tmp_path), "--format", "sarif"])

    assert status == 2
    assert "SARIF holds findings of rules, and no drift" in capsys.readouterr().err
    assert not cloud.requests
