"""Emptying a bucket, for ``forceDestroy``; what object lock protects stays."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from outscale_provider.errors import ApiError
from outscale_provider.kinds.object_store import codes
from outscale_provider.operations.pauses import pauses

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ErrorTypeDef, HeadObjectRequestTypeDef, ObjectIdentifierTypeDef

    from outscale_provider.kinds.object_store.store import ObjectStore


def empty(store: ObjectStore, bucket: str, progress: Callable[[str], None]) -> None:
    """Delete every version and delete marker, a page of at most 1000 at a time.

    Stops at the first page of which something will not go: a bucket that cannot be deleted keeps what it can keep.
    Raises ``ApiError``, ``OutOfTimeError`` and ``CancelledError``.
    """
    deleted = 0
    pause = pauses()
    while page := _page(store, bucket):
        answer = store.call(store.s3.delete_objects, Bucket=bucket, Delete={"Objects": page, "Quiet": True})
        errors = answer.get("Errors", [])
        _check_that_the_rest_may_go(store, bucket, errors)
        deleted += len(page) - len(errors)
        progress(f"{deleted} versions deleted from the bucket {bucket}")
        if errors:
            store.client.sleep(next(pause))


def _page(store: ObjectStore, bucket: str) -> list[ObjectIdentifierTypeDef]:
    """Return the first versions and delete markers that are still there."""
    page = store.call(store.s3.list_object_versions, Bucket=bucket)
    found = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
    return [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]


def _check_that_the_rest_may_go(store: ObjectStore, bucket: str, errors: list[ErrorTypeDef]) -> None:
    """Raise ``ApiError`` for what will not go; what only failed for the moment is tried again.

    No message names an object: a name may say whose health record it is.
    """
    refused = [error for error in errors if error.get("Code") not in codes.PASSING]
    if not refused:
        return
    first = refused[0]
    code, told = first.get("Code", ""), first.get("Message", "").rstrip(". ")
    until = _locked_until(store, bucket, first)
    if until or "object lock" in told.lower():
        end = f", one of them until {until:%Y-%m-%d %H:%M} UTC" if until else ""
        details = (
            f"object lock protects {len(refused)} of the versions in the bucket {bucket}{end}; nothing can delete them"
            " until it ends: delete the bucket then, or leave it and forget it with `pulumi state delete`"
        )
    else:
        details = f"{len(refused)} of the versions in the bucket {bucket} cannot be deleted: {told or code}"
    raise ApiError("DeleteObjects", details, code=code)


def _locked_until(store: ObjectStore, bucket: str, refused: ErrorTypeDef) -> dt.datetime | None:
    """Return when the lock of a version ends, in UTC; ``None`` when it has none, or one that cannot be read."""
    wanted: HeadObjectRequestTypeDef = {"Bucket": bucket, "Key": refused.get("Key", "")}
    if version := refused.get("VersionId"):
        wanted["VersionId"] = version
    until = None
    with contextlib.suppress(ApiError):
        until = store.call(store.s3.head_object, **wanted).get("ObjectLockRetainUntilDate")
    return until and until.astimezone(dt.UTC)
