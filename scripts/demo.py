"""Judge the three programs of ``stacks/`` the way a newcomer would, one command after the other.

Every line that starts with ``$`` can be typed by hand. Ends with a non-zero status when a verdict is not the expected
one, so that a demonstration that no longer demonstrates anything is noticed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.demo_lab import second_act
from scripts.stage import BIN, ROOT, pulumi_environment, show

ACCEPTED, REJECTED = 0, 1
STOPPED = 130
"""As shells have it for a program that Ctrl-C ended."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command of the demonstration, what it shows, and the exit status that it must have."""

    shows: str
    command: str
    status: int


ACTS = (
    Act(
        "Patient records on OVHcloud, Gravelines. French operator, HDS-certified: accepted under the default profile.",
        "rempart check --stack records-ovhcloud",
        ACCEPTED,
    ),
    Act(
        "The same, where a SecNumCloud-qualified service is asked for; ordinary Public Cloud is not one: refused.",
        "rempart check --stack records-ovhcloud --profile secnumcloud",
        REJECTED,
    ),
    Act(
        "The same records on Outscale's qualified region, on the last day of the qualification: accepted.",
        "rempart check --stack records-outscale --profile secnumcloud --as-of 2026-11-30",
        ACCEPTED,
    ),
    Act(
        "The day after. Nothing in the program has changed, but the qualification has lapsed: refused.",
        "rempart check --stack records-outscale --profile secnumcloud --as-of 2026-12-01",
        REJECTED,
    ),
    Act(
        "A mirror on AWS Paris, and a bucket in Virginia. The datacentre's address does not change who operates it.",
        "rempart check --stack mirror-aws",
        REJECTED,
    ),
    Act(
        "Where does one resource really go, and says who? The chain of facts, with sources.",
        "rempart explain . records --stack mirror-aws",
        ACCEPTED,
    ),
    Act(
        "And any host, on its own:",
        "rempart where s3.gra.io.cloud.ovh.net",
        ACCEPTED,
    ),
)

NEXT = """\
What to try next
  rempart check PATH                a program of yours, a `pulumi preview --json` file, an event log, a state
  rempart check --format sarif      for code scanning; json for everything else
  rempart catalogue lapses --within 90d
  pulumi up --policy-pack policies  the same verdicts while Pulumi deploys
  rempart lab up                    a real OpenStack on this machine, to deploy to
  README.md, docs/rules.md          how to read a verdict, how to write a rule
"""


def perform(act: Act) -> bool:
    """Run one act; return whether it ended as announced."""
    show(f"\n# {act.shows}\n$ {act.command}")
    program, *arguments = act.command.split()
    status = subprocess.run([BIN / program, *arguments], cwd=ROOT, check=False).returncode  # noqa: S603 - commands of our own
    if status != act.status:
        show(f"(expected exit status {act.status}, got {status})")
    return status == act.status


def real_engine() -> None:
    """Let the real engine run the pack, where a ``pulumi`` with the OpenStack provider is found."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        show("\nNo `pulumi` on PATH: the verdicts above come from Rempart's offline preview alone.")
        return
    show(f"\n# The real engine is here ({pulumi}): the same program, judged by the pack during `pulumi preview`.")
    with tempfile.TemporaryDirectory() as state:
        environment = pulumi_environment(Path(state))
        stack = ["--stack", "records-ovhcloud", "--non-interactive"]
        # Pulumi writes a new stack's salt into its configuration file; the demonstration leaves the file as it was.
        file = ROOT / "stacks" / "Pulumi.records-ovhcloud.yaml"
        before = file.read_bytes()
        try:
            for command in (["stack", "init", *stack[1:2]], ["preview", "--policy-pack", "policies", *stack]):
                show(f"$ pulumi {' '.join(command)}")
                subprocess.run([pulumi, *command], cwd=ROOT, env=environment, check=False)  # noqa: S603 - found above
        finally:
            file.write_bytes(before)


def main() -> int:
    """Run the demonstration."""
    show("Rempart judges what a Pulumi program is about to deploy. Offline: no login, no cloud, nothing deployed.")
    as_announced = [perform(act) for act in ACTS]
    real_engine()
    as_announced.append(second_act())
    show(f"\n{NEXT}")
    return 0 if all(as_announced) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(STOPPED)
