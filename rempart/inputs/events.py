"""Reads the engine's events, one JSON object on each line: ``--event-log`` and the streaming ``preview --json``.

The log shows what ``preview --json`` hides: default providers, unchanged resources, the result of the run. It lacks
dependencies and source positions, and shows no text of assets.

Only a run whose summary says ``succeeded`` is read. A run that a policy pack stopped is refused as well, although the
engine went through the whole program: its summary says ``failed``, an error in the program hides behind the same word,
and previewing without the pack costs the user nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from rempart.errors import InputError
from rempart.inputs.decode import Line
from rempart.inputs.resources import MalformedError, RawObject, ResourceBuilder, config_of, is_object
from rempart.inputs.steps import Sighting, StepCollector
from rempart.model.values import Value

_MEND = "write it again with pulumi"


def is_event(value: Value) -> bool:
    """Return whether a JSON value is one of the engine's events."""
    return is_object(value) and any(key.endswith("Event") and is_object(value[key]) for key in value)


def read_events(lines: Iterable[Line], where: str) -> Sighting:
    """Return what an event log shows.

    Raises InputError for a run that failed, did not end, or was narrowed to some resources, for a file with two runs,
    and for a malformed log.
    """
    log = _Log()
    for line in lines:
        try:
            log.take(line.value)
        except MalformedError as error:
            raise InputError(error.what, where=f"{where}, line {line.number}", mend=_MEND) from None
    try:
        return log.sighting(where)
    except MalformedError as error:
        raise InputError(error.what, where=where, mend=_MEND) from None


class _Log:
    """The events of one run so far."""

    def __init__(self) -> None:
        self._collector = StepCollector(ResourceBuilder(custom_by_default=False))
        self._config: Value = None
        self._preludes = 0
        self._summary: RawObject | None = None
        self._errors = 0
        self._stopped_by_policy = False

    def take(self, event: Value) -> None:
        """Take one event; those that say nothing about resources or success are passed over."""
        if not is_event(event) or not is_object(event):
            raise MalformedError("is not an event of the engine")
        for name, payload in event.items():
            if not is_object(payload):
                continue
            if name == "resourcePreEvent":
                self._step(payload.get("metadata"))
            elif name == "resOutputsEvent":
                self._outputs(payload.get("metadata"))
            elif name == "preludeEvent":
                self._prelude(payload)
            elif name == "summaryEvent":
                self._end(payload)
            elif name == "diagnosticEvent":
                self._errors += payload.get("severity") == "error"
            elif name == "policyEvent":
                self._stopped_by_policy |= payload.get("enforcementLevel") == "mandatory"

    def sighting(self, where: str) -> Sighting:
        """Return what the run shows, once all its events were taken."""
        if self._summary is None:
            raise InputError("is the log of a run that did not end", where=where, mend="let pulumi preview finish")
        self._refuse_failed(self._summary, where)
        sighting = self._collector.sighting(self._summary.get("resourceChanges"))
        sighting.config = config_of(self._config)
        return sighting

    def _step(self, metadata: Value) -> None:
        if not is_object(metadata):
            raise MalformedError("resourcePreEvent: has no metadata")
        op, old = metadata.get("op"), metadata.get("old")
        if op == "same" and is_object(old) and old.get("custom") is True and not old.get("id"):
            raise MalformedError("skips a resource: the preview was narrowed with --target or --exclude")
        self._collector.add(op, metadata.get("urn"), new=metadata.get("new"), old=old)

    def _outputs(self, metadata: Value) -> None:
        if not is_object(metadata):
            raise MalformedError("resOutputsEvent: has no metadata")
        self._collector.complete(metadata.get("op"), metadata.get("urn"), metadata.get("new"))

    def _prelude(self, payload: RawObject) -> None:
        self._preludes += 1
        if self._preludes > 1:
            raise MalformedError("starts a second run: one log holds one run")
        self._config = payload.get("config")

    def _end(self, payload: RawObject) -> None:
        if self._summary is not None:
            raise MalformedError("ends a second run: one log holds one run")
        self._summary = payload

    def _refuse_failed(self, summary: RawObject, where: str) -> None:
        result = summary.get("result")
        # Engines before the field was added say success by the absence of errors alone.
        failed = result != "succeeded" if "result" in summary else self._errors > 0 or self._stopped_by_policy
        if not failed and self._errors == 0:
            return
        if self._stopped_by_policy:
            what, mend = "is the log of a preview that a policy pack stopped", "preview again without that pack"
        else:
            what, mend = "is the log of a run that failed", "mend what it reports and preview again"
        raise InputError(f"{what}: it may show a part of the deployment only", where=where, mend=mend)
