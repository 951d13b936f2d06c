"""Tells whether programs can be deployed for real on this machine: with Pulumi's engine, to the lab.

Ends with status 0 when they can, else with 1 and one line that says what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PLUGIN = "pulumi-resource-openstack"


def missing_tool() -> str:
    """Return what Pulumi lacks to deploy to OpenStack; empty when it lacks nothing."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        return "no `pulumi` on PATH"
    if shutil.which(PLUGIN):
        return ""
    variables = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    listed = subprocess.run([pulumi, "plugin", "ls"], env=variables, capture_output=True, text=True, check=False)  # noqa: S603 - found above
    if any(line.split()[:2] == ["openstack", "resource"] for line in listed.stdout.splitlines()):
        return ""
    return "`pulumi` has no OpenStack provider (pulumi plugin install resource openstack)"


def no_room_for_a_lab() -> str:
    """Return what keeps a whole lab from being brought up beside whatever runs; empty when nothing does."""
    # The lab is an extra, and Linux's.
    from rempart_lab.control.preflight import check_machine, check_ports  # noqa: PLC0415
    from rempart_lab.control.state_folder import find_state_folder  # noqa: PLC0415
    from rempart_lab.control.wish import Wish, make_lab  # noqa: PLC0415
    from rempart_lab.errors import LabError  # noqa: PLC0415

    folder = find_state_folder(None, os.environ)
    try:
        lab = make_lab(Wish("full"), folder, os.environ)
        check_machine(lab, folder)
        check_ports(lab)
    except LabError as error:
        return "; ".join(part for part in (error.what, error.mend) if part)
    return ""


def find_obstacle() -> str:
    """Return what keeps programs from being deployed: to the lab that REMPART_LAB names, else to a new one."""
    return missing_tool() or ("" if os.environ.get("REMPART_LAB") else no_room_for_a_lab())


if __name__ == "__main__":
    obstacle = find_obstacle()
    if obstacle:
        sys.exit(obstacle)
