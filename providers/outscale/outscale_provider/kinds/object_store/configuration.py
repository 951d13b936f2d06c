"""What a bucket is, read from the store, and the calls that make it what the program wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from outscale_provider.errors import ApiError
from outscale_provider.kinds.object_store import codes
from outscale_provider.kinds.object_store.acl import canned_acl
from outscale_provider.kinds.object_store.properties import COMPLIANCE, agree, value_of
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import to_api, to_pulumi

if TYPE_CHECKING:
    from types_boto3_s3.literals import BucketCannedACLType
    from types_boto3_s3.type_defs import ObjectLockConfigurationTypeDef, VersioningConfigurationTypeDef

    from outscale_provider.kinds.object_store.store import Answer, ObjectStore

_DAYS_A_YEAR = 365


def look(store: ObjectStore, bucket: str) -> JsonObject | None:
    """Return a bucket's properties, with Pulumi's names; ``None`` when there is no such bucket.

    Only the code that says that something was never set counts as that. Raises ``ApiError`` when the bucket, or any
    part of it, cannot be read.
    """
    try:
        return {
            "bucket": bucket,
            "acl": _acl(store, bucket),
            "versioning": store.call(store.s3.get_bucket_versioning, Bucket=bucket).get("Status") == "Enabled",
            "policy": _policy(store, bucket),
            "tags": _tags(store, bucket),
            **_lock(store, bucket),
        }
    except ApiError as error:
        if error.code == codes.NO_SUCH_BUCKET:
            return None
        raise


def bring(store: ObjectStore, live: JsonObject, olds: JsonObject, news: JsonObject) -> Iterator[tuple[str, ...]]:
    """Change what differs from the live bucket, step by step; yields the properties that are right from then on.

    What neither the old nor the new inputs state is left alone. The policy comes last, since it may take away the
    right to do the rest.
    """
    for names, change in _STEPS:
        stated = any(part.get(name) is not None for part in (olds, news) for name in names)
        if stated and not all(agree(name, value_of(live, name), value_of(news, name)) for name in names):
            change(store, live["bucket"], news)
        yield names


def _or_none(code: str, store: ObjectStore, method: Callable[..., Answer], bucket: str) -> Answer | None:
    """Ask for a part of the configuration; ``None`` where the code says that it was never set."""
    try:
        return store.call(method, Bucket=bucket)
    except ApiError as error:
        if error.code == code:
            return None
        raise


def _acl(store: ObjectStore, bucket: str) -> str:
    answer = store.call(store.s3.get_bucket_acl, Bucket=bucket)
    if "Owner" not in answer:
        raise ApiError("GetBucketAcl", "what answered is not an object store; check outscale:oosEndpoint")
    return canned_acl(answer)


def _policy(store: ObjectStore, bucket: str) -> str | None:
    answer = _or_none(codes.NO_POLICY, store, store.s3.get_bucket_policy, bucket)
    return (answer and answer.get("Policy")) or None


def _tags(store: ObjectStore, bucket: str) -> list[JsonObject]:
    answer = _or_none(codes.NO_TAGS, store, store.s3.get_bucket_tagging, bucket)
    return to_pulumi([dict(tag) for tag in answer["TagSet"]]) if answer else []


def _lock(store: ObjectStore, bucket: str) -> JsonObject:
    answer = _or_none(codes.NO_LOCK, store, store.s3.get_object_lock_configuration, bucket)
    lock: ObjectLockConfigurationTypeDef = answer.get("ObjectLockConfiguration", {}) if answer else {}
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    days = retention.get("Days") or _DAYS_A_YEAR * (retention.get("Years") or 0) or None
    return {
        "objectLock": lock.get("ObjectLockEnabled") == "Enabled",
        "retentionMode": retention.get("Mode") if days else None,
        "retentionDays": days,
    }


def _set_versioning(store: ObjectStore, bucket: str, news: JsonObject) -> None:
    wanted: VersioningConfigurationTypeDef = {"Status": "Enabled" if news.get("versioning") else "Suspended"}
    store.call(store.s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration=wanted)


def _set_retention(store: ObjectStore, bucket: str, news: JsonObject) -> None:
    configuration: ObjectLockConfigurationTypeDef = {"ObjectLockEnabled": "Enabled"}
    if days := news.get("retentionDays"):
        mode = news.get("retentionMode") or COMPLIANCE
        configuration["Rule"] = {"DefaultRetention": {"Mode": mode, "Days": days}}
    store.call(store.s3.put_object_lock_configuration, Bucket=bucket, ObjectLockConfiguration=configuration)


def _set_acl(store: ObjectStore, bucket: str, news: JsonObject) -> None:
    store.call(store.s3.put_bucket_acl, Bucket=bucket, ACL=cast("BucketCannedACLType", value_of(news, "acl")))


def _set_tags(store: ObjectStore, bucket: str, news: JsonObject) -> None:
    if tags := news.get("tags"):
        store.call(store.s3.put_bucket_tagging, Bucket=bucket, Tagging={"TagSet": to_api(tags)})
    else:
        store.call(store.s3.delete_bucket_tagging, Bucket=bucket)


def _set_policy(store: ObjectStore, bucket: str, news: JsonObject) -> None:
    if policy := news.get("policy"):
        store.call(store.s3.put_bucket_policy, Bucket=bucket, Policy=policy)
    else:
        store.call(store.s3.delete_bucket_policy, Bucket=bucket)


_STEPS: tuple[tuple[tuple[str, ...], Callable[[ObjectStore, str, JsonObject], None]], ...] = (
    (("versioning",), _set_versioning),
    (("retentionMode", "retentionDays"), _set_retention),
    (("acl",), _set_acl),
    (("tags",), _set_tags),
    (("policy",), _set_policy),
)
