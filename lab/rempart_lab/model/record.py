"""The lab as a file of its state folder, so that those who come later know what runs there."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.cloud import Cloud, Flavor, Quota, Region, Source, VolumeType
from rempart_lab.model.folders import Folders
from rempart_lab.model.lab import Lab
from rempart_lab.model.profile import Profile


def written(lab: Lab) -> str:
    """Return the text of the record."""
    whole = {
        "environment": str(lab.environment),
        "account": lab.account,
        "group": lab.group,
        "profile": lab.profile,
        "bus_port": lab.bus_port,
        "clouds": [asdict(cloud) for cloud in lab.clouds],
    }
    return json.dumps(whole, indent=1, default=str) + "\n"


def read_record(folder: Path) -> Lab:
    """Return the lab whose state folder this is.

    Raises ``LabError`` when the folder holds none.
    """
    folders = Folders(folder)
    try:
        whole = json.loads(folders.record.read_text(encoding="utf-8"))
        return Lab(
            folders=folders,
            environment=Path(whole["environment"]),
            account=whole["account"],
            group=whole["group"],
            profile=Profile(whole["profile"]),
            clouds=tuple(_cloud(**one) for one in whole["clouds"]),
            bus_port=whole["bus_port"],
        )
    except FileNotFoundError as error:
        raise LabError("no lab here", where=str(folder), mend="rempart lab up") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(
            f"the record of the lab cannot be read: {error}", where=str(folders.record), mend="rempart lab up, or reset"
        ) from error


def _cloud(
    *,
    regions: list[dict[str, object]],
    flavors: list[dict[str, object]],
    volume_types: list[dict[str, object]],
    images: list[str],
    quota: dict[str, int],
    sources: list[dict[str, str]],
    **plain: object,
) -> Cloud:
    return Cloud(
        **plain,  # type: ignore[arg-type]
        regions=tuple(Region(**one) for one in regions),  # type: ignore[arg-type]
        flavors=tuple(Flavor(**one) for one in flavors),  # type: ignore[arg-type]
        volume_types=tuple(VolumeType(**one) for one in volume_types),  # type: ignore[arg-type]
        images=tuple(images),
        quota=Quota(**quota),
        sources=tuple(Source(one["what"], one["where"], date.fromisoformat(one["date"])) for one in sources),
    )
