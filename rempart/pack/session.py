"""What the pack knows during one run of the engine, and the judgement itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version

from rempart.catalogue import Catalogue
from rempart.errors import PolicyError
from rempart.gate import check
from rempart.judge import EmbeddedEngine, Profile, RulePack, load_profile, load_waivers
from rempart.model.deployment import Deployment, Environment, Source, SourceKind
from rempart.model.finding import Finding, Level, RuleDescription, Waiver
from rempart.model.resource import Resource
from rempart.model.values import SECRET, Value
from rempart.pack.settings import POLICY, Settings
from rempart.placement import read_own
from rempart.reports.words import simulation_notice

DEFAULT_PROFILE = "hds"


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack that the engine works on. Values of ``secret_keys`` never get here."""

    project: str = ""
    name: str = ""
    config: Mapping[str, str] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()

    @property
    def configuration(self) -> dict[str, Value]:
        """The stack's configuration, secrets as marks."""
        return {**self.config, **dict.fromkeys(self.secret_keys, SECRET)}


class Session:
    """Judges resources with the profile, day and levels that the engine configured."""

    def __init__(self, catalogue: Catalogue, pack: RulePack) -> None:
        self._catalogue = catalogue
        self._pack = pack
        self._engine = EmbeddedEngine(pack)
        self._stack = Stack()
        self._environment: Environment | None = None
        self._backend: str | None = None
        self._waivers: tuple[Waiver, ...] = ()
        self._as_of: date | None = None
        self._simulated = False
        self._own: tuple[str, ...] = ()
        self._believed: dict[str, bool] = {}
        self._profile = load_profile(DEFAULT_PROFILE, pack)
        self.advertised = {rule.id: _level(self._profile, rule.id) for rule in pack.rules}
        """Level of each rule's failures under the default profile, as ``GetAnalyzerInfo`` states them."""

    @property
    def version(self) -> str:
        """The version of Rempart."""
        try:
            return version("rempart")
        except PackageNotFoundError:
            return "0.0.0"

    @property
    def rules(self) -> tuple[RuleDescription, ...]:
        """Every rule of the pack, switched off ones included: the configuration may switch them on."""
        return tuple(rule.description for rule in self._pack.rules)

    def configure(self, settings: Settings) -> None:
        """Take new settings. Raises RempartError when a profile or waiver file cannot be used."""
        self._profile = load_profile(settings.profile, self._pack).with_levels(settings.levels)
        self._waivers = load_waivers(settings.waivers) if settings.waivers else ()
        self._as_of = settings.as_of
        self._simulated = settings.simulated
        self._own = read_own(settings.own, self._catalogue, where=f"policy configuration, {POLICY}.own")
        self._believed.clear()
        self._environment, self._backend = _surroundings(self._catalogue) if settings.environment else (None, None)

    def enter(self, stack: Stack) -> None:
        """Take the stack that the following requests belong to."""
        self._stack = stack

    def judge(self, resources: Sequence[Resource]) -> tuple[Finding, ...]:
        """Return what the gate finds in these resources, as of the configured day or today.

        Raises PolicyError for a simulation that nobody accepted, where the profile has no rule that says so.
        """
        deployment = Deployment(
            source=Source(SourceKind.ANALYZE, "pulumi", self._stack.project, self._stack.name),
            resources=tuple(resources),
            config=self._stack.configuration,
            backend=self._backend,
            environment=self._environment,
        )
        verdict = check(
            deployment,
            catalogue=self._catalogue,
            pack=self._pack,
            profile=self._profile,
            as_of=self._as_of or datetime.now().astimezone().date(),
            waivers=self._waivers,
            engine=self._engine,
            simulated=self._simulated,
            own=self._own,
        )
        for name in verdict.own:
            self._believed.setdefault(name, False)
        if verdict.unaccepted_simulation and not any(finding.stops for finding in verdict.findings):
            raise PolicyError(
                simulation_notice(verdict),
                mend='state the endpoint of the real cloud, or set "simulated": true where a test is meant',
            )
        return verdict.findings

    def newly_believed(self) -> tuple[str, ...]:
        """Return what was declared as one's own and believed since, each once in a run."""
        names = tuple(name for name, is_told in self._believed.items() if not is_told)
        self._believed.update(dict.fromkeys(names, True))
        return names


def _level(profile: Profile, rule: str) -> Level:
    levels = profile.rules.get(rule)
    return levels.level if levels is not None else Level.DISABLED


def _surroundings(catalogue: Catalogue) -> tuple[Environment, str | None]:
    """Return what this environment adds to providers, and the state backend that it names."""
    from rempart.inputs.environment import (  # noqa: PLC0415 - openstacksdk, only where asked for
        read_backend,
        read_environment,
    )

    return read_environment(catalogue=catalogue), read_backend()
