"""What both acts of the demonstration use: where things are, and how it speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def show(text: str = "") -> None:
    """Print one paragraph at once, in order with what the commands print."""
    print(text, flush=True)  # noqa: T201 - a demonstration speaks


def pulumi_environment(state: Path) -> Mapping[str, str]:
    """Return variables under which Pulumi keeps its state in a folder, and runs programs and the pack as ours."""
    return {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "only-for-this-demonstration",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
