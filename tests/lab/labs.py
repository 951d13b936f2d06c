"""Labs for tests: what ``rempart lab up`` would make of its options, in a folder of the test's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rempart_lab.model.cloud_file import read_cloud
from rempart_lab.model.folders import Folders
from rempart_lab.model.lab import Lab, check, with_regions
from rempart_lab.model.process import Call, Plan, Process, Program
from rempart_lab.model.profile import Profile
from rempart_lab.model.secrets import Secrets

ROOT = bytes(range(32))


def a_lab(folder: Path, *clouds: str, profile: Profile = Profile.FULL, account: str = "operator") -> Lab:
    """Return a lab with all regions of the named clouds, by default of both that come with it."""
    chosen = [read_cloud(cloud) for cloud in clouds or ("ovh-like", "partner")]
    return check(
        Lab(
            folders=Folders(folder),
            environment=Path("/venv"),
            account=account,
            group="operators",
            profile=profile,
            clouds=tuple(with_regions(cloud, [region.name for region in cloud.regions]) for cloud in chosen),
        )
    )


def secrets(*, root: bytes = ROOT) -> Secrets:
    """Return secrets that a test can derive again."""
    return Secrets(root)


def process(plan: Plan, name: str) -> Process:
    """Return a process of a plan by its name."""
    return next(one for one in plan.processes if one.name == name)


def words(plan_process: Process) -> list[str]:
    """Return what would stand on the command line of a process, or in the keywords of its call."""
    match plan_process.command:
        case Program(arguments):
            return list(arguments)
        case Call(target, arguments, keywords):
            return [target, *arguments, *map(str, keywords.values())]


def with_first_cloud(lab: Lab, **changes: object) -> Lab:
    """Return the lab with its first cloud changed."""
    first, *others = lab.clouds
    return replace(lab, clouds=(replace(first, **changes), *others))  # type: ignore[arg-type]
