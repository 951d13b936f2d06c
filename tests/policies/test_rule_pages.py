"""The pages about rules are what the rules say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.policies.opa_tools import ROOT


def test_the_pages_about_rules_are_current(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "rule_pages.py"), str(tmp_path)]

    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})

    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    kept = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "docs" / "rules").iterdir()}
    assert kept == written, "run make compile"
