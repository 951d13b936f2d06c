"""The sourced facts: operators, owners, laws, qualifications, regions, endpoints, packages, controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rempart.model.fact import Citation
from rempart.model.placement import Exposure, LawReach

ANY_SERVICE = "any"
"""Stands for the service of a host that serves several of its operator's, or none in particular."""


class Jurisdiction(StrEnum):
    """Which law rules an operator, its whole ownership chain counted. Never a legal opinion."""

    EU_ONLY = "eu_only"
    EU_WITH_FOREIGN_NEXUS = "eu_with_foreign_nexus"
    EU_OPERATED_US_TECHNOLOGY = "eu_ops_us_technology"
    EEA_NON_EU = "eea_non_eu"
    NON_EU_ADEQUATE = "non_eu_adequate"
    NON_EU_CONTROL = "non_eu_control"
    US_CONTROLLED = "us_controlled"
    OTHER_NON_EU = "other_non_eu"
    DEFUNCT = "defunct"
    SIMULATED = "simulated"
    """Imitates a cloud, for tests: no seat, no owner, no certificate, and nothing of law to be told."""

    @property
    def exposure(self) -> Exposure | None:
        """How extra-European law reaches an operator of this class.

        Direct where the seat or the control lies outside the EEA, an adequacy decision notwithstanding: adequacy
        (GDPR article 45) allows transfers, it does not keep a court away. None for European operators of American
        technology under licence: whoever licenses the technology does not possess the data. None at all, rather than
        no exposure, where there is only a simulation: it says nothing of whom a real cloud answers to.
        """
        if self is Jurisdiction.SIMULATED:
            return None
        if self in _UNDER_FOREIGN_CONTROL:
            return Exposure.DIRECT
        return Exposure.INDIRECT if self is Jurisdiction.EU_WITH_FOREIGN_NEXUS else Exposure.NONE


_UNDER_FOREIGN_CONTROL = frozenset(
    {
        Jurisdiction.NON_EU_ADEQUATE,
        Jurisdiction.NON_EU_CONTROL,
        Jurisdiction.US_CONTROLLED,
        Jurisdiction.OTHER_NON_EU,
    }
)


@dataclass(frozen=True, slots=True)
class Owner:
    """One link of the ownership chain, nearest first; several may hold the same company."""

    name: str
    country: str | None
    share: str
    """``100 %``, ``majority``, ``about 81 %``; empty when the source does not say."""
    citation: Citation
    holds: str = ""
    """The company that it holds: the operator's legal entity, or an owner further down."""


@dataclass(frozen=True, slots=True)
class Qualification:
    """A SecNumCloud qualification or an HDS certificate of one service, in named regions, between two dates.

    ``regions`` empty with ``regions_known`` false means that the decision's scope was not read: a region can then
    neither be confirmed nor refused. ``valid_until`` None means that the catalogue does not know the end.
    """

    scheme: str
    """``secnumcloud`` or ``hds``."""
    service: str
    status: str
    """``qualified``/``certified``, ``none``, or ``unknown``."""
    regions: tuple[str, ...]
    regions_known: bool
    valid_from: str | None
    valid_until: str | None
    decision: str | None
    note: str
    citation: Citation
    all_services: bool = False
    """Whether the company was examined for all that it hosts in these regions, rather than one service by name."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A company that runs a service."""

    id: str
    name: str
    legal_entity: str
    seat: str
    """ISO 3166 country of the seat."""
    jurisdiction: Jurisdiction
    owners: tuple[Owner, ...]
    laws: tuple[LawReach, ...]
    technology: str | None
    """``US`` when the technology is another country's, under licence; None when the operator's own or open source."""
    qualifications: tuple[Qualification, ...]
    note: str
    citation: Citation

    @property
    def simulated(self) -> bool:
        """Whether this only imitates a cloud: whatever stands there is a test, and proves nothing."""
        return self.jurisdiction is Jurisdiction.SIMULATED


@dataclass(frozen=True, slots=True)
class Region:
    """A region of one operator. ``name`` is what APIs call it; ``pattern`` (anchored regex) stands for a family."""

    operator: str
    name: str
    pattern: str | None
    country: str
    place: str
    in_eea: bool
    service: str | None
    """The operator's service that the region belongs to, when a region has only one."""
    note: str
    citation: Citation


