"""The demonstration's second act: deploy the records for real, to a real OpenStack on this machine, and look at them.

It takes 2.2 GB of memory for some minutes and, the first time, a download of about 1 GB. So it is played unasked only
where OpenStack is installed for the lab already; else it is offered, and LAB=1 accepts the offer. LAB=0 refuses it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.can_deploy import missing_tool, no_room_for_a_lab
from scripts.stage import BIN, ROOT, pulumi_environment, show

STACK = "records-lab"
ACCEPTED, COULD_NOT_TELL = 0, 3

OFFER = (
    "The records can be deployed for real as well, to a real OpenStack on this machine: `make demo LAB=1` does that, "
    "and\ntakes everything down again. The first time, it installs about 1 GB in your cache folder."
)
SCANNED = """
# What runs there now, read from the cloud itself, judged by the same rules. The program said what its server does when
# it starts; OpenStack shows that to administrators only. What cannot be seen is never a pass: could not tell."""
DEPLOY = f"pulumi up --stack {STACK} --yes --policy-pack policies --policy-pack-config stacks/policy-lab.json"


def second_act() -> bool:
    """Play the act, offer it, or say in one line why not; return whether all went as announced."""
    wanted = os.environ.get("LAB", "")
    obstacle = "LAB=0 says so" if wanted == "0" else missing_tool() or no_room_for_a_lab()
    if obstacle:
        show(f"\nLeft out, the second act, a deployment to a real OpenStack on this machine: {obstacle}.")
        return wanted != "1"
    if wanted != "1" and not is_installed():
        show(f"\n{OFFER}")
        return True
    show("\n# The second act: the same records, deployed for real, to a real OpenStack on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        return play(Path(folder))


def is_installed() -> bool:
    """Return whether OpenStack is installed for the lab, so that nothing has to be downloaded."""
    from rempart_lab.control import environment  # noqa: PLC0415 - the extra `lab`

    return environment.is_installed(environment.environment_folder(os.environ))


def play(folder: Path) -> bool:
    """Bring a lab up, deploy to it, look at it, and take it down whatever happens."""
    state = folder / "pulumi"
    state.mkdir()
    environment = {**pulumi_environment(state), "REMPART_LAB": str(folder / "lab")}
    with running_lab(environment), unchanged(ROOT / "stacks" / f"Pulumi.{STACK}.yaml"):
        environment |= surroundings(environment)
        run(f"pulumi stack init {STACK}", environment)
        if run(DEPLOY, environment) != ACCEPTED:
            return False
        show(SCANNED)
        scanned = run(f"rempart scan openstack --cloud {environment['OS_CLOUD']} --simulated", environment)
        show("\n# All of it goes again:")
        removed = run(f"pulumi destroy --stack {STACK} --yes", environment)
    return (scanned, removed) == (COULD_NOT_TELL, ACCEPTED)


@contextmanager
def running_lab(environment: Mapping[str, str]) -> Iterator[None]:
    """Bring a lab up; take it down again, and remove it, whatever happens meanwhile."""
    try:
        if run("rempart lab up --profile full", environment) != 0:
            raise SystemExit(1)
        yield
    finally:
        # No second Ctrl-C keeps it from being taken down; what is started here ignores it as well.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        show("\n# And nothing of it stays:")
        run("rempart lab reset", environment)
        signal.signal(signal.SIGINT, before)


@contextmanager
def unchanged(file: Path) -> Iterator[None]:
    """Leave a file as it was: Pulumi writes a new stack's salt into its configuration."""
    before = file.read_bytes()
    try:
        yield
    finally:
        file.write_bytes(before)


def surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """Make the stack's project and its credential; return what leads to them."""
    command = f"rempart lab env --stack {STACK}"
    show(f'$ eval "$({command})"')
    told = subprocess.run(words(command), env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own
    exported = (line.removeprefix("export ").partition("=") for line in told.splitlines() if line.startswith("export "))
    return {name: "".join(shlex.split(value)) for name, _, value in exported}


def run(command: str, environment: Mapping[str, str]) -> int:
    """Run a command where everybody sees it; return its status. Ctrl-C ends it, and is passed on once it has ended."""
    show(f"$ {command}")
    with subprocess.Popen(words(command), cwd=ROOT, env=dict(environment)) as process:  # noqa: S603 - our own
        try:
            return process.wait()
        except KeyboardInterrupt:
            # It has had the signal as well, and may have something to undo.
            process.wait()
            raise


def words(command: str) -> list[str]:
    """Return a command's words, the first as a path: what we installed, else what is on PATH."""
    program, *arguments = command.split()
    own = BIN / program
    return [str(own) if own.exists() else shutil.which(program) or program, *arguments]
