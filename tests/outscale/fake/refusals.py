"""How the service says no: HTTP status, code and type, by the name that the SDK's list of errors gives to the cause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tests.outscale.fake.document import read_yaml

_STATUS = {"ResourceConflict": 409, "InvalidState": 409, "OperationNotSupported": 409, "DependencyProblem": 424}
# Codes that the service's page of errors lists and the SDK's file does not.
_OTHERS = {
    "authentication-failed": ("1", "AccessDenied", 401),
    "throttled": ("24", "AccessDenied", 429),
    "internet-service-in-use": ("1005", "DependencyProblem", 424),
    "internal-error": ("2000", "InternalError", 500),
    "unknown-parameter": ("3001", "InvalidParameter", 400),
    "invalid-type": ("4110", "InvalidParameterValue", 400),
    "invalid-combination": ("4120", "InvalidParameterValue", 400),
    "load-balancer-busy": ("6031", "InvalidState", 409),
    "missing-parameter": ("7000", "MissingParameter", 400),
    "deletion-protected": ("8018", "OperationNotSupported", 409),
    "not-served": ("8000", "OperationNotSupported", 400),
    "default-version": ("9083", "ResourceConflict", 409),
    "security-group-in-use": ("9085", "ResourceConflict", 409),
    "policy-in-use": ("9093", "ResourceConflict", 409),
    "subnet-in-use": ("9095", "ResourceConflict", 409),
    "too-many-versions": ("10047", "TooManyResources (QuotaExceded)", 400),
    "too-many-objects": ("10048", "TooManyResources (QuotaExceded)", 400),
}


@dataclass(slots=True, eq=False)
class RefusedError(Exception):
    """A call that the service turns down."""

    status: int
    code: str
    kind: str
    details: str

    def __str__(self) -> str:
        return f"{self.kind} {self.code}: {self.details}"


def refusal(name: str, details: str = "") -> RefusedError:
    """Build the refusal of that name (``subnet-conflict``); the name is told where there are no details."""
    code, kind, status = known_refusals()[name]
    return RefusedError(status, code, kind, details or name)


@cache
def known_refusals() -> dict[str, tuple[str, str, int]]:
    """Return code, type and HTTP status by name; the first of several codes of one name."""
    known = dict(_OTHERS)
    for code, error in read_yaml("gateway_errors.yaml").items():
        kind = error["Type"]
        known.setdefault(error["Name"].strip(), (str(code), kind, _STATUS.get(kind, 400)))
    return known
