"""What a preview's steps leave behind: the resources that will exist when all of them are done.

The steps of ``preview --json`` and those of an event log say the same in other words. One resource can take several
(a replacement is one step in the former and three in the latter, in no fixed order), so steps are gathered by URN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rempart.inputs.resources import MalformedError, RawObject, ResourceBuilder, is_list, is_object
from rempart.inputs.urns import Urn, parse_urn
from rempart.model.deployment import Gap, GapKind
from rempart.model.resource import Resource
from rempart.model.values import Value

_STAYS = frozenset({"create", "import", "read", "same", "update"})
"""Operations after which the resource exists; a program makes one of them for each of its resources."""
_REPLACED = frozenset({"create-replacement", "import-replacement", "read-replacement"})
_REPLACES = "replace"
_REFRESHES = "refresh"
_LETS_GO = frozenset({"create-replacement", "delete", "delete-replaced", "import-replacement", _REPLACES})
"""Operations that end with the deletion of what there was before, unless it is to be retained."""
_GOES = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"})
_SAME = "same"
_UPDATES = "update"
_UNCHANGING = frozenset({_SAME, _REFRESHES})
_WITH_OUTPUTS = frozenset({_SAME, "read"})
_COUNTED = ("create", "import", "replace", "update")
"""Operations that the summary counts and a document always shows; it hides unchanged and deleted resources at will."""


@dataclass(slots=True)
class Sighting:
    """What one document shows of a deployment, before anything completes it."""

    resources: dict[str, Resource] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """URNs that will no longer exist: deleted, or renamed through an alias."""
    config: Mapping[str, Value] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    hidden: int = 0
    """How many unchanged resources the document leaves out."""
    left_behind: list[Resource] = field(default_factory=list)
    """What exists beside what the program means: kept when it is deleted or replaced, or not deleted yet."""
    former_providers: dict[str, Resource] = field(default_factory=dict)
    """Providers as they were, by instance: what is left behind stands at one of them."""
    shows_default_providers: bool = True


@dataclass(slots=True)
class _Seen:
    """The most telling step of one URN so far."""

    op: str
    resource: Resource | None


class StepCollector:
    """Gathers the steps of one preview, one by one."""

    def __init__(self, builder: ResourceBuilder) -> None:
        self._builder = builder
        self._seen: dict[str, _Seen] = {}
        self._counts: dict[str, int] = {}
        self._gone: set[str] = set()
        self._left: dict[str, Resource] = {}
        self._former: dict[str, Resource] = {}

    def add(self, op: Value, urn: Value, *, new: Value, old: Value) -> None:
        """Take one step; ``new`` and ``old`` are the states after and before it.

        Raises MalformedError when a part is not what the format says, when the operation is not known, or when a URN
        is declared twice.
        """
        if type(op) is not str or not _known(op):
            raise MalformedError("op: is not an operation that this version knows")
        parts = parse_urn(urn)
        if parts is None or type(urn) is not str:
            raise MalformedError("urn: is not a URN")
        self._counts[op] = self._counts.get(op, 0) + 1
        self._note_former_names(urn, new, old)
        if is_object(old):
            self._note_what_was(op, old, new)
        if op in _GOES:
            self._gone.add(urn)
        elif self._is_news(op, urn):
            after = old if new is None and op in _UNCHANGING else new
            self._seen[urn] = _Seen(op, self._resource(op, urn, parts, after))

    def complete(self, op: Value, urn: Value, state: Value) -> None:
        """Take the outcome of a step: the outputs of a resource that stays as it is, or that a refresh found it gone.

        The outputs of all other resources are only predicted, and mostly unknown: they say nothing to a rule.
        Raises MalformedError like ``add``.
        """
        seen = self._seen.get(urn) if type(urn) is str else None
        parts = parse_urn(urn)
        if seen is None or parts is None or type(urn) is not str:
            return
        if seen.op == _REFRESHES and op in _GOES:
            del self._seen[urn]
            self._gone.add(urn)
        elif seen.op == op and op in _WITH_OUTPUTS and is_object(state):
            seen.resource = self._resource(seen.op, urn, parts, state)

    def sighting(self, announced: Value) -> Sighting:
        """Return what the steps leave behind; ``announced`` is the summary's count by operation, None without one."""
        sighting = Sighting()
        for urn, seen in self._seen.items():
            if seen.resource is not None:
                sighting.resources[urn] = seen.resource
            else:
                sighting.gaps.append(_stateless(urn))
        sighting.gone = self._gone - sighting.resources.keys()
        sighting.left_behind = list(self._left.values())
        sighting.former_providers = self._former
        self._compare(sighting, announced)
        return sighting

    def _is_news(self, op: str, urn: str) -> bool:
        seen = self._seen.get(urn)
        if seen is None:
            return True
        if op == _REFRESHES:
            return False
        # A refresh comes first, and a preview shows it as an update where it found a difference.
        if seen.op in {_REFRESHES, _UPDATES}:
            return True
        before_and_now = {seen.op, op}
        if _REPLACES in before_and_now and before_and_now & _REPLACED:
            return op in _REPLACED
        raise MalformedError("urn: is declared twice")

    def _resource(self, op: str, urn: str, parts: Urn, state: Value) -> Resource | None:
        if state is None:
            return None
        if not is_object(state):
            raise MalformedError("the state of the resource is not an object")
        if state.get("urn", urn) != urn:
            raise MalformedError("the state is that of another resource than the step's")
        return self._builder.build(urn, parts, state, outputs=op in _WITH_OUTPUTS)

    def _note_former_names(self, urn: str, new: Value, old: Value) -> None:
        if is_object(old):
            former = old.get("urn")
            if type(former) is str and former != urn:
                self._gone.add(former)
        if is_object(new):
            aliases = new.get("aliases")
            if is_list(aliases):
                self._gone.update(alias for alias in aliases if type(alias) is str and alias != urn)

    def _note_what_was(self, op: str, old: RawObject, new: Value) -> None:
        """Keep what a deletion or a replacement leaves where it is, and the providers as they were."""
        urn = old.get("urn")
        parts = parse_urn(urn)
        if parts is None or type(urn) is not str or op in _UNCHANGING or old.get("custom") is not True:
            return
        is_provider = parts.type.startswith("pulumi:providers:")
        retained = old.get("retainOnDelete") is True or (is_object(new) and new.get("retainOnDelete") is True)
        if is_provider or (op in _LETS_GO and retained and not old.get("external")):
            resource = self._builder.build(urn, parts, old, outputs=True, left_behind=True)
            (self._former if is_provider else self._left)[resource.key] = resource

    def _compare(self, sighting: Sighting, announced: Value) -> None:
        """Compare the steps with the summary's counts: what somebody filtered out must not look judged."""
        if announced is None:
            what = "this preview carries no summary of its steps: it was interrupted, or shortened"
            sighting.gaps.append(_unseen(what, "let pulumi preview run to its end"))
            return
        if not is_object(announced) or not all(type(count) is int for count in announced.values()):
            raise MalformedError("the summary's counts are not an object of numbers")
        for op in _COUNTED:
            missing = _count(announced, op) - self._counts.get(op, 0)
            if missing > 0:
                what = f"{missing} of the {_count(announced, op)} {op} steps that the summary counts are missing"
                sighting.gaps.append(_unseen(what, "give the whole document, unfiltered"))
        sighting.hidden = max(0, _count(announced, _SAME) - self._counts.get(_SAME, 0))


def _count(announced: RawObject, op: str) -> int:
    count = announced.get(op)
    return count if isinstance(count, int) else 0


def _known(op: str) -> bool:
    return op in _STAYS or op in _REPLACED or op in _GOES or op in {_REPLACES, _REFRESHES}


def _stateless(urn: str) -> Gap:
    mend = "preview again; an event log may show what this document could not write down"
    return Gap(
        GapKind.UNSEEN_RESOURCES,
        "the preview names this resource without saying what it will be",
        mend,
        urn=urn,
        hides_resources=True,
    )


def _unseen(message: str, mend: str) -> Gap:
    return Gap(GapKind.UNSEEN_RESOURCES, message, mend, hides_resources=True)