class Purpose(StrEnum):
    """What a client connects to a host for. It decides, before grammar and key, what an address in a text means."""

    STORAGE = "storage"
    """Keeps files and objects: object stores, file shares, backups."""
    DATABASE = "database"
    """Keeps records or passes them on: databases, warehouses, caches, queues, FHIR stores."""
    TELEMETRY = "telemetry"
    """Takes logs, metrics, traces, errors, alerts or audience figures. Its agent sends as soon as it is installed."""
    MAIL = "mail"
    """Delivers messages to people: mail, SMS, push."""
    IDENTITY = "identity"
    """Signs people and programs in, and so learns who they are."""
    AI = "ai"
    """Runs models on what it is given."""
    COLLABORATION = "collaboration"
    """Where people work together: chat, tickets, documents, video."""
    TUNNEL = "tunnel"
    """Carries traffic into a private network through somebody else's relay, or tells its way there."""
    SOFTWARE = "software"
    """Hands out programs, packages, images, charts and their lists: what comes from there runs here."""
    CERTIFICATES = "certificates"
    """Issues certificates, or tells which are revoked."""
    TIME = "time"
    """Tells the time."""
    VOCABULARY = "vocabulary"
    """Stands in identifiers, namespaces and links to documentation: nothing connects to it."""
    GENERAL = "general"
    """Serves several purposes, or one without a word of its own: a cloud's umbrella domain, compute, names, routing."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    r"""A host, or family of hosts, and who runs it.

    ``match`` is ``exact_host``, ``regex`` (anchored) or ``host_suffix`` (aligned on labels). ``region`` may hold a
    group reference of the regex (``\1``) and says where the host itself stands.
    """

    operator: str
    match: str
    value: str
    service: str
    region: str | None
    note: str
    citation: Citation
    purpose: Purpose = Purpose.GENERAL
    serves: tuple[str, ...] = ()
    """Services reached through this host, by the names that its provider gives them; empty when not stated."""
    parts: tuple[tuple[str, str], ...] = ()
    """Which service a part of this API belongs to, where it is another than ``service``: (part, service).

    A part is what a provider's package calls its module: ``cloudproject``, ``databases``.
    """
    of_customers: bool = False
    """Whether customers of the operator run what answers here: their machines, clusters, functions, sites."""

    def tells_apart(self, part: str | None) -> bool:
        """Whether this API serves several services, and a part of it belongs to one of them."""
        return part in dict(self.parts)

    def service_of(self, part: str | None) -> str:
        """Return the service that a part of this API belongs to."""
        return dict(self.parts).get(part, self.service) if part is not None else self.service


class Sign(StrEnum):
    """What shows in a text that an operator is connected to whose host stands nowhere."""

    SETTING = "setting"
    """Settings of one block: ``type: s3`` beside ``provider: AWS``."""
    VARIABLE = "variable"
    """A setting written like an environment variable, whatever its value: ``DD_API_KEY``."""
    COMMAND = "command"
    """A program that is run: ``gsutil``."""
    CALL = "call"
    """A piece of program source: ``boto3.client(``."""
    SCHEME = "scheme"
    """The scheme of a URL: ``gs``. One that begins with a colon is a remote that rclone makes on the fly."""
    DRIVER = "driver"
    """A driver of volumes or logs: ``efs.csi.aws.com``, ``awslogs``."""
    API_GROUP = "api_group"
    """The group of a Kubernetes API, or the end of it: ``services.k8s.aws``."""
    ACTION = "action"
    """A step or plug-in of a pipeline: ``datadog_logs`` of Vector, ``cloudwatch_logs`` of Fluent Bit."""


@dataclass(frozen=True, slots=True)
class Implied:
    """One sign, and whom it connects to as long as nothing in its scope states an endpoint.

    Patterns are matched whole and whatever the case. Names of settings and variables are compared squeezed: lower case,
    nothing but letters and digits.
    """

    id: str
    sign: Sign
    settings: tuple[tuple[str, str], ...]
    """For ``setting``: pattern of a name and pattern of its value; all hold within one block. Empty otherwise."""
    names: tuple[str, ...]
    """For every other sign: patterns of squeezed names for ``variable``, plain texts otherwise."""
    subcommands: tuple[str, ...]
    """For ``command``: the only subcommands that connect; empty when all do but those ``offline``."""
    offline: tuple[str, ...]
    """For ``command``: subcommands and options that connect to nothing."""
    family: str
    """What is spoken (``s3``, ``datadog``): an endpoint of the same family in scope voids the row."""
    host: str
    """Whom it connects to, as in a text: placed like any other host."""
    role: str
    """``sends`` or ``fetches``."""
    unless: tuple[str, ...]
    """Patterns of squeezed names of settings, options and variables that state an endpoint, the family's included."""
    note: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class ServiceHost:
    """A service that has a host of its own in each region: the provider's deciding endpoint has no say in it."""

    name: str
    host_template: str
    variables: tuple[str, ...] = ()
    """Environment variables that name another host for it."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Regions that another company runs under hosts of another domain, told by how their names begin."""

    prefix: str
    host_template: str


@dataclass(frozen=True, slots=True)
class Variables:
    """The environment variables that a provider reads for what its program does not say; none holds a credential."""

    endpoint: tuple[str, ...] = ()
    """An address, a domain, or one of the provider's names of endpoints."""
    region: tuple[str, ...] = ()
    cloud: tuple[str, ...] = ()
    """The name of an entry of ``clouds.yaml``."""
    unverified: tuple[str, ...] = ()
    """What switches the verification of certificates off."""
    service_endpoints: str = ""
    """How those begin that send one service elsewhere: ``AWS_ENDPOINT_URL_``."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How a package's provider finds out where to connect, as far as the program does not tell it."""

    host_template: str | None = None
    """The host that the provider derives from its region, where the region decides: ``api.{region}.outscale.com``."""
    partitions: tuple[Partition, ...] = ()
    services: tuple[ServiceHost, ...] = ()
    endpoint_names: tuple[tuple[str, str], ...] = ()
    """Names that the provider takes for endpoints, in lower case, and the host of each."""
    variables: Variables = field(default_factory=Variables)
    clouds_file: bool = False
    """Whether the provider looks its cloud up in ``clouds.yaml``, whose entry overrules what is stated beside it."""
    signs_in: bool = False
    """Whether one host, to which the provider signs in, hands out the endpoints of many regions."""

    def host_in(self, region: str) -> str | None:
        """Return the host that the provider derives from a region; None when it derives none."""
        templates = [part.host_template for part in self.partitions if region.startswith(part.prefix)]
        template = templates[0] if templates else self.host_template
        return template.format(region=region) if template is not None else None

    def service(self, name: str | None) -> ServiceHost | None:
        """Return the service of this name, when it has hosts of its own."""
        return next((service for service in self.services if service.name == name), None)


@dataclass(frozen=True, slots=True)
class Package:
    """A Pulumi package, and what it says about placement without any provider setting.

    ``reach`` is ``operator`` (fixed: ``operator`` names it), ``endpoint`` (the provider's endpoint decides;
    ``default_host`` is what the provider itself falls back to, if anything), ``nowhere`` (random, tls, time), or
    ``hidden`` (command: runs what nobody sees).
    """

    name: str
    reach: str
    operator: str | None
    default_host: str | None
    note: str
    citation: Citation
    connects_to: tuple[Purpose, ...] = ()
    """What the host is for that its provider signs in at; empty when it may be anything."""
    parts: tuple[tuple[str, Purpose], ...] = ()
    """What the hosts of single parts are for, where a provider may send them elsewhere: (part, purpose)."""
    connection: Connection = field(default_factory=Connection)


@dataclass(frozen=True, slots=True)
class PluginSource:
    """An address below which the plugins of a package are published; of any package when it names none."""

    address: str
    package: str | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Control:
    """One paragraph of a legal text or referential."""

    id: str
    framework: str
    title: str
    paraphrase: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class HostMatch:
    """An endpoint found for a host."""

    endpoint: Endpoint
    operator: Operator
    region: str | None
