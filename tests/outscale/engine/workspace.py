"""Pulumi's own engine at work on one stack: a program, a private home, a state in files, the plugin, a cloud."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from outscale_provider.values.json import JsonObject
from tests.outscale.plugin import ACCESS_KEY, SECRET_KEY

EXAMPLES = Path(__file__).parents[3] / "providers/outscale/examples"
_LONGEST = 180
"""Seconds that a command may take on a busy machine; no test waits for it to pass."""
_PATIENCE = 60
"""Seconds in which what a test waits for comes true."""
_HEADER = "import pulumi\nimport pulumi_outscale as outscale\n"


@dataclass(frozen=True)
class Outcome:
    """What one command of ``pulumi`` did and said."""

    status: int
    text: str
    events: list[JsonObject]

    @cached_property
    def operations(self) -> dict[str, list[str]]:
        """What was done to each resource, in order, such as ``{"Net clinic": ["create"]}``; what stays is left out."""
        found: dict[str, list[str]] = {}
        for event in self.events:
            done = event.get("resourcePreEvent", {}).get("metadata", {})
            if done.get("type", "").startswith("outscale:") and done["op"] not in _STAYS:
                found.setdefault(_name(done["urn"]), []).append(done["op"])
        return found

    @cached_property
    def order(self) -> list[tuple[str, str]]:
        """What was done, one step after the other, such as ``("delete", "Net clinic")``."""
        steps = (event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event)
        return [(step["op"], _name(step["urn"])) for step in steps]

    @property
    def counts(self) -> Counter[str]:
        """How many of the provider's resources met each fate."""
        return Counter(step for steps in self.operations.values() for step in steps)

    @property
    def said(self) -> list[str]:
        """What the user was told beside the resources: warnings and errors, each ``severity: text``."""
        told = (event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event)
        return [
            f"{entry['severity']}: {_plain(entry['message'])}"
            for entry in told
            if entry["severity"] in {"warning", "error"} and not entry.get("ephemeral")
        ]

    def told(self, severity: str) -> str:
        """Return all that was said with a severity."""
        return "\n".join(line for line in self.said if line.startswith(severity))

    def changes_of(self, resource: str) -> dict[str, str]:
        """Return the arguments that differ, and how, such as ``{"vmType": "update"}``."""
        for event in self.events:
            about = event.get("resourcePreEvent", {}).get("metadata", {})
            if about and _name(about["urn"]) == resource and about.get("detailedDiff"):
                return {name: change["diffKind"] for name, change in about["detailedDiff"].items()}
        return {}


@dataclass(frozen=True, slots=True)
class Stored:
    """A resource as the engine keeps it."""

    urn: str
    id: str
    inputs: JsonObject
    outputs: JsonObject
    init_errors: list[str]

    @property
    def type(self) -> str:
        """Its type's token."""
        return self.urn.split("::")[2]

    @property
    def name(self) -> str:
        """Its kind and name, such as ``Net clinic``."""
        return _name(self.urn)


@dataclass(frozen=True, slots=True)
class State:
    """A stack's state, as ``pulumi stack export`` shows it."""

    resources: dict[str, Stored]
    """The provider's resources by kind and name."""
    pending: list[str]
    """The resources of which the engine does not know whether they were made."""
    text: str
    """All of it, secrets encrypted."""


