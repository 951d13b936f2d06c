"""The offline preview beside the real engine's, field by field, for the same programs.

What is different by design is listed, and explained in docs/offline-preview.md; anything else that differs fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rempart.inputs.options import ReadOptions
from rempart.inputs.program import preview_document

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
REAL = FIXTURES / "pulumi-3.260" / "programs"
PROGRAMS = sorted(
    file.name.removesuffix(".preview.json")
    for file in REAL.glob("*.preview.json")
    if json.loads(file.read_text(encoding="utf-8")).get("changeSummary")
    and not any(d["severity"] == "error" for d in json.loads(file.read_text(encoding="utf-8")).get("diagnostics", []))
)

BY_DESIGN = {
    # A value of secure configuration needs the passphrase, which is not asked for.
    "p06-secrets": {"sg inputs.description", "u inputs.description", "config p06-secrets:svc"},
    # Without the provider's schema, a list that holds objects may get properties from the provider.
    "p07-unknown": {"sg inputs.tags"},
    # Outputs of another stack need its backend.
    "p08-stackref": {"s inputs.cidr", "s inputs.networkId"},
}
NOT_COMPARED = {
    "stackTrace",  # where the SDK itself stands, frame by frame
    "outputs",  # the engine leaves those of components out of a preview; here they are kept
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_previews_offline_as_it_does_with_the_engine(program: str) -> None:
    real = json.loads((REAL / f"{program}.preview.json").read_text(encoding="utf-8"))

    offline = preview_document(FIXTURES / "programs" / program, ReadOptions(stack="dev"))

    assert set(differences(real, offline)) == BY_DESIGN.get(program, set())


def differences(real: dict[str, Any], offline: dict[str, Any]) -> Iterator[str]:
    """Yield where two documents differ, by resource and field."""
    theirs = {version_free(step["urn"]): step for step in real["steps"]}
    ours = {version_free(step["urn"]): step for step in offline["steps"] if "::default" not in step["urn"]}
    for urn in theirs.keys() ^ ours.keys():
        yield f"resource {urn}"
    for urn in theirs.keys() & ours.keys():
        name = urn.rpartition("::")[2]
        one, other = comparable(theirs[urn]["newState"]), comparable(ours[urn]["newState"])
        if theirs[urn]["op"] != ours[urn]["op"]:
            yield f"{name} op"
        for field in one.keys() | other.keys():
            if one.get(field) != other.get(field):
                yield f"{name} {field}"
    for key in (real.get("config") or {}).keys() | offline["config"].keys():
        if (real.get("config") or {}).get(key) != offline["config"].get(key):
            yield f"config {key}"
    if real.get("changeSummary") != offline["changeSummary"]:
        yield "changeSummary"


def comparable(state: dict[str, Any]) -> dict[str, Any]:
    """Return a resource's fields flat, without what the provider's Check added and the environment's own marks."""
    fields = {name: value for name, value in state.items() if name not in NOT_COMPARED | {"inputs"}}
    fields |= {f"inputs.{name}": value for name, value in without_defaults(state.get("inputs", {})).items()}
    fields["dependencies"] = sorted(state.get("dependencies", []))
    fields["sourcePosition"] = re.sub(r".*site-packages/", "", state.get("sourcePosition", ""))
    return json.loads(version_free(json.dumps(fields)))  # type: ignore[no-any-return]


def without_defaults(value: Any) -> Any:
    """Return a value without the properties that the engine says its provider added."""
    if isinstance(value, dict):
        added = set(value.get("__defaults", ())) | {"__defaults"}
        kept = {name: without_defaults(item) for name, item in value.items() if name not in added}
        # Beside these, a provider's Check writes out the defaults of nested objects, and names none of them.
        return {name: item for name, item in kept.items() if name not in UNNAMED_DEFAULTS}
    return [without_defaults(item) for item in value] if isinstance(value, list) else value


UNNAMED_DEFAULTS = {"bootIndex", "deleteOnTermination", "accessNetwork"}


def version_free(text: str) -> str:
    """Return a text without the version of the OpenStack package, which need not be the fixtures'."""
    return re.sub(r"default_[0-9_]+", "default_N", re.sub(r"5\.5\.[0-9]+", "5.5.N", text))
