"""The effective provider: each setting once, as the provider itself will find it, with where it comes from.

What the program states comes first, then the variables of the environment, then the entry of ``clouds.yaml`` that
either names; that entry's address alone overrules an auth URL stated beside it. The environment counts only where the
user says that it deploys. A ``clouds.yaml`` found beside the program speaks against a deployment, never for it.

Precedence as in terraform-provider-openstack (openstack/provider.go) and gophercloud/utils
(openstack/clientconfig/requests.go), read on 2026-12-01; the other providers read their input before their variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rempart.addresses import host_of
from rempart.catalogue import Catalogue
from rempart.catalogue.facts import Connection, Package
from rempart.clouds import family_of
from rempart.clouds.generic import GENERIC
from rempart.model.deployment import Cloud, CloudsFile, Environment
from rempart.model.normalised import Claim, EffectiveProvider, ProviderSettings
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.setting import Setting
from rempart.model.values import SECRET, UNKNOWN, Mark, Value

_NOTHING = Cloud()
_TELL = "state its address in the program, or pass --environment where this environment is the one that deploys"


def effective(provider: Resource, environment: Environment | None, catalogue: Catalogue) -> EffectiveProvider:
    """Return the settings of a provider as they take effect."""
    family = family_of(provider.package) or GENERIC
    return complete(
        family.provider(provider), environment, package=catalogue.package(provider.package), name=provider.name
    )


def complete(
    stated: ProviderSettings, environment: Environment | None, *, package: Package | None, name: str
) -> EffectiveProvider:
    """Complete what a provider states; ``name`` is what people call it."""
    facts = package.connection if package is not None else Connection()
    if environment is None or environment.deploys:
        return _Provider(stated, package, facts, environment, name).effective()
    alone = _Provider(stated, package, facts, None, name).effective()
    if not facts.clouds_file or not is_stated(stated.cloud):
        return alone
    beside = _Provider(stated, package, facts, replace(environment, deploys=True), name).effective()
    return replace(alone, endpoint=_not_vouched_for(beside, environment.file), beside=beside)


def verification(provider: EffectiveProvider) -> Setting:
    """Return whether a provider verifies certificates, which all do unless told otherwise, and who says so.

    A file beside the program that switches it off counts as well: whoever deploys with it is exposed.
    """
    beside = provider.beside.verified if provider.beside is not None else None
    if beside is not None and beside.value is not True:
        return beside
    return provider.verified or Setting(value=True, origin=f"default of package {provider.package}")


def is_stated(claim: Claim | None) -> bool:
    """Whether a provider states a setting at all; a mark states it, an empty text does not."""
    return claim is not None and claim.value not in (None, "")


def withheld(value: Value) -> str:
    """Return what keeps a value from being read, or an empty text when it is a plain one."""
    if value is UNKNOWN:
        return "is only known at deployment"
    return "is secret" if value is SECRET else ""


@dataclass(frozen=True, slots=True)
class _Provider:
    """A provider in the making: what it states, what is known of its package, and what surrounds it."""

    stated: ProviderSettings
    package: Package | None
    facts: Connection
    environment: Environment | None
    name: str

    def effective(self) -> EffectiveProvider:
        entry = self._entry()
        region = self._region()
        cloud = self._described(entry, region)
        endpoint = self._endpoint(entry, cloud)
        return EffectiveProvider(
            self.stated.package,
            self.name,
            self.stated,
            endpoint=endpoint,
            services=dict(self._services()),
            region=region or cloud.region,
            verified=_first(self._stated(self.stated.verified), self._variables.verified, cloud.verified),
            endpoint_stated=self._is_endpoint_stated(endpoint),
        )

    @property
    def _variables(self) -> Cloud:
        """What the variables of the environment say to this package's provider."""
        return (self.environment.default.get(self.stated.package) or _NOTHING) if self.environment else _NOTHING

    @property
    def _file(self) -> CloudsFile | None:
        return self.environment.file if self.environment is not None else None

    def _entry(self) -> Setting | None:
        """Return the name of the cloud that the provider looks up in a file, if it does."""
        if not self.facts.clouds_file:
            return None
        return _first(self._address(self.stated.cloud), self._variables.entry)

    def _region(self) -> Setting | None:
        """Return the region that is stated, or that a variable names: an entry's own comes after both."""
        claim = self.stated.region
        if claim is None or not is_stated(claim):
            return self._variables.region
        origin = self._origin(claim)
        if isinstance(claim.value, str):
            return Setting(claim.value, origin, claim.path)
        reason = withheld(claim.value) or "is no text"
        return _untold(origin, Reason(f"{origin} {reason}", "state it in clear"), path=claim.path)

    def _described(self, entry: Setting | None, region: Setting | None) -> Cloud:
        """Return what the file says of the cloud that is named, in the region that is."""
        if entry is None or self._file is None or not isinstance(entry.value, str):
            return _NOTHING
        cloud = self._file.clouds.get(entry.value, _NOTHING)
        if region is None or not cloud.regions:
            return cloud
        if isinstance(region.value, str):
            return cloud.regions.get(region.value, cloud)
        said = f"{self._file.path} gives regions of cloud {entry.value} an address of their own"
        why = region.unknown.after(said) if region.unknown is not None else Reason(said)
        return replace(cloud, endpoint=_untold(entry.origin, why, path=entry.path))

    def _endpoint(self, entry: Setting | None, cloud: Cloud) -> Setting | None:
        if entry is not None:
            return self._of_entry(entry, cloud)
        for claim in (self.stated.endpoint, self.stated.universe):
            if is_stated(claim):
                return self._address(claim)
        for claim in (self.stated.endpoint_name, self.stated.cloud):
            if is_stated(claim):
                return self._named(self._address(claim))
        supplied = self._variables.endpoint
        return self._well_known(supplied) if supplied is not None else None

    def _of_entry(self, entry: Setting, cloud: Cloud) -> Setting:
        """Follow the name of a cloud to its address; it overrules one that is stated beside it."""
        if entry.unknown:
            return entry
        supplied = self._variables.endpoint
        if cloud.endpoint is not None:
            rival = supplied if not entry.path else None
            if rival is not None and not cloud.endpoint.unknown and _host(rival) != _host(cloud.endpoint):
                both = f"{entry.origin} and {rival.origin}"
                return _untold(both, Reason(f"{both} lead to different clouds", "unset the one that is not meant"))
            origin = f"{entry.origin}, found in {cloud.endpoint.origin}"
            return replace(cloud.endpoint, origin=origin, path=entry.path)
        if supplied is not None:
            return supplied
        return _untold(
            entry.origin, self._nowhere(f"{entry.origin} names cloud {entry.value}", str(entry.value)), path=entry.path
        )

    def _nowhere(self, named: str, cloud: str) -> Reason:
        """Say why the address of a named cloud was not found, naming no file that was not read."""
        file = self._file
        if self.environment is None:
            return Reason(f"{named}, and no clouds.yaml was read", _TELL)
        if file is None:
            where = f" in {self.environment.searched}" if self.environment.searched else ""
            mend = "name the file with OS_CLIENT_CONFIG_FILE, or state the address in the program"
            return Reason(f"{named}, and no clouds.yaml was found{where}", mend)
        if file.unread is not None:
            return Reason(f"{named}, and {file.path} {file.unread.why}", file.unread.mend)
        lacking = "gives no auth URL to it" if cloud in file.clouds else "does not hold it"
        return Reason(f"{named}, and {file.path} {lacking}", "add it there, or state the address in the program")

    def _named(self, setting: Setting | None) -> Setting | None:
        """Return the host behind a name that the provider knows; a name without a dot that it does not is unknown."""
        if setting is None or setting.unknown:
            return setting
        known = self._well_known(setting)
        if known is not setting or "." in str(setting.value):
            return known
        why = Reason(f"{setting.origin} names no endpoint that is known", "state its URL")
        return _untold(setting.origin, why, path=setting.path)

    def _well_known(self, setting: Setting) -> Setting:
        host = dict(self.facts.endpoint_names).get(str(setting.value).casefold())
        if host is None:
            return setting
        return replace(setting, value=host, origin=f"{setting.origin}, {setting.value}")

    def _services(self) -> Iterator[tuple[str, Setting]]:
        """Yield where single services are sent: by the environment, by a region of their own, by the program."""
        if self.environment is not None:
            for (package, service), setting in self.environment.services.items():
                if package == self.stated.package:
                    yield service, setting
        for service, claim in self.stated.service_regions.items():
            apart = self.facts.service(service)
            region = self._address(claim)
            if apart is not None and region is not None:
                plain = isinstance(region.value, str)
                host = apart.host_template.format(region=region.value) if plain else region.value
                yield service, replace(region, value=host)
        for service, claim in self.stated.endpoints.items():
            stated = self._address(claim)
            if stated is not None:
                yield service, stated

    def _is_endpoint_stated(self, endpoint: Setting | None) -> bool:
        """Whether the program says where the provider connects, or its package leaves it no choice."""
        if endpoint is not None:
            return bool(endpoint.path) and not (self.facts.clouds_file and is_stated(self.stated.cloud))
        package = self.package
        if package is None or package.reach != "endpoint" or package.default_host:
            return True
        derived = self.facts.host_template is not None and is_stated(self.stated.region)
        return derived or any(is_stated(claim) for claim in self.stated.endpoints.values())

    def _stated(self, claim: Claim | None) -> Setting | None:
        if claim is None:
            return None
        return Setting(claim.value, self._origin(claim), claim.path)

    def _address(self, claim: Claim | None) -> Setting | None:
        """Return what a claim states as text; a mark is told with its reason."""
        if claim is None or not is_stated(claim):
            return None
        origin = self._origin(claim)
        reason = withheld(claim.value)
        if not reason:
            return Setting(str(claim.value), origin, claim.path)
        mend = "give it as plain configuration" if claim.value is UNKNOWN else "it is no secret: state it in clear"
        return Setting(claim.value, origin, claim.path, Reason(f"{origin} {reason}", mend))

    def _origin(self, claim: Claim) -> str:
        return f"{claim.path} of provider {self.name}"


def _untold(origin: str, why: Reason, *, path: str = "") -> Setting:
    """Return a setting whose value cannot be told, and why."""
    return Setting(UNKNOWN, origin, path, why)


def _first(*settings: Setting | None) -> Setting | None:
    return next((setting for setting in settings if setting is not None), None)


def _host(setting: Setting) -> str:
    host = host_of(str(setting.value)) if not isinstance(setting.value, Mark) else None
    return host.name if host is not None else str(setting.value)


def _not_vouched_for(beside: EffectiveProvider, file: CloudsFile | None) -> Setting | None:
    """Say where a file beside the program leads, and why that is not enough to go by."""
    found, cloud = beside.endpoint, beside.stated.cloud
    if found is None or cloud is None or file is None or found.unknown:
        return found
    origin = f"{cloud.path} of provider {beside.name}"
    named = f"{origin} names cloud {cloud.value}, which {file.path} puts at {_host(found)}"
    mend = "pass --environment if that file is the one that deploys, or state the address in the program"
    return _untold(origin, Reason(f"{named}, but another file may deploy", mend), path=cloud.path)