@dataclass
class Workspace:
    """A folder with a program and a stack called ``dev``."""

    folder: Path
    environment: dict[str, str]
    pulumi: str
    _runs: Iterator[int] = field(default_factory=itertools.count)

    @property
    def project(self) -> Path:
        """Where the program is."""
        return self.folder / "project"

    def write(self, program: str) -> None:
        """Write the program; the two imports that every program has stand before it."""
        self.project.mkdir(exist_ok=True)
        (self.project / "Pulumi.yaml").write_text("name: clinic\nruntime: python\n", encoding="utf-8")
        (self.project / "__main__.py").write_text(_HEADER + dedent(program), encoding="utf-8")

    def copy(self, example: str) -> None:
        """Take one of the provider's examples as the program."""
        shutil.copytree(
            EXAMPLES / example, self.project, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
        )

    def configure(self, **settings: object) -> None:
        """Change the provider's settings; ``None`` removes one."""
        self.set(**{f"outscale:{name}": value for name, value in settings.items()})

    def set(self, **settings: object) -> None:
        """Change the stack's configuration, in plain text; ``None`` removes an entry."""
        file = self.project / "Pulumi.dev.yaml"
        content = {"config": {}} | yaml.safe_load(file.read_text(encoding="utf-8"))
        content["config"] |= settings
        content["config"] = {name: value for name, value in content["config"].items() if value is not None}
        file.write_text(yaml.safe_dump(content), encoding="utf-8")

    def preview(self, *options: str) -> Outcome:
        """Tell what would change."""
        return self.run("preview", *options)

    def up(self, *options: str) -> Outcome:
        """Bring the cloud to what the program says."""
        return self.run("up", "--yes", "--skip-preview", *options)

    def refresh(self, *options: str) -> Outcome:
        """Bring the state to what the cloud says."""
        return self.run("refresh", "--yes", "--skip-preview", *options)

    def destroy(self, *options: str) -> Outcome:
        """Remove everything."""
        return self.run("destroy", "--yes", "--skip-preview", *options)

    def run(self, *arguments: str, **environment: str) -> Outcome:
        """Run one command to its end."""
        return self.begin(*arguments, **environment).end()

    def begin(self, *arguments: str, **environment: str) -> Running:
        """Start a command, in a process group of its own as a shell would."""
        log = self.folder / f"events-{next(self._runs)}.json"
        logged = ["--event-log", str(log)] if arguments[0] in _WITH_EVENTS else []
        process = subprocess.Popen(
            [self.pulumi, "--non-interactive", "--color", "never", arguments[0], *logged, *arguments[1:]],
            cwd=self.project,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return Running(process, log)

    def take_over(self, wanted: list[dict[str, str]]) -> Outcome:
        """Import resources, each with ``type``, ``name`` and ``id``; the program becomes the one that Pulumi writes."""
        file = self.folder / "wanted.json"
        file.write_text(json.dumps({"resources": wanted}), encoding="utf-8")
        options = ("--yes", "--skip-preview", "--protect=false", "--out", str(self.folder / "generated.py"))
        outcome = self.run("import", "--file", str(file), *options)
        if outcome.status == 0:
            shutil.copyfile(self.folder / "generated.py", self.project / "__main__.py")
        return outcome

    def forget(self) -> None:
        """Lose the state; what is in the cloud stays there."""
        for command in (("stack", "rm", "dev", "--force", "--yes", "--preserve-config"), ("stack", "init", "dev")):
            done = self.run(*command)
            assert done.status == 0, done.text

    def state(self) -> State:
        """Return what the engine knows."""
        text = self.run("stack", "export").text
        deployment: JsonObject = json.loads(text)["deployment"]
        found = [
            Stored(entry["urn"], entry.get("id", ""), entry.get("inputs", {}), entry.get("outputs", {}),
                   entry.get("initErrors") or [])
            for entry in deployment.get("resources") or []
            if entry["type"].startswith("outscale:")
        ]  # fmt: skip
        pending = [_name(entry["resource"]["urn"]) for entry in deployment.get("pending_operations") or []]
        return State({entry.name: entry for entry in found}, pending, text)

    def written(self) -> bytes:
        """Return all that the engine wrote: state, history, backups, logs of events."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


@dataclass(frozen=True, slots=True)
class Running:
    """A command that is under way."""

    process: subprocess.Popen[str]
    log: Path

    def interrupt(self) -> None:
        """Press Ctrl-C: the signal reaches all that runs in the terminal's foreground."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """Take the engine away without a chance to write anything down."""
        self.process.kill()

    def plugins(self) -> set[int]:
        """Return the processes of the provider that this command started."""
        own = {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and self._began(entry)}
        return {number for number in own if _is_plugin(number)}

    def end(self) -> Outcome:
        """Wait for the end, and return what happened."""
        try:
            text, _ = self.process.communicate(timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return Outcome(self.process.returncode, text, [json.loads(line) for line in lines])

    def _began(self, entry: Path) -> bool:
        try:
            return os.getsid(int(entry.name)) == self.process.pid
        except ProcessLookupError:
            return False


_STAYS = frozenset({"same", "read", "refresh"})
_WITH_EVENTS = frozenset({"preview", "up", "refresh", "destroy", "import"})


def _is_plugin(process: int) -> bool:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return any(word.endswith(b"pulumi-resource-outscale") for word in words)


def _name(urn: str) -> str:
    parts = urn.split("::")
    return f"{parts[2].rsplit(':', 1)[-1]} {parts[3]}"


def _plain(message: str) -> str:
    """Return a message without the marks of its colours."""
    for mark in ("<{%reset%}>", "<{%fg 1%}>", "<{%fg 3%}>", "<{%bold%}>"):
        message = message.replace(mark, "")
    return message.strip()


def new_workspace(folder: Path, endpoint: str, **settings: Any) -> Workspace:
    """Return a workspace with an empty stack, whose provider calls a cloud at an address."""
    pulumi = shutil.which("pulumi")
    assert pulumi is not None
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OSC_", "PULUMI_"))}
    state = folder / "state"
    state.mkdir()
    environment = inherited | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "only-for-this-test",
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DEBUG_COMMANDS": "true",
        # Whatever a test gets wrong, nothing reaches the real service.
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "OSC_CONFIG_FILE": os.devnull,
        "OSC_ACCESS_KEY": ACCESS_KEY,
        "OSC_SECRET_KEY": SECRET_KEY,
    }
    workspace = Workspace(folder, environment, pulumi)
    workspace.write("")
    made = workspace.run("stack", "init", "dev")
    assert made.status == 0, made.text
    workspace.configure(endpoint=endpoint, region="eu-west-2", maxRequestsPerSecond=100000, **settings)
    return workspace


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    limit = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < limit, "what was awaited never came true"
        time.sleep(0.05)
