"""Canned ACLs: a bucket takes one by its name, and shows it as the grants that it stands for.

Source: Outscale, "Access Control List (ACL) Reference"; the grants are those of the Amazon S3 User Guide, "Canned ACL".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import GetBucketAclOutputTypeDef, GrantTypeDef

PRIVATE: Final = "private"
CUSTOM: Final = "custom"
"""What is shown for grants that are no canned ACL's; it cannot be asked for."""

_EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"
_ANY_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_GRANTS = {
    PRIVATE: frozenset[tuple[str, str]](),
    "public-read": frozenset({(_EVERYONE, "READ")}),
    "public-read-write": frozenset({(_EVERYONE, "READ"), (_EVERYONE, "WRITE")}),
    "authenticated-read": frozenset({(_ANY_ACCOUNT, "READ")}),
}
CANNED: Final = tuple(_GRANTS)

PUBLIC: Final = {
    "public-read": "anyone on the Internet can list what the bucket holds",
    "public-read-write": "anyone on the Internet can list what the bucket holds, and write to it",
    "authenticated-read": "anyone with an Outscale account can list what the bucket holds",
}
"""The canned ACLs that open the bucket to strangers, and what they may then do."""


def canned_acl(answer: GetBucketAclOutputTypeDef) -> str:
    """Return the name of the canned ACL that a bucket has, or ``custom``."""
    owner = answer.get("Owner", {}).get("ID", "")
    granted = frozenset(_others(answer.get("Grants", ()), owner))
    return next((name for name, grants in _GRANTS.items() if grants == granted), CUSTOM)


def _others(grants: Iterable[GrantTypeDef], owner: str) -> Iterable[tuple[str, str]]:
    """Yield whom, other than the owner, the bucket is opened to, and how far."""
    for grant in grants:
        grantee = grant.get("Grantee", {})
        whom = grantee.get("URI") or grantee.get("ID") or grantee.get("EmailAddress") or ""
        if whom != owner:
            yield whom, grant.get("Permission", "")
