"""Where everything lies in the lab's state folder; nothing of the lab lies elsewhere but its virtual environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """The state folder, readable by its owner only."""

    root: Path

    @property
    def record(self) -> Path:
        """What this lab is: clouds, regions, profile, ports; no secret in it."""
        return self.root / "lab.json"

    @property
    def secrets(self) -> Path:
        """The one secret that all passwords are derived from."""
        return self.root / "secret"

    @property
    def code(self) -> Path:
        """What the lab's environment imports: this package, and the entry points of its drivers."""
        return self.root / "code"

    @property
    def configuration(self) -> Path:
        """Configuration files, written anew at every start."""
        return self.root / "etc"

    @property
    def state(self) -> Path:
        """What the services keep: images, volumes, keys, objects."""
        return self.root / "state"

    @property
    def home(self) -> Path:
        """Home folder of every process, so that nothing is read from or written to the user's."""
        return self.root / "home"

    @property
    def logs(self) -> Path:
        """One log for each process."""
        return self.root / "logs"

    @property
    def authority(self) -> Path:
        """Certificate of the lab's own authority, which clients trust."""
        return self.root / "tls" / "authority.pem"

    @property
    def certificate(self) -> Path:
        """Certificate that every endpoint shows."""
        return self.root / "tls" / "server.pem"

    @property
    def key(self) -> Path:
        """Key of that certificate."""
        return self.root / "tls" / "server.key"

    @property
    def clouds(self) -> Path:
        """``clouds.yaml`` of the administrators."""
        return self.root / "clouds.yaml"

    @property
    def database_socket(self) -> Path:
        """Where MariaDB listens; it has no port."""
        return self.root / "mariadb.sock"

    @property
    def control_socket(self) -> Path:
        """Where the supervisor takes orders."""
        return self.root / "control.sock"
