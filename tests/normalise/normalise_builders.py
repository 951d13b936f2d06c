"""One resource, or one provider, in neutral words."""

from __future__ import annotations

from rempart.catalogue import load_catalogue
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.normalised import NormalisedResource, ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import Properties
from rempart.normalise import normalise

CATALOGUE = load_catalogue()


def normalised(token: str, inputs: Properties | None = None, *, custom: bool = True) -> NormalisedResource:
    """Return one resource in neutral words."""
    name = token.rpartition(":")[2]
    resource = Resource(f"urn:pulumi:dev::health::{token}::{name}", token, name, inputs or {}, custom=custom)
    deployment = Deployment(Source(SourceKind.PREVIEW, "preview.json"), (resource,))
    return normalise(deployment, CATALOGUE).resources[0]


def settings(package: str, inputs: Properties) -> ProviderSettings:
    """Return what a provider is told."""
    found = normalised(f"pulumi:providers:{package}", inputs).settings
    assert found is not None
    return found.stated
