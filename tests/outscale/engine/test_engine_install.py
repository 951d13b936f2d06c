"""The plugin where ``rempart provider install`` puts it: the engine finds it there, without any help from PATH."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from outscale_provider import VERSION
from tests.outscale.engine.workspace import Workspace
from tests.outscale.fake import Fake


def test_the_engine_runs_the_plugin_that_was_installed(workspace: Workspace, fake: Fake) -> None:
    rempart = Path(sys.executable).parent / "rempart"
    workspace.environment["PULUMI_IGNORE_AMBIENT_PLUGINS"] = "true"
    workspace.write('outscale.Net("clinic", ip_range="10.0.0.0/16")')

    without = workspace.up()
    installed = subprocess.run(
        [rempart, "provider", "install", "outscale"], env=workspace.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    listed = workspace.run("plugin", "ls").text
    made = workspace.up()

    assert without.status != 0
    assert "outscale" in without.text
    assert installed.returncode == 0, installed.stderr
    assert any(line.split()[:3] == ["outscale", "resource", VERSION] for line in listed.splitlines())
    assert made.status == 0, made.text
    assert "from $PATH" not in made.text
    assert len(fake.objects("Net")) == 1
