"""Tells apart the instances of one URN: what the program means, and what stands beside it until somebody deletes it.

A replaced provider and its successor share a URN, and a resource may still stand at the former: it names it by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rempart.inputs.steps import Sighting
from rempart.model.deployment import Gap, GapKind
from rempart.model.resource import Resource, instance_key


def with_instances(resources: Mapping[str, Resource], *sightings: Sighting) -> tuple[Resource, ...]:
    """Return the resources, each at the instance of its provider that it names, and all that is left behind.

    A former provider is among them where something still stands at it. An instance that nobody shows keeps a key of
    its own, so that it is missed.
    """
    former = {key: provider for sighting in sightings for key, provider in sighting.former_providers.items()}
    left = [resource for sighting in sightings for resource in sighting.left_behind]
    found = [_at_instance(resource, resources, former) for resource in (*resources.values(), *left)]
    return (*found, *_used(former, found))


def left_behind(resources: Iterable[Resource]) -> list[Gap]:
    """Return a note for each resource that the program no longer means, and that is judged because it stays."""
    mend = "once its data is gone, delete it in its cloud"
    return [
        Gap(
            GapKind.LEFT_BEHIND,
            f"{resource.name} stays where it is although the program no longer means it, and is judged as well",
            mend,
            urn=resource.urn,
        )
        for resource in resources
        if resource.left_behind and not resource.is_provider
    ]


def _at_instance(resource: Resource, resources: Mapping[str, Resource], former: Mapping[str, Resource]) -> Resource:
    """Return a resource that names its provider by the key of the instance that it stands at."""
    if resource.provider is None or resource.provider_id is None:
        return resource
    current = resources.get(resource.provider)
    key = instance_key(resource.provider, resource.provider_id)
    is_current = current is not None and current.id in (None, resource.provider_id)
    if key in former if resource.left_behind or current is None else not is_current:
        return replace(resource, provider=key)
    return resource


def _used(former: Mapping[str, Resource], resources: Iterable[Resource]) -> list[Resource]:
    keys = {resource.provider for resource in resources}
    return [provider for key, provider in former.items() if key in keys]
