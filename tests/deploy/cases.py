"""The programs whose whole life is tried: how each is set up, what it makes, what changing it does."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.engine import Place, Program, open_program, policy_settings
from tests.deploy.inventory import Inventory, cloud_inventory, counted, project_inventory
from tests.deploy.lab import Access, Lab
from tests.deploy.materials import PUBLIC_KEY, blank_disk, certificate_for
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY, Fake, running_fake

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(__file__).resolve().parent / "programs"

ELSEWHERE = "198.51.100.0/24"
"""Where the clinic moves to when a program is changed."""


ONE_OF_THE_LABS = "127.82.77.9"
"""An address that the catalogue knows as a simulation, as which the fake of Outscale is judged."""


@dataclass(frozen=True, slots=True)
class Case:
    """One program in one place."""

    program: Program
    take_stock: Callable[[], Inventory]
    """Counts what exists, without a look at Pulumi's state."""
    makes: Mapping[str, int]
    """How many things of each kind there are once it is deployed."""
    change: Mapping[str, str]
    """Configuration that differs the second time."""
    changes: Mapping[str, str]
    """What the engine does about it: resource -> operation."""
    stays: Mapping[str, int] = field(default_factory=dict)
    """What its cloud keeps after everything was destroyed, by the cloud's own rules."""


def of_kinds(inventory: Inventory) -> Mapping[str, int]:
    """Return how many things of each kind there are."""
    kinds: Counter[str] = Counter()
    for (kind, _), count in inventory.items():
        kinds[kind] += count
    return kinds


def program_on(project: Access, place: Place, name: str, *, simulated: bool = True, **keys: str) -> Program:
    """Set up one of the programs here on a project of the lab; ``keys`` are variables for further providers."""
    source = place.folder / "project"
    shutil.copytree(PROGRAMS / name, source, ignore=shutil.ignore_patterns("__pycache__"))
    program = open_program(source, place, environment=keys)
    program.pack_settings = policy_settings(place, simulated=simulated)
    program.configure(
        {
            "authUrl": project.auth_url,
            "region": project.region,
            "authority": project.authority,
            "applicationCredentialId": project.auth["application_credential_id"],
        },
        secrets={"applicationCredentialSecret": project.auth["application_credential_secret"]},
    )
    return program


def many_servers(lab: Lab, place: Place, *, servers: int) -> Case:
    """Set up so many servers, each with a port and a volume."""
    project = lab.project(place.stack)
    program = program_on(project, place, "many_servers")
    program.configure({"servers": str(servers)})
    of_project = project.connect()
    return Case(
        program,
        take_stock=lambda: counted(project_inventory(of_project)),
        makes={
            "network": 1,
            "subnet": 1,
            "security group": 1,
            "security group rule": 3,  # two let everything out, unless the program forbids that
            "port": servers,
            "server": servers,
            "volume": servers,
            "volume attachment": servers,
            "key of a volume": servers,
        },
        change={},
        changes={},
    )


def every_kind(lab: Lab, place: Place) -> Case:
    """Set up the program with one resource at least of each kind that blueprints use."""
    project, operator = lab.project(place.stack), lab.operator
    program = program_on(project, place, "every_kind")
    certificate = certificate_for("records.example.org")
    program.configure(
        {
            "operator": operator.auth["username"],
            "operatorProject": operator.auth["project_name"],
            "externalNetwork": "Ext-Net",
            "clinicNetwork": "192.0.2.0/25",
            "dataSizeGb": "1",
            "diskImage": str(blank_disk(place.folder)),
            "publicKey": PUBLIC_KEY,
            "certificate": certificate.certificate,
        },
        secrets={
            "operatorPassword": operator.auth["password"],
            "robotPassword": "only-for-this-test",
            "privateKey": certificate.private_key,
        },
    )
    of_project, of_cloud = project.connect(), operator.connect()
    return Case(
        program,
        take_stock=lambda: counted([*project_inventory(of_project), *cloud_inventory(of_cloud, f"{place.stack}-")]),
        makes={
            "project": 1,
            "user": 1,
            "application credential": 1,
            "group": 1,
            "role": 1,
            "flavor": 1,
            "volume type": 1,
            "network": 2,
            "subnet": 2,
            "router": 1,
            "port": 3,
            "port of a service": 2,
            "floating address": 1,
            "security group": 1,
            "security group rule": 2,
            "address group": 1,
            "image": 1,
            "server": 2,
            "server group": 1,
            "key pair": 1,
            "volume": 3,
            "volume attachment": 3,
            "container": 1,
            "object": 1,
            "key of a volume": 2,
            "secret": 4,
            "secret container": 1,
            "secret order": 1,
            "load balancer": 1,
            "listener": 1,
            "pool": 2,
            "member": 3,
            "health monitor": 1,
            "policy": 1,
            "rule of a policy": 1,
            "zone": 1,
            "record": 1,
        },
        change={"dataSizeGb": "2", "clinicNetwork": ELSEWHERE},
        changes={
            "Volume::records": "update",
            "Listener::https": "update",
            "SecGroupRule::https-from-the-clinic": "replace",
        },
        stays={"secret": 1},  # the key that an order made outlives the order
    )


