"""A bucket's beginning and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from outscale_provider.errors import ApiError
from outscale_provider.kinds.object_store import codes
from outscale_provider.kinds.object_store.emptying import empty
from outscale_provider.operations.pauses import pauses

if TYPE_CHECKING:
    from types_boto3_s3.literals import BucketLocationConstraintType
    from types_boto3_s3.type_defs import CreateBucketRequestTypeDef

    from outscale_provider.kinds.object_store.store import ObjectStore

_PASSES = 5
"""How often to empty a bucket that others still write to."""
_TOKEN = "outscale:index/bucket:Bucket"  # noqa: S105 - a type's token, not a secret


def make(store: ObjectStore, bucket: str, *, locked: bool) -> None:
    """Make an empty bucket. Raises ``ApiError``, which tells whose the bucket is that has the name already."""
    absent = _is_surely_absent(store, bucket)
    try:
        _send_creation(store, bucket, locked=locked)
    except ApiError as error:
        made_after_all = error.code == codes.OURS_ALREADY and error.ambiguous and absent
        if not made_after_all:
            raise _explained(error, bucket) from None


def remove(store: ObjectStore, bucket: str, *, with_content: bool, progress: Callable[[str], None]) -> None:
    """Remove a bucket, and what it holds if asked to; one that is gone already is no error. Raises ``ApiError``."""
    pause = pauses()
    passes = _PASSES if with_content else 1
    try:
        while True:
            if with_content:
                empty(store, bucket, progress)
            passes -= 1
            if _is_removed(store, bucket, last_try=not passes):
                return
            store.client.sleep(next(pause))
    except ApiError as error:
        if error.code == codes.NOT_EMPTY:
            raise _not_empty(error, bucket, with_content=with_content) from None
        if error.code != codes.NO_SUCH_BUCKET:
            raise


def _is_surely_absent(store: ObjectStore, bucket: str) -> bool:
    try:
        store.call(store.s3.head_bucket, Bucket=bucket)
    except ApiError as error:
        return error.code == codes.NO_SUCH_BUCKET
    return False


def _send_creation(store: ObjectStore, bucket: str, *, locked: bool) -> None:
    """Ask for a bucket as Outscale documents it, without the region, which the endpoint knows; name it if refused."""
    wanted: CreateBucketRequestTypeDef = {"Bucket": bucket}
    if locked:
        wanted["ObjectLockEnabledForBucket"] = True
    try:
        store.call(store.s3.create_bucket, **wanted)
    except ApiError as error:
        if error.code not in codes.WRONG_LOCATION:
            raise
        region = cast("BucketLocationConstraintType", store.client.settings.region)
        wanted["CreateBucketConfiguration"] = {"LocationConstraint": region}
        store.call(store.s3.create_bucket, **wanted)


def _explained(error: ApiError, bucket: str) -> ApiError:
    match error.code:
        case codes.OURS_ALREADY:
            error.details = (
                f"the account has a bucket {bucket} already: choose another name, or keep it with"
                f" `pulumi import {_TOKEN} NAME {bucket}`"
            )
        case codes.ANOTHERS:
            error.details = f"another account has a bucket {bucket}; a name is unique in its region: choose another one"
    if error.ambiguous:
        error.details += (
            f"; the bucket may have been made although no answer came: look for {bucket}, and import or delete it"
        )
    return error


def _is_removed(store: ObjectStore, bucket: str, *, last_try: bool) -> bool:
    try:
        store.call(store.s3.delete_bucket, Bucket=bucket)
    except ApiError as error:
        if error.code != codes.NOT_EMPTY or last_try:
            raise
        return False
    return True


def _not_empty(error: ApiError, bucket: str, *, with_content: bool) -> ApiError:
    way_out = (
        "others still write to it: stop them, and delete it again"
        if with_content
        else "empty it, or set forceDestroy: true and run `pulumi up` before deleting it, which deletes what it holds"
    )
    error.details = f"the bucket {bucket} still holds objects, old versions or delete markers; {way_out}"
    return error
