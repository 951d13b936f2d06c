"""One region of one cloud of a lab: its addresses, folders, databases. What services and seeds have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.cloud import Cloud, Region
from rempart_lab.model.lab import Lab
from rempart_lab.model.ports import Listener, port
from rempart_lab.model.profile import ENTRIES, SERVICES

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a region's services are, in every sense."""

    lab: Lab
    cloud: Cloud
    region: Region

    @property
    def name(self) -> str:
        """Prefix of the names of its processes."""
        return f"{self.cloud.name}/{self.region.name.lower()}"

    @property
    def is_home(self) -> bool:
        """Whether the cloud's Keystone runs here: in the first of the chosen regions."""
        return self.region == self.cloud.regions[0]

    @property
    def home(self) -> Site:
        """The site where the cloud's Keystone runs."""
        return Site(self.lab, self.cloud, self.cloud.regions[0])

    @property
    def services(self) -> tuple[Listener, ...]:
        """The services of the region besides Keystone."""
        return SERVICES[self.lab.profile]

    def has(self, service: Listener) -> bool:
        """Tell whether the profile brings a service."""
        return service in self.services

    def port(self, listener: Listener) -> int:
        """Return the port of a listener."""
        return port(self.cloud.port, self.region.index, listener)

    def url(self, listener: Listener) -> str:
        """Return the address of a listener, without a path; all of them speak TLS."""
        return f"https://{self.cloud.address}:{self.port(listener)}"

    @property
    def identity(self) -> str:
        """Keystone's address, as clients want it."""
        return self.url(Listener.KEYSTONE) + "/v3"

    def configuration(self, service: Listener) -> Path:
        """Return the folder of a service's configuration."""
        return self.lab.folders.configuration / self.cloud.name / self.region.name.lower() / service

    def state(self, service: Listener) -> Path:
        """Return the folder in which a service keeps what must survive a restart."""
        return self.lab.folders.state / self.cloud.name / self.region.name.lower() / service

    def schema(self, database: str) -> str:
        """Return the name of a database in MariaDB."""
        return f"{self.cloud.name}_{self.region.name.lower()}_{database}".replace("-", "_")

    def database(self, database: str) -> str:
        """Return where a database is found; its socket tells MariaDB who asks, so there is no password."""
        socket = self.lab.folders.database_socket
        schema = self.schema(database)
        return f"mysql+pymysql://{self.lab.account}@localhost/{schema}?unix_socket={socket}&charset=utf8mb4"

    @property
    def virtual_host(self) -> str:
        """The region's corner of RabbitMQ."""
        return f"{self.cloud.name}-{self.region.name}".lower()

    def endpoints(self) -> dict[str, str]:
        """Return the catalogue's lines for this region: name of the service to its address."""
        here = {*self.services, Listener.KEYSTONE}
        return {entry.name: self.url(entry.listener) + entry.path for entry in ENTRIES if entry.listener in here}


def sites(lab: Lab) -> tuple[Site, ...]:
    """Return every region of every cloud."""
    return tuple(Site(lab, cloud, region) for cloud in lab.clouds for region in cloud.regions)


def site_of(lab: Lab, cloud: str | None = None, region: str | None = None) -> Site:
    """Return the site of a cloud and region, by default the first.

    Raises ``LabError`` when the lab has no such cloud or region.
    """
    for site in sites(lab):
        if site.cloud.name == (cloud or site.cloud.name) and site.region.name == (region or site.region.name):
            return site
    known = ", ".join(f"{site.cloud.name} {site.region.name}" for site in sites(lab))
    raise LabError(f"the lab does not run {' '.join(filter(None, (cloud, region)))}", mend=f"choose from {known}")
