"""The form in which each cloud's folder says what it knows, and what its tables are written with. Names no cloud."""

from rempart.tables.cloud import Cloud, Company, Comparison, Governed, Identity
from rempart.tables.forms import common, form_of, holds_mark
from rempart.tables.generic import GENERIC, HIDDEN, OTHER, unsupported
from rempart.tables.paths import claims_at, constant, flag, prop, value_at
from rempart.tables.settings import first_claim, overrides, tls_verified
from rempart.tables.switches import switched_on
from rempart.tables.table import Family, Read, TypeRow

__all__ = [
    "GENERIC",
    "HIDDEN",
    "OTHER",
    "Cloud",
    "Company",
    "Comparison",
    "Family",
    "Governed",
    "Identity",
    "Read",
    "TypeRow",
    "claims_at",
    "common",
    "constant",
    "first_claim",
    "flag",
    "form_of",
    "holds_mark",
    "overrides",
    "prop",
    "switched_on",
    "tls_verified",
    "unsupported",
    "value_at",
]
