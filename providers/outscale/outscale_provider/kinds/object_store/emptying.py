"""Emptying a bucket, for ``forceDestroy``; what object lock protects stays."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from outscale_provider.errors import ApiError
from outscale_provider.kinds.object_store import codes

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ErrorTypeDef, ListObjectVersionsRequestTypeDef, ObjectIdentifierTypeDef

    from outscale_provider.kinds.object_store.store import ObjectStore


def empty(store: ObjectStore, bucket: str, progress: Callable[[str], None]) -> None:
    """Delete every version and delete marker, a page of at most 1000 at a time.

    Stops at the first page of which something will not go: a bucket that cannot be deleted keeps what it can keep.
    Raises ``ApiError``.
    """
    deleted = 0
    request: ListObjectVersionsRequestTypeDef = {"Bucket": bucket}
    while True:
        page = store.call(store.s3.list_object_versions, **request)
        found: list[ObjectIdentifierTypeDef] = [
            {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        ]
        if found:
            answer = store.call(store.s3.delete_objects, Bucket=bucket, Delete={"Objects": found, "Quiet": True})
            _check_that_all_went(store, bucket, answer.get("Errors", []))
            deleted += len(found)
            progress(f"{deleted} versions deleted from the bucket {bucket}")
        if not page.get("IsTruncated"):
            return
        request = {"Bucket": bucket, "KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


def _check_that_all_went(store: ObjectStore, bucket: str, errors: list[ErrorTypeDef]) -> None:
    """Raise ``ApiError`` for what will not go; the next pass meets again what only failed for the moment.

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
            " before: delete the bucket then, or leave it and forget it with `pulumi state delete`"
        )
    else:
        details = f"{len(refused)} of the versions in the bucket {bucket} cannot be deleted: {told or code}"
    raise ApiError("DeleteObjects", details, code=code)


def _locked_until(store: ObjectStore, bucket: str, refused: ErrorTypeDef) -> dt.datetime | None:
    """Return when the lock of a version ends, in UTC; ``None`` when it has none, or one that cannot be read."""
    with contextlib.suppress(ApiError):
        answer = store.call(
            store.s3.get_object_retention,
            Bucket=bucket,
            Key=refused.get("Key", ""),
            VersionId=refused.get("VersionId", ""),
        )
        until = answer.get("Retention", {}).get("RetainUntilDate")
        return until.astimezone(dt.UTC) if until else None
    return None
