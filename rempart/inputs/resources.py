"""Builds resources of the model from the state objects that all of Pulumi's documents share.

A preview, an event log and a state describe a resource with the same words. Each field is checked here, once: a
document that lies about a type is refused, not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from rempart.inputs.marks import SIGNATURE, plugin_source, properties, properties_and_sealed, provider_inputs, text_of
from rempart.inputs.urns import Urn, parse_urn, provider_reference
from rempart.model.resource import Resource
from rempart.model.sealed import NONE_SEALED
from rempart.model.values import SECRET, Value

_PROVIDER_TYPE = "pulumi:providers:"
_STACK_TYPE = "pulumi:pulumi:Stack"
_NO_DEPENDENCIES: Mapping[str, tuple[str, ...]] = {}
_NO_PROPERTIES: Mapping[str, Value] = {}

RawObject = dict[str, Value]


class MalformedError(ValueError):
    """A document's part is not what its format says; ``what`` names the field, never its value."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def is_object(value: object) -> TypeGuard[RawObject]:
    """Return whether a JSON value is an object."""
    return type(value) is dict


def is_list(value: object) -> TypeGuard[list[Value]]:
    """Return whether a JSON value is a list."""
    return type(value) is list


class ResourceBuilder:
    """Builds the resources of one document; names that thousands of resources repeat are kept once."""

    def __init__(self, *, custom_by_default: bool) -> None:
        """``custom_by_default`` tells a format that always says ``custom`` from one that leaves a false one out."""
        self._custom_by_default = custom_by_default
        self._texts: dict[str, str] = {}
        self._providers: dict[str, tuple[str, str | None]] = {}
        self._parents: dict[str, str] = {}

    def build(
        self, urn: str, parts: Urn, state: RawObject, *, outputs: bool = False, left_behind: bool = False
    ) -> Resource:
        """Return a resource; its property values are used up. Raises MalformedError for a field of a wrong type."""
        stated = state.get("type")
        if stated is not None and stated != parts.type:
            raise MalformedError("type: is not the one that the URN names")
        token = self._kept(parts.type)
        is_provider = token.startswith(_PROVIDER_TYPE)
        raw_inputs = _object_at(state, "inputs")
        source = plugin_source(raw_inputs) if is_provider else None
        inputs, sealed = (
            (provider_inputs(raw_inputs), NONE_SEALED) if is_provider else properties_and_sealed(raw_inputs)
        )
        provider, provider_id = self._provider(state)
        return Resource(
            urn=urn,
            type=token,
            name=parts.name,
            inputs=inputs,
            custom=_flag(state, "custom", default=self._custom_by_default and token != _STACK_TYPE),
            provider=provider,
            provider_id=provider_id,
            parent=self._parent(state),
            dependencies=self._urns(state.get("dependencies"), "dependencies"),
            property_dependencies=self._property_dependencies(state),
            outputs=_outputs(state) if outputs else _NO_PROPERTIES,
            id=_id(state),
            external=_flag(state, "external"),
            protect=_flag(state, "protect"),
            left_behind=left_behind,
            plugin_source=source,
            source_position=self._source_position(state),
            sealed=sealed,
        )

    def _kept(self, text: str) -> str:
        return self._texts.setdefault(text, text)

    def _provider(self, state: RawObject) -> tuple[str | None, str | None]:
        """Return URN and id of the provider; an id that is not known yet is none."""
        reference = state.get("provider")
        if not reference:
            return None, None
        if type(reference) is not str:
            raise MalformedError("provider: is not a text")
        known = self._providers.get(reference)
        if known is None:
            urn, identifier = provider_reference(reference)
            if parse_urn(urn) is None:
                raise MalformedError("provider: is not a provider reference")
            shown = text_of(identifier)
            known = self._providers[reference] = (self._kept(urn), shown if isinstance(shown, str) else None)
        return known

    def _parent(self, state: RawObject) -> str | None:
        parent = state.get("parent")
        if not parent:
            return None
        if type(parent) is not str:
            raise MalformedError("parent: is not a URN")
        known = self._parents.get(parent)
        if known is None:
            if parse_urn(parent) is None:
                raise MalformedError("parent: is not a URN")
            known = self._parents[parent] = self._kept(parent)
        return known

    def _urns(self, value: Value, field: str) -> tuple[str, ...]:
        if not value:
            return ()
        if not is_list(value):
            raise MalformedError(f"{field}: is not a list of URNs")
        texts = self._texts
        found = []
        for item in value:
            if type(item) is not str:
                raise MalformedError(f"{field}: is not a list of URNs")
            found.append(texts.setdefault(item, item))
        return tuple(found)

    def _property_dependencies(self, state: RawObject) -> Mapping[str, tuple[str, ...]]:
        value = state.get("propertyDependencies")
        if not value:
            return _NO_DEPENDENCIES
        if not is_object(value):
            raise MalformedError("propertyDependencies: is not an object")
        return {key: self._urns(urns, "propertyDependencies") for key, urns in value.items() if urns}

    def _source_position(self, state: RawObject) -> str | None:
        position = state.get("sourcePosition")
        return self._kept(position) if isinstance(position, str) and position.isprintable() else None


def _object_at(state: RawObject, field: str) -> RawObject:
    value = state.get(field)
    if value is None:
        return {}
    if not is_object(value) or SIGNATURE in value:
        raise MalformedError(f"{field}: is not an object of properties")
    return value


def _outputs(state: RawObject) -> Mapping[str, Value]:
    raw = _object_at(state, "outputs")
    if not raw:
        return _NO_PROPERTIES
    marked = properties(raw)
    hidden = state.get("additionalSecretOutputs")
    for key in hidden if is_list(hidden) else ():
        if isinstance(key, str) and key in marked:
            marked[key] = SECRET
    return marked


def _id(state: RawObject) -> str | None:
    """Return the cloud's own name for a resource; None where it has none yet, or where it is secret."""
    value = state.get("id")
    if value is None:
        return None
    if type(value) is not str:
        raise MalformedError("id: is not a text")
    hidden = state.get("additionalSecretOutputs")
    if is_list(hidden) and "id" in hidden:
        return None
    shown = text_of(value)
    return shown or None if isinstance(shown, str) else None


def _flag(state: RawObject, field: str, *, default: bool = False) -> bool:
    value = state.get(field)
    if value is None:
        return default
    if type(value) is not bool:
        raise MalformedError(f"{field}: is neither true nor false")
    return value


def config_of(value: Value) -> dict[str, Value]:
    """Return stack configuration by full key, secrets marked; raises MalformedError when it is not an object."""
    if value is None:
        return {}
    if not is_object(value) or SIGNATURE in value:
        raise MalformedError("config: is not an object of keys and values")
    # What is no text is an encrypted value, alone or inside an object.
    return {key: text_of(item) if isinstance(item, str) else SECRET for key, item in value.items()}
