"""Signs in to a cloud that ``clouds.yaml`` describes, and reads the catalogue of services that the token carries."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rempart.errors import InputError
from rempart.inputs.live import Patience

if TYPE_CHECKING:
    from keystoneauth1.access.access import AccessInfo
    from keystoneauth1.session import Session
    from openstack.config.cloud_region import CloudRegion

_TALKATIVE = ("keystoneauth", "openstack", "urllib3")


@dataclass(frozen=True, slots=True)
class Cloud:
    """One project in one region, signed in to."""

    name: str
    session: Session
    auth_url: str
    project: str
    """The identifier of the project."""
    project_name: str
    user: str
    region: str
    other_regions: tuple[str, ...]
    endpoints: Mapping[str, tuple[str, ...]]
    """By the catalogue's service type: the addresses that the catalogue, or ``clouds.yaml``, gives for this region."""
    verified: bool
    """Whether certificates are verified."""


def sign_in(name: str, region: str | None, patience: Patience) -> Cloud:
    """Return a cloud. Raises InputError when it is not described, cannot be reached or does not let one in."""
    for library in _TALKATIVE:
        # Without any handler Python writes warnings to standard error, where a scan says what it has to say itself.
        logging.getLogger(library).addHandler(logging.NullHandler())
    settings = _settings(name, region)
    session = _session(settings, name)
    session.timeout = patience.silence
    access = _access(session, name, patience)
    where = f"cloud {name}"
    if access.project_id is None:
        raise InputError("its token is for no project", where=where, mend="name a project in clouds.yaml")
    catalogue = list(_catalogue(access, _interfaces(settings)))
    regions = sorted({entry.region for entry in catalogue if entry.region})
    chosen = _region(region or settings.get_region_name() or None, regions, where)
    stated = {kind: settings.get_endpoint(kind) for kind in {entry.type for entry in catalogue}}
    return Cloud(
        name=name,
        session=session,
        auth_url=str(settings.get_auth_args().get("auth_url") or ""),
        project=access.project_id,
        project_name=access.project_name or access.project_id,
        user=access.user_id or "",
        region=chosen,
        other_regions=tuple(other for other in regions if other != chosen),
        endpoints=_endpoints(catalogue, chosen, stated),
        verified=settings.get_requests_verify_args()[0] is not False,
    )


def _settings(name: str, region: str | None) -> CloudRegion:
    try:
        from openstack.config.loader import OpenStackConfig  # noqa: PLC0415 - an extra, and half a second to import
        from openstack.exceptions import ConfigException  # noqa: PLC0415 - the same
    except ImportError:
        what = "is read with openstacksdk, which is not installed"
        raise InputError(what, where=f"cloud {name}", mend="install rempart[openstack]") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = OpenStackConfig(app_name="rempart")
            if name not in config.get_cloud_names():
                raise _unknown(name)
            try:
                return config.get_one(cloud=name, region_name=region)
            except ConfigException:
                # A region that the file does not know may still be one of the catalogue.
                return config.get_one(cloud=name)
    except (ConfigException, OSError, KeyError, TypeError, ValueError, AttributeError):
        mend = "see what `openstack --os-cloud NAME token issue` says of it"
        raise InputError("its description in clouds.yaml cannot be used", where=f"cloud {name}", mend=mend) from None


def _unknown(name: str) -> InputError:
    mend = "name one that is, or the file itself in OS_CLIENT_CONFIG_FILE"
    return InputError("is in no clouds.yaml that was found", where=f"cloud {name}", mend=mend)


def _session(settings: CloudRegion, name: str) -> Session:
    from keystoneauth1.exceptions import ClientException  # noqa: PLC0415 - an extra

    try:
        return settings.get_session()
    except (ClientException, OSError, KeyError, TypeError, ValueError, AttributeError):
        where = f"cloud {name}"
        what = "its description in clouds.yaml does not say how to sign in"
        raise InputError(what, where=where, mend="correct it in clouds.yaml") from None


def _access(session: Session, name: str, patience: Patience) -> AccessInfo:
    """Return a token and what comes with it; a service that is down for a moment is asked again."""
    from keystoneauth1 import exceptions  # noqa: PLC0415 - an extra
    from keystoneauth1.identity.base import BaseIdentityPlugin  # noqa: PLC0415 - the same

    where, attempt = f"cloud {name}", 0
    if not isinstance(session.auth, BaseIdentityPlugin):
        mend = "name auth_url and credentials in clouds.yaml"
        raise InputError("does not sign in with Keystone, so it has no catalogue", where=where, mend=mend)
    while True:
        attempt += 1
        try:
            return session.auth.get_access(session)
        except (exceptions.ConnectionError, exceptions.DiscoveryFailure, exceptions.HttpServerError) as error:
            # What stood in the way of finding out Keystone's versions is behind the failure to find out.
            if exceptions.SSLError in (type(error), type(error.__context__)):
                mend = "name its certificate authority with cacert in clouds.yaml"
                raise InputError("its certificate cannot be verified", where=where, mend=mend) from None
            if not patience.pause(attempt):
                mend = "check auth_url and the network"
                raise InputError("cannot be reached to sign in", where=where, mend=mend) from None
        except exceptions.Unauthorized:
            mend = "check user, password or application credential, and the project, in clouds.yaml"
            raise InputError("does not accept these credentials", where=where, mend=mend) from None
        except exceptions.ClientException as error:
            status = getattr(error, "http_status", 0)
            what = f"does not let one sign in (HTTP {status})" if status else "does not let one sign in"
            raise InputError(what, where=where, mend="check auth_url and credentials in clouds.yaml") from None


@dataclass(frozen=True, slots=True)
class _Entry:
    type: str
    region: str
    url: str


def _interfaces(settings: CloudRegion) -> list[str]:
    stated = settings.get_interface()
    return [stated] if isinstance(stated, str) else list(stated or ["public"])


def _catalogue(access: AccessInfo, interfaces: list[str]) -> Iterator[_Entry]:
    catalogue: Any = access.service_catalog.normalize_catalog()
    for service in catalogue:
        for endpoint in service.get("endpoints") or ():
            if endpoint.get("interface") in interfaces and isinstance(endpoint.get("url"), str):
                yield _Entry(str(service.get("type") or ""), str(endpoint.get("region_id") or ""), endpoint["url"])


def _region(wanted: str | None, regions: list[str], where: str) -> str:
    if wanted is None and len(regions) == 1:
        return regions[0]
    offered = ", ".join(regions) or "none"
    if wanted is None:
        raise InputError(f"has the regions {offered}", where=where, mend="say which one to scan: --region NAME")
    if wanted not in regions:
        raise InputError("has no such region", where=where, mend=f"name one of {offered} with --region")
    return wanted


def _endpoints(catalogue: list[_Entry], region: str, stated: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Return addresses by service type; one that ``clouds.yaml`` states takes the place of the catalogue's."""
    found: dict[str, dict[str, None]] = {}
    for entry in catalogue:
        if entry.region in (region, ""):
            found.setdefault(entry.type, {})[stated.get(entry.type) or entry.url] = None
    return {kind: tuple(addresses) for kind, addresses in found.items()}
