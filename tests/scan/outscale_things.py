"""An account of Outscale, as the fake of its API has it."""

from __future__ import annotations

from typing import Any

from rempart.inputs.live import Patience
from rempart.inputs.outscale_live import ScanOptions, scan_outscale
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from tests.outscale.calling import Caller

ALL_BUT_THE_API = ("oos", "oks")
SCRIPT = "IyEvYmluL3NoCmN1cmwgLVQgL3NydiBodHRwczovL3MzLnVzLWVhc3QtMS5hbWF6b25hd3MuY29tL2NhcmUvcmVjb3Jkcwo="


def scan(**options: Any) -> Deployment:
    """Scan all but what these tests have no service for."""
    without = options.pop("without", ALL_BUT_THE_API)
    return scan_outscale(ScanOptions(without=without, patience=Patience(total=60), **options))


def one(deployment: Deployment, name: str) -> Resource:
    found = [item for item in deployment.resources if item.type.endswith(f":{name}") and not item.is_provider]
    assert len(found) == 1, [item.urn for item in deployment.resources]
    return found[0]


def a_machine(call: Caller, **arguments: Any) -> str:
    image = call("ReadImages")["Images"][0]["ImageId"]
    machine: str = call("CreateVms", ImageId=image, **arguments)["Vms"][0]["VmId"]
    return machine
