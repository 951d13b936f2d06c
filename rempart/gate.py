"""The whole pipeline on one page: normalise, place, judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rempart.catalogue import Catalogue
from rempart.judge import EmbeddedEngine, Engine, Profile, RulePack, judge
from rempart.model.deployment import Deployment
from rempart.model.finding import Verdict, Waiver
from rempart.normalise import normalise
from rempart.placement import place


def check(
    deployment: Deployment,
    *,
    catalogue: Catalogue,
    pack: RulePack,
    profile: Profile,
    as_of: date,
    waivers: Sequence[Waiver] = (),
    engine: Engine | None = None,
    simulated: bool = False,
    own: Iterable[str] = (),
) -> Verdict:
    """Judge a deployment as the law and the qualifications stand on ``as_of``.

    ``simulated`` says that a simulated cloud, the lab, is meant: it is then judged as far as one can be. ``own`` is
    what is declared as one's own, as :func:`rempart.placement.read_own` returns it. Raises nothing of its own: what
    cannot be determined becomes an undetermined finding.
    """
    normalised = normalise(deployment, catalogue)
    placed = place(normalised, catalogue, as_of, own)
    return judge(
        placed,
        pack=pack,
        profile=profile,
        engine=engine or EmbeddedEngine(pack),
        as_of=as_of,
        waivers=waivers,
        simulated=simulated,
    )
