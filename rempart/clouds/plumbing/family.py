"""Packages that deploy nothing to a cloud: Pulumi's own types, values, commands, dynamic providers."""

from __future__ import annotations

from rempart.clouds.generic import GENERIC
from rempart.clouds.paths import constant
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role

PULUMI = Family(
    packages=("pulumi",),
    provider=GENERIC.provider,
    types={
        "pulumi:Stack": TypeRow(Kind.STACK),
        "pulumi:StackReference": TypeRow(Kind.STACK_REFERENCE),
        "index:Stash": TypeRow(Kind.VALUE),
    },
    other=Kind.VALUE,
)

VALUES = Family(
    packages=("random", "tls", "time", "std", "archive", "cloudinit", "null", "local"),
    provider=GENERIC.provider,
    modules={name: TypeRow(Kind.VALUE) for name in ("index",)},
    other=Kind.VALUE,
)

_COMMAND = TypeRow(
    Kind.COMMAND,
    attributes={"opaque": constant("runs a command of its own")},
    addresses={"connection.host": Role.SENDS},
    texts=("create", "update", "delete", "environment", "stdin"),
)
_COPY = TypeRow(
    Kind.COMMAND,
    attributes={"opaque": constant("copies files to another machine")},
    addresses={"connection.host": Role.SENDS},
)

COMMAND = Family(
    packages=("command",),
    provider=GENERIC.provider,
    types={
        "local:Command": _COMMAND,
        "local:run": _COMMAND,
        "remote:Command": _COMMAND,
        "remote:CopyToRemote": _COPY,
        "remote:CopyFile": _COPY,
    },
    modules={"local": _COMMAND, "remote": _COMMAND},
)

DYNAMIC = Family(
    packages=("pulumi-nodejs", "pulumi-python"),
    provider=GENERIC.provider,
    modules={"dynamic": TypeRow(Kind.DYNAMIC, attributes={"opaque": constant("is made by code inside the program")})},
)
