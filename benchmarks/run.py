"""Measures what docs/benchmarks.md states: ``make bench``. Prints medians of whole processes, and ratios.

Other tools are measured beside ours in the same run where they are installed (``opa``, ``checkov``, ``pulumi`` with
the OpenStack provider), and are said to be missing where they are not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import outscale
from benchmarks.equivalents import write_jobs, write_plan
from benchmarks.measure import Command, Timing, once, paired, timed
from benchmarks.pack_wire import milliseconds
from rempart.locations import policies_folder

HERE = Path(__file__).resolve().parent
REMPART = Path(sys.executable).parent / "rempart"

NETWORKS = """\
import pulumi
import pulumi_openstack as openstack

cloud = openstack.Provider("cloud", auth_url="https://auth.cloud.ovh.net/v3", region="GRA11")
for number in range(1000):
    openstack.networking.Network(f"n{number}", name=f"n{number}", opts=pulumi.ResourceOptions(provider=cloud))
"""


def row(what: str, timing: Timing) -> None:
    """Print one measurement."""
    spread = f"{timing.fastest:.2f} to {timing.slowest:.2f}"
    print(f"{what:<58}{timing.seconds:>8.3f} s  ({spread}){timing.peak_mib:>8.0f} MiB", flush=True)


def preview(folder: Path, resources: int) -> Path:
    """Write a preview of so many resources."""
    target = folder / f"preview-{resources}.json"
    with target.open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, HERE / "generate.py", str(resources)], stdout=file, check=True)
    return target


def gate(folder: Path) -> None:
    """Measure the start, and the gate at growing sizes."""
    row("rempart --version", timed([REMPART, "--version"], runs=9))
    for resources in (10, 1_000, 10_000):
        command: Command = [REMPART, "check", preview(folder, resources)]
        row(f"rempart check, {resources} resources", timed(command, runs=5))
    seconds, peak = once([REMPART, "check", preview(folder, 100_000)])
    row("rempart check, 100000 resources (one run)", Timing(seconds, peak, seconds, seconds))


def opa(folder: Path) -> None:
    """Compare with OPA on the same judgements."""
    program = shutil.which("opa")
    if program is None:
        print("opa is not on PATH: not compared")
        return
    jobs = folder / "jobs.json"
    count = write_jobs(folder / "preview-10000.json", jobs)
    policies = policies_folder()
    data = [word for part in ("lib", "rules") for word in ("--data", policies / part)]
    theirs: Command = [program, "eval", *data, "--input", jobs, "data.rempart.dispatch.answer"]
    row(f"opa eval, the {count} distinct judgements of 10000 resources", timed(theirs, runs=3))
    ours: Command = [REMPART, "check", folder / "preview-10000.json", "--format", "json"]
    print(f"  opa eval (judging alone) takes {paired(ours, theirs, runs=3):.2f} times our whole check")


def checkov(folder: Path) -> None:
    """Compare with Checkov on an equivalent plan; it has few checks for these providers, and reads as much."""
    program = shutil.which("checkov")
    if program is None:
        print("checkov is not on PATH: not compared")
        return
    plan = folder / "plan.json"
    write_plan(folder / "preview-10000.json", plan)
    theirs: Command = [program, "--file", plan, "--framework", "terraform_plan", "--quiet", "--compact"]
    ours: Command = [REMPART, "check", folder / "preview-10000.json", "--format", "json"]
    print(f"  checkov on an equivalent plan takes {paired(ours, theirs, runs=1):.0f} times our whole check")


def offline_preview(folder: Path) -> None:
    """Compare the offline preview with the real engine's, on a thousand networks."""
    project = folder / "networks"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: networks\nruntime: python\n", encoding="utf-8")
    (project / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (project / "__main__.py").write_text(NETWORKS, encoding="utf-8")
    ours: Command = [REMPART, "check", project, "--stack", "dev", "--format", "json"]
    row("rempart check, program of 1000 networks", timed(ours, runs=3))
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        print("pulumi is not on PATH: not compared")
        return
    os.environ.setdefault("PULUMI_CONFIG_PASSPHRASE", "only-for-this-measurement")
    os.environ["PULUMI_BACKEND_URL"] = folder.as_uri()
    subprocess.run([pulumi, "stack", "init", "dev"], cwd=project, check=False, capture_output=True)
    theirs: Command = [pulumi, "preview", "--json", "--non-interactive", "--stack", "dev"]
    print(f"  pulumi preview takes {paired(ours, theirs, runs=3, cwd=project):.2f} times our whole check")


def main() -> None:
    """Measure everything, in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gate(folder)
        opa(folder)
        checkov(folder)
        print(f"{'pack, one resource on the wire':<58}{milliseconds(folder / 'preview-1000.json'):>8.2f} ms")
        offline_preview(folder)
    outscale.measure()


if __name__ == "__main__":
    main()
