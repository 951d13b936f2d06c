"""Reads what the environment adds to a deployment, when the user says that this environment is the one that deploys.

Providers fall back to variables and configuration files for what a program leaves out; which variables each reads, the
catalogue says. Only addresses, regions and the like are read here; no variable that holds a credential is looked at.
Nothing goes over the network. What variables and files say together is for the normalise room to settle.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from rempart.catalogue import Catalogue, load_catalogue
from rempart.catalogue.facts import Package, Variables
from rempart.clouds.switches import switched_on
from rempart.errors import InputError
from rempart.inputs.openstack_clouds import find_beside, find_clouds, read_clouds
from rempart.model.deployment import Cloud, CloudsFile, Environment
from rempart.model.reason import Reason
from rempart.model.setting import Setting
from rempart.model.values import UNKNOWN

_NOTHING = Cloud()


def read_environment(
    variables: Mapping[str, str] | None = None, folder: Path | None = None, catalogue: Catalogue | None = None
) -> Environment:
    """Return what this environment supplies to providers.

    ``variables`` are those of this process by default; ``folder`` is the one in which the providers are started, by
    default the current one. Raises InputError when there is a ``clouds.yaml`` that cannot be read, or openstacksdk,
    which reads it, is missing.
    """
    own = os.environ if variables is None else variables
    packages = (catalogue or load_catalogue()).packages()
    search = find_clouds(own, folder or Path())
    return Environment(
        default={package.name: cloud for package in packages if (cloud := _cloud(package, own)) != _NOTHING},
        services=dict(_services(packages, own)),
        file=read_clouds(search) if search.file is not None else None,
        searched=search.told,
    )


def read_beside(folder: Path) -> Environment | None:
    """Return what a ``clouds.yaml`` in the folder of a program says, though nobody says that it deploys.

    None without such a file. Raises nothing: a file that cannot be read says so where its clouds are asked for.
    """
    search = find_beside(folder)
    if search.file is None:
        return None
    try:
        file = read_clouds(search)
    except InputError as error:
        file = CloudsFile(
            str(search.file), unread=Reason(error.what, "correct it, or state the address in the program")
        )
    return Environment(file=file, searched=search.told, deploys=False)


def read_backend(variables: Mapping[str, str] | None = None) -> str | None:
    """Return the state backend that the environment names, None when it leaves that to the login of the user."""
    own = os.environ if variables is None else variables
    return own.get("PULUMI_BACKEND_URL") or None


def _cloud(package: Package, own: Mapping[str, str]) -> Cloud:
    names = package.connection.variables
    return Cloud(
        endpoint=_endpoint(names, own),
        region=_agreed(names.region, own),
        verified=_verified(_agreed(names.unverified, own)),
        entry=_agreed(names.cloud, own),
    )


def _endpoint(names: Variables, own: Mapping[str, str]) -> Setting | None:
    """Return the address of all services.

    ``AWS_ENDPOINT_URL_S3`` and its like send single services elsewhere, under names that are not those of the model:
    where they disagree, the address is unknown, never a guess.
    """
    single = sorted(name for name in own if names.service_endpoints and name.startswith(names.service_endpoints))
    stated = [name for name in (*names.endpoint, *single) if own.get(name)]
    if any(name in single for name in stated) and len(stated) == 1:
        why = f"{_origin(stated)} moves one service, and which one a resource uses is not known"
        return Setting(UNKNOWN, _origin(stated), unknown=Reason(why, "state it in the program"))
    return _agreed(tuple(stated), own)


def _agreed(names: tuple[str, ...], own: Mapping[str, str]) -> Setting | None:
    """Return what the variables of one setting say; those that contradict each other say nothing."""
    stated = [name for name in names if own.get(name)]
    if not stated:
        return None
    if len({own[name] for name in stated}) > 1:
        why = Reason(f"{_origin(stated)} contradict each other", "unset all but the one that is meant")
        return Setting(UNKNOWN, _origin(stated), unknown=why)
    return Setting(own[stated[0]], _origin(stated[:1]))


def _verified(unverified: Setting | None) -> Setting | None:
    if unverified is None or unverified.unknown:
        return unverified
    off = switched_on(unverified.value)
    if off is None:
        why = Reason(f"{unverified.origin} says neither yes nor no", "unset it")
        return Setting(UNKNOWN, unverified.origin, unknown=why)
    return Setting(not off, unverified.origin)


def _services(packages: tuple[Package, ...], own: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], Setting]]:
    for package in packages:
        for service in package.connection.services:
            setting = _agreed(service.variables, own)
            if setting is not None:
                yield (package.name, service.name), setting


def _origin(names: list[str]) -> str:
    return f"{' and '.join(names)} of the environment"
