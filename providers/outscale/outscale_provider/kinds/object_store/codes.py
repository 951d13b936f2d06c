"""The S3 error codes that change what the provider does (Amazon S3 API Reference, "Error responses")."""

from __future__ import annotations

from typing import Final

ACCESS_DENIED: Final = "AccessDenied"
NO_SUCH_BUCKET: Final = "NoSuchBucket"
NOT_EMPTY: Final = "BucketNotEmpty"
OURS_ALREADY: Final = "BucketAlreadyOwnedByYou"
ANOTHERS: Final = "BucketAlreadyExists"

NO_LOCK: Final = "ObjectLockConfigurationNotFoundError"
NO_POLICY: Final = "NoSuchBucketPolicy"
NO_TAGS: Final = "NoSuchTagSet"

WRONG_LOCATION: Final = frozenset({"IllegalLocationConstraintException", "InvalidLocationConstraint"})
"""A bucket made without naming the region, where it must be named."""

PASSING: Final = frozenset({"InternalError", "OperationAborted", "RequestTimeout", "ServiceUnavailable", "SlowDown"})
"""What passes by itself; ``OperationAborted`` is a conflict with another request on the same bucket."""
