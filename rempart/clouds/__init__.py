"""What is known of each cloud, one folder for each; they know nothing of one another.

A folder is found by being there: its ``CLOUD`` fills in the form of :class:`rempart.tables.Cloud`. Facts about
operators, addresses and variables are rows of the catalogue, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from rempart.tables import Cloud, Family

_UNKNOWN = Cloud()


def cloud_of(package: str) -> Cloud:
    """Return the cloud that a package deploys to; one of which nothing special is known for any other package."""
    return _by_package().get(package, (_UNKNOWN, None))[0]


@cache
def family_of(package: str) -> Family | None:
    """Return the table of a package; a name that carries an API version (``azure-native_storage_v2``) too."""
    known = _by_package()
    _, family = known.get(package) or known.get(package.partition("_")[0]) or (_UNKNOWN, None)
    return family


def one_spelling(token: str) -> str:
    """Return the token by which a scan lists things of a type, for one that a program may spell another way."""
    return cloud_of(token.partition(":")[0]).identity.spelling(token)


@cache
def _by_package() -> Mapping[str, tuple[Cloud, Family]]:
    """Return the cloud and the family of each package. Raises ValueError for two folders that claim one package."""
    found: dict[str, tuple[Cloud, Family]] = {}
    for folder in sorted(module.name for module in iter_modules(__path__) if module.ispkg):
        cloud: Cloud = import_module(f"{__name__}.{folder}").CLOUD
        for family in cloud.families:
            for package in family.packages:
                if package in found:
                    raise ValueError(f"{__name__}.{folder}: package {package} belongs to another cloud already")
                found[package] = (cloud, family)
    return found
