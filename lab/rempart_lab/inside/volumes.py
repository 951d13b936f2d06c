"""A volume is a sparse file: real bytes for image copies, snapshots, clones and backups.

SIMULATES DISK ENCRYPTION: a volume of a LUKS type has a real key in Barbican, and its bytes lie in clear on this disk;
opening LUKS would be the hypervisor's work. SIMULATES THE TRANSPORT: no iSCSI, no Ceph, the file itself is handed over.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from cinder import interface
from cinder.image import image_utils
from cinder.volume import driver, volume_utils
from oslo_config import cfg
from oslo_utils import units

OPTIONS = [cfg.StrOpt("rempart_folder", help="Folder of the sparse files")]
CAPACITY = 100_000
"""GiB that each backend claims to have; the files are sparse."""


@interface.volumedriver
class SparseFileDriver(driver.VolumeDriver):
    """Keeps each volume and snapshot as one file of its folder."""

    VERSION = "1.0"
    CI_WIKI_NAME = "none"

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.configuration.append_config_values(OPTIONS)
        self._folder = Path(self.configuration.rempart_folder)

    @staticmethod
    def get_driver_options() -> list[Any]:
        """Return the options that Cinder lists."""
        return OPTIONS

    def check_for_setup_error(self) -> None:
        """Nothing can be amiss before the first volume."""

    def do_setup(self, context: Any) -> None:
        """Make the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)

    def create_volume(self, volume: Any) -> None:
        """Make an empty file of the size."""
        self._grow(self._path(volume), volume.size)

    def delete_volume(self, volume: Any) -> None:
        """Remove the file; one that is gone is removed."""
        self._path(volume).unlink(missing_ok=True)

    def create_snapshot(self, snapshot: Any) -> None:
        """Copy the volume as it is."""
        self._copy(self._path(snapshot.volume), self._path(snapshot), snapshot.volume_size)

    def delete_snapshot(self, snapshot: Any) -> None:
        """Remove the copy."""
        self.delete_volume(snapshot)

    def create_volume_from_snapshot(self, volume: Any, snapshot: Any) -> None:
        """Copy the snapshot."""
        self._copy(self._path(snapshot), self._path(volume), volume.size)

    def create_cloned_volume(self, volume: Any, src_vref: Any) -> None:
        """Copy another volume."""
        self._copy(self._path(src_vref), self._path(volume), volume.size)

    def extend_volume(self, volume: Any, new_size: int) -> None:
        """Make the file larger."""
        self._grow(self._path(volume), new_size)

    def copy_image_to_volume(  # noqa: PLR0917  Cinder's signature
        self,
        context: Any,
        volume: Any,
        image_service: Any,
        image_id: str,
        disable_sparse: bool = False,  # noqa: FBT001, FBT002  Cinder's signature
    ) -> None:
        """Write an image into the file."""
        image_utils.fetch_to_raw(
            context,
            image_service,
            image_id,
            str(self._path(volume)),
            self.configuration.volume_dd_blocksize,
            size=volume.size,
            run_as_root=False,
        )

    def copy_volume_to_image(self, context: Any, volume: Any, image_service: Any, image_meta: Any) -> None:
        """Make an image of the file."""
        volume_utils.upload_volume(
            context, image_service, image_meta, str(self._path(volume)), volume, run_as_root=False
        )

    def ensure_export(self, context: Any, volume: Any) -> None:
        """Nothing is exported: who attaches it opens the file."""

    def create_export(self, context: Any, volume: Any, connector: Any) -> None:
        """Nothing is exported."""

    def remove_export(self, context: Any, volume: Any) -> None:
        """Nothing was exported."""

    def initialize_connection(self, volume: Any, connector: Any) -> dict[str, Any]:
        """Tell where the file is, in the form of os-brick's local connector."""
        return {
            "driver_volume_type": "local",
            "data": {"device_path": str(self._path(volume)), "volume_id": volume.id},
        }

    def terminate_connection(self, volume: Any, connector: Any, **keywords: Any) -> None:
        """Nothing was connected."""

    def _update_volume_stats(self) -> None:
        used = shutil.disk_usage(self._folder).used // units.Gi
        self._stats = {
            "volume_backend_name": self.configuration.safe_get("volume_backend_name"),
            "vendor_name": "Rempart",
            "driver_version": self.VERSION,
            "storage_protocol": "local",
            "pools": [
                {
                    "pool_name": "files",
                    "total_capacity_gb": CAPACITY,
                    "free_capacity_gb": CAPACITY - used,
                    "provisioned_capacity_gb": 0,
                    "reserved_percentage": 0,
                    "thin_provisioning_support": True,
                    "max_over_subscription_ratio": 20.0,
                    "multiattach": True,
                    "QoS_support": True,
                }
            ],
        }

    def _path(self, kept: Any) -> Path:
        return self._folder / str(kept.name)

    def _grow(self, path: Path, size: int) -> None:
        with path.open("ab") as file:
            file.truncate(size * units.Gi)

    def _copy(self, source: Path, target: Path, size: int) -> None:
        self._execute("cp", "--sparse=always", str(source), str(target))
        self._grow(target, size)
