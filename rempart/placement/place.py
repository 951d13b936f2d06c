"""Places a whole deployment, or a single host."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rempart.addresses import bucket_host, host_of
from rempart.catalogue import Catalogue
from rempart.errors import InputError
from rempart.model.normalised import NormalisedDeployment
from rempart.model.placement import PlacedDeployment, PlacedResource, Placement
from rempart.placement.destinations import Searcher
from rempart.placement.hosted import place_host
from rempart.placement.operators import NOWHERE, Ground
from rempart.placement.own import OwnNames
from rempart.placement.providers import Placer
from rempart.placement.state import place_backend, place_secrets_provider, place_store


def place(
    normalised: NormalisedDeployment, catalogue: Catalogue, as_of: date, own: Iterable[str] = ()
) -> PlacedDeployment:
    """Place every resource of a deployment, its destinations, its state and its secrets.

    Qualifications are read as they stand on ``as_of``. ``own`` are domains that whoever judges declares as their own.
    Placements are shared between the resources of one provider, service and region.
    """
    ground = Ground(catalogue, as_of)
    placer = Placer(normalised, ground)
    names = OwnNames(normalised.resources, own)
    searcher = Searcher(ground, placer, names)
    deployment = normalised.deployment
    # What runs has no state of its own: nobody keeps one, and nobody holds the key of its secrets.
    live = deployment.source.kind.is_live
    backend = NOWHERE if live else place_backend(ground, deployment.backend, names)
    resources = tuple(
        PlacedResource(item, placer.place(item), placer.elsewhere(item), *searcher.search(item))
        for item in normalised.resources
    )
    secrets_provider = NOWHERE if live else place_secrets_provider(ground, deployment.secrets_provider, backend, names)
    return PlacedDeployment(normalised, resources, backend, secrets_provider, tuple(sorted(names.believed)))


def locate(target: str, catalogue: Catalogue, as_of: date) -> Placement:
    """Place a single host or URL. Raises InputError when the text holds neither."""
    ground = Ground(catalogue, as_of)
    store = place_store(ground, target.strip())
    if store is not None:
        return store
    bucket = bucket_host(target.partition("://")[0].lower()) if "://" in target else None
    host = bucket or host_of(target)
    if host is None or not host.name:
        what = "this is neither a host nor a URL"
        raise InputError(what, mend="give something like auth.cloud.ovh.net or https://s3.gra.io.cloud.ovh.net")
    return place_host(ground, host, "asked for")
