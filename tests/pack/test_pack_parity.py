"""The pack says what ``rempart check`` says, resource by resource."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.pack_wire import requests_of
from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.inputs import read
from rempart.judge import load_pack, load_profile
from tests.pack.conftest import Engine, stopping

ROOT = Path(__file__).resolve().parents[2]


def test_the_wire_stops_what_the_command_line_stops(engine: Engine, tmp_path: Path) -> None:
    preview = tmp_path / "preview.json"
    made = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "generate.py", "600"], capture_output=True, text=True, check=True
    )
    preview.write_text(made.stdout, encoding="utf-8")
    pack = load_pack()
    today = datetime.now().astimezone().date()
    verdict = check(
        read(preview), catalogue=load_catalogue(), pack=pack, profile=load_profile("hds", pack), as_of=today
    )

    told = {(request.urn, rule) for request in requests_of(preview) for rule in stopping(engine.stub.Analyze(request))}

    stopped = {(finding.urn, finding.rule.id) for finding in verdict.findings if finding.stops}
    assert stopped
    assert told == stopped
