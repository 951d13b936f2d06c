"""Reads ``pulumi preview --json``.

The document leaves out default providers, policy results, and (without ``--show-sames``) whatever does not change. It
has no field for success: a preview that failed half-way prints valid JSON too, and only an error among its
diagnostics tells. A preview stopped by a signal lacks the summary. What it cannot tell is whether ``--target`` or
``--exclude`` narrowed it: a resource left out that way is counted as unchanged, hence among the hidden ones, or is not
in the document at all. The event log shows more.
"""

from __future__ import annotations

from rempart.errors import InputError
from rempart.inputs.resources import MalformedError, RawObject, ResourceBuilder, config_of, is_list, is_object
from rempart.inputs.steps import Sighting, StepCollector
from rempart.model.values import Value

_FIELDS = ("steps", "changeSummary", "diagnostics")


def is_preview(document: RawObject) -> bool:
    """Return whether a document is a preview's digest; each of its fields may be absent, but not all."""
    return any(field in document for field in _FIELDS) and "resourcePlans" not in document


def read_preview(document: RawObject, where: str) -> Sighting:
    """Return what a preview shows; the document is used up.

    Raises InputError for a preview that failed or has no steps, and for a malformed one.
    """
    _refuse_failed(document.get("diagnostics"), where)
    steps = document.pop("steps", None)
    if not is_list(steps) or not steps:
        raise InputError("is a preview without steps", where=where, mend="preview a program that declares something")
    collector = StepCollector(ResourceBuilder(custom_by_default=True))
    for index, step in enumerate(steps):
        try:
            _add(collector, step)
        except MalformedError as error:
            raise InputError(error.what, where=f"{where}, steps[{index}]", mend="write it again with pulumi") from None
        # The parsed step, its stack trace above all, is a hundred times what is kept of it.
        steps[index] = None
    try:
        sighting = collector.sighting(document.get("changeSummary"))
        sighting.config = config_of(document.get("config"))
    except MalformedError as error:
        raise InputError(error.what, where=where, mend="write it again with pulumi") from None
    sighting.shows_default_providers = False
    return sighting


def _add(collector: StepCollector, step: Value) -> None:
    if not is_object(step):
        raise MalformedError("is not an object")
    old = step.get("oldState")
    if step.get("op") == "same" and is_object(old) and old.get("custom") is True and not old.get("id"):
        raise MalformedError("is skipped: the preview was narrowed with --target or --exclude")
    collector.add(step.get("op"), step.get("urn"), new=step.get("newState"), old=old)


def _refuse_failed(diagnostics: Value, where: str) -> None:
    items = diagnostics if is_list(diagnostics) else []
    errors = sum(1 for item in items if is_object(item) and item.get("severity") == "error")
    if errors:
        count = "an error" if errors == 1 else f"{errors} errors"
        raise InputError(
            f"is the preview of a program that failed with {count}: it shows a part of the deployment only",
            where=where,
            mend="mend the program and preview again",
        )
