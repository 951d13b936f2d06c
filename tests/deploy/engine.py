"""Pulumi's engine, driven through its Automation API, with a state of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from pulumi import automation
from pulumi.automation.events import EngineEvent
from semver import VersionInfo

from rempart.locations import policies_folder
from rempart.plugins.installation import pulumi_home

BIN = Path(sys.executable).parent

_PARTS_OF_A_REPLACEMENT = frozenset({"create-replacement", "delete-replaced"})

Observer = Callable[[str, str], None]
"""Told the operation and the URN of each step that begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stack is tried."""

    stack: str
    """A name that no other stack, project or person of this lab has."""
    folder: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command of Pulumi did."""

    succeeded: bool
    output: str
    steps: Mapping[str, str]
    """URN -> the operation on it: as announced when it began, then as it ended; ``replace`` for a replacement."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many resources each operation touched."""
        return Counter(self.steps.values())

    @property
    def changed(self) -> Mapping[str, str]:
        """The operation by type and name (``Port::records``) of what did not stay as it was."""
        return {_short(urn): operation for urn, operation in self.steps.items() if operation != "same"}


@dataclass(frozen=True, slots=True)
class Held:
    """One resource of a state."""

    urn: str
    type: str
    id: str
    outputs: Mapping[str, Any]


@dataclass(slots=True)
class Program:
    """One stack of one program; every command may be given more than once."""

    stack: automation.Stack
    packed: bool = True
    """Whether Rempart's policy pack judges each deployment."""
    pack_settings: Path | None = None

    def configure(self, settings: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> None:
        """Set the stack's configuration; what the program does not know is no error."""
        values = {name: automation.ConfigValue(value) for name, value in settings.items()}
        values |= {name: automation.ConfigValue(value, secret=True) for name, value in (secrets or {}).items()}
        self.stack.set_all_config(values)

    def preview(self) -> Outcome:
        """Say what ``up`` would do."""
        return self._run(self.stack.preview, **self._pack())

    def up(self, *, observer: Observer | None = None) -> Outcome:
        """Bring the cloud to what the program says, without a preview before."""
        return self._run(self.stack.up, observer, **self._pack())

    def up_after_preview(self) -> Outcome:
        """Deploy as a person does: `pulumi up` previews first, and goes no further when something forbids that.

        The Automation API, which `up` uses, leaves the preview out.
        """
        workspace = self.stack.workspace
        options = [f"--{name.removesuffix('s').replace('_', '-')}={path}" for name, (path,) in self._pack().items()]
        ended = subprocess.run(
            ["pulumi", "up", "--yes", "--non-interactive", "--color=never", "--stack", self.stack.name, *options],
            cwd=workspace.work_dir,
            env={**os.environ, **workspace.env_vars, "PULUMI_HOME": str(workspace.pulumi_home)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(succeeded=ended.returncode == 0, output=ended.stdout + ended.stderr, steps={})

    def refresh(self) -> Outcome:
        """Compare the state with the cloud; a difference shows as an ``update``, what is gone as a ``delete``."""
        return self._run(self.stack.refresh)

    def destroy(self) -> Outcome:
        """Remove everything that the state knows."""
        return self._run(self.stack.destroy)

    def resources(self) -> list[Held]:
        """Return what the state holds, providers and the stack itself left out."""
        exported = self.stack.export_stack().deployment or {}
        return [
            Held(held["urn"], held["type"], str(held.get("id", "")), held.get("outputs", {}))
            for held in exported.get("resources", [])
            if held.get("custom") and not held["type"].startswith("pulumi:")
        ]

    def _pack(self) -> dict[str, Any]:
        if not self.packed:
            return {}
        configured = {"policy_pack_configs": [str(self.pack_settings)]} if self.pack_settings else {}
        return {"policy_packs": [str(policies_folder())], **configured}

    def _run(self, command: Callable[..., Any], observer: Observer | None = None, **options: Any) -> Outcome:
        steps: dict[str, str] = {}
        lines: list[str] = []

        def note(event: EngineEvent) -> None:
            begun, ended = event.resource_pre_event, event.res_outputs_event
            step = begun or ended
            if step is None or step.metadata.type.startswith("pulumi:"):
                return
            operation, urn = str(step.metadata.op.value), step.metadata.urn
            if operation not in _PARTS_OF_A_REPLACEMENT:
                steps[urn] = operation
            if begun and observer:
                observer(operation, urn)

        try:
            command(
                on_output=lines.append,
                on_error=lines.append,
                on_event=note,
                color="never",
                suppress_progress=True,
                **options,
            )
        except automation.CommandError:
            return Outcome(succeeded=False, output="\n".join(lines), steps=steps)
        return Outcome(succeeded=True, output="\n".join(lines), steps=steps)


def open_program(source: Path, place: Place, *, environment: Mapping[str, str]) -> Program:
    """Make a stack of a program, whose folder is ours to write to.

    The engine's home, its state and its passphrase are new; ``environment`` is what the program and its providers find
    beside that.
    """
    home, state = place.folder / "home", place.folder / "state"
    home.mkdir()
    state.mkdir()
    # A home of its own has no plugins; those of the user will do, and need no download.
    (home / "plugins").symlink_to(pulumi_home(os.environ) / "plugins")
    workspace = automation.LocalWorkspace(
        work_dir=str(source),
        pulumi_home=str(home),
        pulumi_command=_command(),
        env_vars={
            # The engine starts the program, the policy pack and the Outscale provider with what stands first here.
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_PYTHON_CMD": sys.executable,
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "only-for-this-test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **environment,
        },
    )
    return Program(automation.Stack.create_or_select(place.stack, workspace))


def policy_settings(place: Place, **properties: object) -> Path:
    """Write a configuration of Rempart's pack; return the file."""
    file = place.folder / "policy.json"
    file.write_bytes(orjson.dumps({"rempart": properties}))
    return file


def _command() -> automation.PulumiCommand:
    """Return the `pulumi` on PATH; one that somebody built and that tells no version is taken to match the SDK."""
    command = automation.PulumiCommand(skip_version_check=True)
    command.version = command.version or VersionInfo.parse(version("pulumi"))
    return command


def _short(urn: str) -> str:
    token, name = urn.split("::")[2:4]
    return f"{token.rsplit(':', 1)[-1]}::{name}"
