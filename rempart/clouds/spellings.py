"""One spelling for each type token, so that what two programs declare can be compared."""

from __future__ import annotations

from rempart.clouds.openstack.family import spellings

_PACKAGE = "openstack:"


def one_spelling(token: str) -> str:
    """Return the token that Pulumi's own provider uses, for one that the Terraform bridge spells another way."""
    if not token.startswith(_PACKAGE):
        return token
    rest = token.removeprefix(_PACKAGE)
    return f"{_PACKAGE}{spellings().get(rest, rest)}"
