"""What tells Neutron and Octavia of the lab's drivers: the entry points of a distribution that was never packed."""

from __future__ import annotations

from rempart_lab.model.lab import Lab
from rempart_lab.services import neutron, octavia
from rempart_lab.services.files import Configuration, File

TEXT = f"""[neutron.ml2.mechanism_drivers]
{neutron.DRIVER} = rempart_lab.inside.networks:Mechanism

[octavia.api.drivers]
{octavia.PROVIDER} = rempart_lab.inside.balancers:Provider
"""


def configuration(lab: Lab) -> Configuration:
    """Return the files of the distribution, beside the package in the folder that every process imports from."""
    folder = lab.folders.code / "rempart_lab-0.dist-info"
    return Configuration(
        files=(
            File(folder / "METADATA", "Metadata-Version: 2.1\nName: rempart-lab\nVersion: 0\n"),
            File(folder / "entry_points.txt", TEXT),
        )
    )
