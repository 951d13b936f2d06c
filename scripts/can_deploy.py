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


def find_obstacle() -> str:
    """Return what keeps programs from being deployed here; empty when nothing does."""
    # The lab is an extra, and Linux's.
    from rempart_lab.control.preflight import check_machine, check_ports  # noqa: PLC0415
    from rempart_lab.control.state_folder import find_state_folder  # noqa: PLC0415
    from rempart_lab.control.wish import Wish, make_lab  # noqa: PLC0415
    from rempart_lab.errors import LabError  # noqa: PLC0415

    missing = missing_tool()
    if missing:
        return missing
    folder = find_state_folder(None, os.environ)
    try:
        lab = make_lab(Wish("full"), folder, os.environ)
        check_machine(lab, folder)
        if not folder.is_supervised:
            check_ports(lab)
    except LabError as error:
        return "; ".join(part for part in (error.what, error.mend) if part)
    return ""


if __name__ == "__main__":
    obstacle = find_obstacle()
    if obstacle:
        sys.exit(obstacle)
