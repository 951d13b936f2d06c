"""A live object as Pulumi keeps it: its state, and the inputs that would make it as it is."""

from __future__ import annotations

from outscale_provider.operations.identity import known_values
from outscale_provider.table import Kind
from outscale_provider.values.compare import dig, matches, prune, same_json
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import api_name, pulumi_name, to_pulumi

_NOTHING: tuple[object, ...] = (None, "", [], {})


def live_input(kind: Kind, live: JsonObject, name: str) -> object:
    """Return what the service says of an input; ``None`` when it does not say.

    ``name`` is the service's name of the input.
    """
    if name in kind.write_only or name in kind.at_creation:
        return None
    return dig(live, kind.inputs_from.get(name, name))


def agrees(kind: Kind, name: str, wanted: object, live: object) -> bool:
    """Tell whether a live value, with the service's names, is the one that the program wants."""
    if name in kind.json:
        return same_json(wanted, live)
    return matches(wanted, to_pulumi(live))


def state_view(kind: Kind, live: JsonObject, inputs: JsonObject, kept: JsonObject) -> JsonObject:
    """Return the state: all that the service tells, the inputs, and the secrets that it tells only once.

    ``kept`` holds what was known before, under Pulumi's names.
    """
    told = {name: value for name, value in live.items() if name in kind.live or pulumi_name(name) in kind.outputs}
    state: JsonObject = {}
    for name, value in to_pulumi(told).items():
        state[f"{name}Created" if api_name(name) in kind.at_creation else name] = value
    state |= {name: _current(kind, live, name, value) for name, value in inputs.items() if name != "tags"}
    for name in kind.secret_properties:
        if name not in state and kept.get(name) is not None:
            state[name] = kept[name]
    if kind.tags:
        state["tags"] = _tags(live, inputs)
    return state


def inputs_view(kind: Kind, identifier: str, live: JsonObject, olds: JsonObject) -> JsonObject:
    """Return the inputs that would make the object as it is.

    With the inputs of the last deployment, only what has drifted from them changes. Without (an import), it is all
    that the service tells and a program could have said.
    """
    if olds:
        found = {name: _current(kind, live, name, value) for name, value in olds.items() if name != "tags"}
        if kind.tags and ("tags" in olds or live.get("Tags")):
            found["tags"] = _tags(live, olds)
        return found
    parts = known_values(kind, identifier, {}) if kind.templated else {}
    found = {pulumi_name(name): value for name, value in parts.items() if name in kind.inputs and value}
    for name, shape in kind.inputs.items():
        value = prune(live_input(kind, live, name), shape)
        if value not in _NOTHING:
            found[pulumi_name(name)] = to_pulumi(value)
    if kind.tags and live.get("Tags"):
        found["tags"] = to_pulumi(live["Tags"])
    return found


def _current(kind: Kind, live: JsonObject, name: str, value: object) -> object:
    """Return the value as the program wrote it while it still holds, else the live one."""
    key = api_name(name)
    found = live_input(kind, live, key)
    if found is None or agrees(kind, key, value, found):
        return value
    return to_pulumi(prune(found, kind.inputs.get(key)))


def _tags(live: JsonObject, inputs: JsonObject) -> object:
    found = to_pulumi(live.get("Tags") or [])
    wanted = inputs.get("tags")
    return wanted if wanted is not None and matches(wanted, found) else found
