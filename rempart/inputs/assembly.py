"""Joins what one or two documents show into a deployment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.instances import left_behind, with_instances
from rempart.inputs.providers import default_providers, unseen_providers
from rempart.inputs.steps import Sighting
from rempart.inputs.urns import Urn, parse_urn
from rempart.model.deployment import Deployment, Gap, GapKind, Source, SourceKind
from rempart.model.resource import Resource


def assemble(
    sighting: Sighting,
    *,
    kind: SourceKind,
    path: Path,
    state: tuple[Sighting, str | None] | None = None,
    secrets_provider: str | None = None,
) -> Deployment:
    """Return the deployment that ``sighting`` shows; ``state``, with its secrets provider, completes a preview.

    Raises InputError when nothing would exist, or when the state is that of another stack.
    """
    resources = dict(sighting.resources)
    if not resources and not sighting.gaps and not sighting.left_behind:
        raise InputError("leaves nothing behind: there is nothing to judge", where=str(path))
    names = _names(sighting)
    gaps = list(sighting.gaps)
    if state is not None:
        known, secrets_provider = state
        _refuse_other_stack(names, _names(known), path)
        unchanged = _unchanged(sighting, known)
        resources |= unchanged
        gaps += known.gaps
        sighting.hidden -= len(unchanged)
    if not sighting.shows_default_providers:
        resources |= default_providers(resources, sighting.config)
    if sighting.hidden > 0:
        gaps.append(_hidden(sighting.hidden))
    everything = with_instances(resources, sighting, *((state[0],) if state is not None else ()))
    gaps += [*left_behind(everything), *unseen_providers(everything, kind), *_in_circles(everything)]
    return Deployment(
        source=Source(kind, str(path), project=names.project if names else None, stack=names.stack if names else None),
        resources=everything,
        config=sighting.config,
        secrets_provider=secrets_provider,
        gaps=tuple(gaps),
    )


def _in_circles(resources: Iterable[Resource]) -> Iterator[Gap]:
    """Yield a gap where resources are each other's parents: no engine writes that, so the document is not its own."""
    parents = {resource.urn: resource.parent for resource in resources}
    roots: set[str | None] = {None}
    for urn in parents:
        line: dict[str | None, None] = {}
        above: str | None = urn
        while above not in roots and above not in line:
            line[above] = None
            above = parents.get(above or "")
        if above in line:
            message = "some resources are each other's parents: this document was damaged, or written by hand"
            mend = "write it again with pulumi"
            yield Gap(GapKind.UNSEEN_RESOURCES, message, mend, urn=urn, hides_resources=True)
            return
        roots.update(line)


def _names(sighting: Sighting) -> Urn | None:
    """Return the URN that names project and stack: all resources of a stack agree on them."""
    shown = (*sighting.resources, *(gap.urn for gap in sighting.gaps), *(left.urn for left in sighting.left_behind))
    return parse_urn(next((urn for urn in shown if urn), None))


def _refuse_other_stack(preview: Urn | None, state: Urn | None, path: Path) -> None:
    if preview is None or state is None or preview[:2] != state[:2]:
        raise InputError(
            "is of another project or stack than the state given with --state",
            where=str(path),
            mend="export the state of the stack that the preview is of",
        )


def _unchanged(preview: Sighting, state: Sighting) -> dict[str, Resource]:
    """Return what the state holds and the preview neither shows, deletes nor renames.

    Default providers of the state are left out when the preview hides its own: those have the configuration of today.
    """
    return {
        urn: resource
        for urn, resource in state.resources.items()
        if urn not in preview.resources
        and urn not in preview.gone
        and (preview.shows_default_providers or not _is_default_provider(resource))
    }


def _is_default_provider(resource: Resource) -> bool:
    """Return whether the engine made a provider by itself: alone among providers, it has no parent."""
    return resource.is_provider and resource.parent is None and resource.name.startswith("default")


def _hidden(count: int) -> Gap:
    message = f"{count} unchanged resources are left out of this preview"
    mend = "preview with --show-sames, use the event log, or pass --state STATE.json"
    return Gap(GapKind.UNSEEN_RESOURCES, message, mend, hides_resources=True)