def records_ovhcloud(lab: Lab, place: Place) -> Case:
    """Set up the records stack for OVHcloud; nothing but its configuration says that this is the lab."""
    project = lab.project(place.stack)
    program = open_program(
        _stacks(place.folder),
        place,
        environment={
            "OS_APPLICATION_CREDENTIAL_ID": project.auth["application_credential_id"],
            "OS_APPLICATION_CREDENTIAL_SECRET": project.auth["application_credential_secret"],
            "OS_CACERT": project.authority,
        },
    )
    program.pack_settings = policy_settings(place, simulated=True)
    program.configure(
        {
            "rempart:workload": "records_ovhcloud",
            "records:authUrl": project.auth_url,
            "records:region": project.region,
            "records:flavor": "b3-8",
            "records:dataSizeGb": "100",
            "records:clinicNetwork": "192.0.2.0/24",
        }
    )
    of_project = project.connect()
    return Case(
        program,
        take_stock=lambda: counted(project_inventory(of_project)),
        makes={
            "network": 1,
            "subnet": 1,
            "port": 1,
            "security group": 1,
            "security group rule": 3,
            "server": 1,
            "volume": 1,
            "volume attachment": 1,
            "container": 1,
            "key of a volume": 1,
        },
        change={"records:flavor": "b3-16", "records:clinicNetwork": ELSEWHERE},
        changes={"Instance::records": "update", "SecGroupRule::https-from-the-clinic": "replace"},
    )


@contextmanager
def records_outscale(place: Place) -> Iterator[Case]:
    """Set up the records stack for Outscale's qualified region, with our provider and a stand-in for the service."""
    with ExitStack() as resources:
        fake = resources.enter_context(running_fake(address=ONE_OF_THE_LABS))
        program = open_program(
            _stacks(place.folder),
            place,
            environment={
                "OSC_ACCESS_KEY": ACCESS_KEY,
                "OSC_SECRET_KEY": SECRET_KEY,
                "OSC_ENDPOINT_API": f"{fake.url}/api/v1",
            },
        )
        # The fake speaks no TLS, and the pack would rightly stop that.
        program.pack_settings = policy_settings(place, simulated=True, levels={"RMP-PRV-003": "advisory"})
        program.configure(
            {
                "rempart:workload": "records_outscale",
                "records:region": "cloudgouv-eu-west-1",
                "records:imageId": "ami-12345678",
                "records:vmType": "tinav6.c4r8p2",
                "records:dataSizeGb": "100",
                "records:clinicNetwork": "192.0.2.0/24",
            }
        )
        before = _stock_of(fake)  # what every account has
        yield Case(
            program,
            take_stock=lambda: _stock_of(fake) - before,
            makes={
                "Net": 1,
                "Subnet": 1,
                "Vm": 1,
                "SecurityGroup": 2,  # the Net comes with one
                "RouteTable": 1,  # as well as with this
                "Nic": 1,  # of the VM
                "Volume": 2,  # one is what the VM starts from
            },
            change={"records:dataSizeGb": "120", "records:clinicNetwork": ELSEWHERE},
            changes={"Volume::data": "update", "SecurityGroupRule::https-from-the-clinic": "replace"},
        )


def _stacks(folder: Path) -> Path:
    """Copy the project that this repository is, as far as Pulumi needs it; its stacks' configuration stays behind."""
    copied = folder / "project"
    shutil.copytree(ROOT / "stacks", copied / "stacks", ignore=shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml"))
    shutil.copy(ROOT / "Pulumi.yaml", copied)
    (copied / ".venv").symlink_to(sys.prefix)
    return copied


def _stock_of(fake: Fake) -> Inventory:
    """Count what lives in the fake; finished tasks are records, and are kept."""
    return Counter({(kind, ""): count for kind, count in fake.living().items() if not kind.endswith("Task")})
