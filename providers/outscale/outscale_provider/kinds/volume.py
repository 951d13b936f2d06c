"""Volumes: a change is a task of the service's, and a volume only grows."""

from __future__ import annotations

import dataclasses

from outscale_provider.contract import Change, Difference
from outscale_provider.errors import ApiError
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.operations.pauses import pauses
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import to_api

_DONE = frozenset({"completed", "finished"})
_FAILED = frozenset({"failed", "canceled"})


class Volume(ResourceHandler):
    """A volume that must shrink is replaced, after a warning: its content is lost."""

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:
        """Compare the inputs deployed with those wanted."""
        difference = super().diff(olds, news, state)
        before, after = olds.get("size"), news.get("size")
        if "size" not in difference.changes or not isinstance(before, int) or not isinstance(after, int):
            return difference
        if after >= before:
            return difference
        return dataclasses.replace(
            difference,
            changes=difference.changes | {"size": Change("update", replace=True)},
            warnings=(
                *difference.warnings,
                f"a volume cannot shrink from {before} to {after} GiB: it will be replaced by an empty one",
            ),
        )

    def push(self, change: Outstanding) -> None:
        """Send the changes, and wait for the task that carries them out."""
        answer = self.client.call(
            "UpdateVolume", {"VolumeId": change.identifier} | to_api(change.inputs), deadline=change.context.deadline
        )
        task = answer.get("Volume", {}).get("TaskId")
        pause = pauses()
        while task:
            answer = self.client.call("ReadVolumeUpdateTasks", {"Filters": {"TaskIds": [task]}})
            told: JsonObject = next(iter(answer.get("VolumeUpdateTasks") or []), {})
            state = told.get("State")
            if state in _DONE or state is None:
                return
            if state in _FAILED:
                raise ApiError("UpdateVolume", f"the task {task} is {state}: {told.get('Comment') or 'no reason told'}")
            self.pause(next(pause), change.context, f"the task {task} is {state}")
