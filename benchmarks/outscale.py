"""Measures the Outscale provider: its start alone, and under the real engine beside the OpenStack provider.

Against the service's stand-in (``tests/outscale/fake``) on this machine, which answers at once: what is measured is the
engine, the language's SDK and the provider, not a cloud. Run alone with ``python -m benchmarks.outscale``.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.outscale.engine.workspace import Workspace, new_workspace, until
from tests.outscale.fake import Fake, running_fake

OF_OPENSTACK = """
import pulumi_openstack as openstack

cloud = openstack.Provider("cloud", auth_url="https://auth.cloud.ovh.net/v3", region="GRA11")
for number in range(500):
    openstack.networking.Network(f"n{number}", name=f"n{number}", opts=pulumi.ResourceOptions(provider=cloud))
"""
OF_OUTSCALE = """
cloud = outscale.Provider("cloud", endpoint="{endpoint}", region="eu-west-2", max_requests_per_second=100000)
for number in range({count}):
    outscale.Net(
        f"n{{number}}",
        ip_range=f"10.{{number % 256}}.{{number // 256}}.0/24",
        opts=pulumi.ResourceOptions(provider=cloud),
    )
"""
MACHINES = """
net = outscale.Net("net", ip_range="10.0.0.0/16")
subnet = outscale.Subnet("subnet", net_id=net.net_id, ip_range="10.0.0.0/20")
for number in range(49):
    machine = outscale.Vm(f"m{number}", image_id="ami-12345678", subnet_id=subnet.subnet_id)
    outscale.Volume(f"v{number}", subregion_name="eu-west-2a", size=10)
"""


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the plugin: seconds until it can be spoken to, and what it used until then."""

    seconds: float
    at_work: float
    """Seconds of a processor: what it costs on a machine that does nothing else."""
    mebibytes: float


def start_of_plugin() -> Start:
    """Start the plugin as the engine does, and end it again."""
    plugin = Path(sys.executable).parent / "pulumi-resource-outscale"
    began = time.perf_counter()
    process = subprocess.Popen([plugin], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    with process.stdout as told:
        told.readline()
        seconds = time.perf_counter() - began
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        ticks = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    process.terminate()
    process.wait()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    at_work = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Start(seconds, at_work, int(peak[1]) / 1024 if peak else 0.0)


def plugin_alone() -> None:
    """Measure the start."""
    starts = [start_of_plugin() for _ in range(10)][1:]
    seconds = sorted(start.seconds for start in starts)
    print(
        f"{'outscale plugin, start':<58}{median(seconds):>8.3f} s  ({seconds[0]:.2f} to {seconds[-1]:.2f})"
        f"{median(start.mebibytes for start in starts):>8.0f} MiB"
        f"  {median(start.at_work for start in starts):.2f} s of a processor",
        flush=True,
    )


def at_work() -> float:
    """Return the seconds of a processor that this process's children used so far, those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def took(workspace: Workspace, *command: str) -> float:
    """Run a command of ``pulumi``; return its seconds. Raises ``RuntimeError`` when it fails."""
    began = time.perf_counter()
    outcome = workspace.run(*command)
    seconds = time.perf_counter() - began
    if outcome.status != 0:
        raise RuntimeError(outcome.text[-2000:])
    return seconds


def previews(folder: Path, fake: Fake) -> None:
    """Compare previews of as many resources, run in turn so that a busy machine slows both."""
    spaces = []
    for name, program in (("theirs", OF_OPENSTACK), ("ours", OF_OUTSCALE.format(endpoint=fake.url, count=500))):
        (folder / name).mkdir()
        spaces.append(new_workspace(folder / name, fake.url))
        spaces[-1].write(program)
    theirs, ours = spaces
    pairs = [(took(theirs, "preview"), took(ours, "preview")) for _ in range(6)][1:]
    print(f"{'pulumi preview of 500 Nets':<58}{median(pair[1] for pair in pairs):>8.3f} s")
    ratio = median(mine / other for other, mine in pairs)
    print(f"  it takes {ratio:.2f} times that of 500 networks with the openstack provider", flush=True)


def machines(folder: Path, fake: Fake) -> None:
    """Measure a deployment of a hundred resources."""
    seconds, used = [], []
    for run in range(4):
        fake.reset()
        fake.control(slow=0)
        (folder / f"machines-{run}").mkdir()
        workspace = new_workspace(folder / f"machines-{run}", fake.url)
        workspace.write(MACHINES)
        before = at_work()
        seconds.append(took(workspace, "up", "--yes", "--skip-preview", "--parallel", "64"))
        used.append(at_work() - before)
    print(
        f"{'pulumi up of 100 resources, --parallel 64':<58}{median(seconds[1:]):>8.3f} s"
        f"  {median(used[1:]):.2f} s of a processor",
        flush=True,
    )


def refresh(folder: Path, fake: Fake) -> None:
    """Count the calls of a refresh."""
    fake.reset()
    fake.control(slow=0, quota={"Net": 1000})
    (folder / "refresh").mkdir()
    workspace = new_workspace(folder / "refresh", fake.url)
    workspace.write(OF_OUTSCALE.format(endpoint=fake.url, count=500))
    took(workspace, "up", "--yes", "--skip-preview", "--parallel", "64")
    for parallel in ("16", "64"):
        before = sum(fake.statistics().calls.values())
        seconds = took(workspace, "refresh", "--yes", "--skip-preview", "--parallel", parallel)
        calls = sum(fake.statistics().calls.values()) - before
        print(
            f"{f'pulumi refresh of 500 resources, --parallel {parallel}':<58}{seconds:>8.3f} s  {calls} calls",
            flush=True,
        )


def interruption(folder: Path, fake: Fake) -> None:
    """Count what is left of a deployment that is stopped by Ctrl-C while machines start."""
    fake.reset()
    fake.control(slow=30)
    (folder / "interruption").mkdir()
    workspace = new_workspace(folder / "interruption", fake.url)
    workspace.write(MACHINES)
    running = workspace.begin("up", "--yes", "--skip-preview", "--parallel", "64")
    until(lambda: len(fake.objects("Vm")) > 20)  # noqa: PLR2004 - enough to be in the middle
    began = time.perf_counter()
    running.interrupt()
    running.end()
    seconds = time.perf_counter() - began
    print(f"{'Ctrl-C while machines start':<58}{seconds:>8.3f} s  {len(running.plugins())} plugins left", flush=True)


def measure() -> None:
    """Measure everything that can be measured here."""
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    plugin_alone()
    if shutil.which("pulumi") is None:
        print("pulumi is not on PATH: the Outscale provider is not measured under it")
        return
    with tempfile.TemporaryDirectory() as name, running_fake() as fake:
        folder = Path(name)
        if shutil.which("pulumi-resource-openstack"):
            previews(folder, fake)
        else:
            print("pulumi-resource-openstack is not on PATH: previews are not compared")
        machines(folder, fake)
        refresh(folder, fake)
        interruption(folder, fake)


if __name__ == "__main__":
    measure()
