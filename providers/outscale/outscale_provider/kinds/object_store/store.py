"""Calls to the object store. Importing this room loads boto3, which takes 35 MB: do so when needed.

Nothing is taken from AWS's own files and environment variables: credentials meant for another cloud must never be
sent to this one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import boto3
import botocore.session
from botocore.config import Config

from outscale_provider import VERSION
from outscale_provider.client.client import Client
from outscale_provider.client.settings import Settings
from outscale_provider.errors import ApiError, CancelledError, OutOfTimeError
from outscale_provider.kinds.object_store.refusals import FAILURES, passes, refusal_of
from outscale_provider.operations.pauses import pauses

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from types_boto3_s3.client import S3Client

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

_TRIES = 6
_READS = ("get_", "head_", "list_")
_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
_CONNECTIONS = 64
_NO_AWS_FILES = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """The object store as one request of the engine sees it."""

    s3: S3Client
    client: Client
    """Outscale's own client, for its settings and because it knows when the engine asks to stop."""
    deadline: float
    """When to give up, on the clock of ``time.monotonic``, in seconds."""

    def call(self, method: Callable[Parameters, Answer], *args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        """Make one call, up to six times while what is in the way passes by itself.

        Raises ``ApiError``, ``OutOfTimeError`` and ``CancelledError``. An ``ApiError`` is ``ambiguous`` when one of the
        tries may have changed something without that being confirmed.
        """
        name = getattr(method, "__name__", "")
        reading = name.startswith(_READS)
        operation = "".join(word.capitalize() for word in name.split("_"))
        pause = pauses()
        ambiguous = False
        tries = 0
        while True:
            self._check_that_it_may_go_on(operation, reading=reading)
            try:
                return method(*args, **kwargs)
            except FAILURES as error:
                failure = error
            tries += 1
            refusal = refusal_of(failure, operation, self.client.settings)
            refusal.ambiguous = ambiguous = ambiguous or (refusal.ambiguous and not reading)
            if tries == _TRIES or not passes(failure):
                raise refusal
            self.client.sleep(next(pause))

    def _check_that_it_may_go_on(self, operation: str, *, reading: bool) -> None:
        if self.client.cancelled and not reading:
            raise CancelledError(f"{operation}: stopped, as asked")
        if time.monotonic() > self.deadline:
            raise OutOfTimeError(f"{operation}: not done within the time allowed; raise it with customTimeouts")


def connect(settings: Settings) -> S3Client:
    """Make a client of the object store; threads may share it. Raises ``ApiError`` when the settings cannot be used."""
    if not (settings.access_key and settings.secret_key):
        raise ApiError(
            "OOS", "no keys: set outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY"
        )
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise ApiError("OOS", f"there is no file {settings.ca_file}, which outscale:caFile names")
    session = boto3.session.Session(botocore_session=botocore.session.Session(session_vars=_NO_AWS_FILES))
    try:
        s3 = session.client(
            "s3",
            endpoint_url=settings.object_store_endpoint,
            region_name=settings.region,
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            verify=settings.ca_file or True,
            config=_configuration(),
        )
    except (*FAILURES, ValueError) as error:
        raise refusal_of(error, "OOS", settings) from None
    s3.meta.events.register("before-sign.s3", _add_md5)
    return s3


def _configuration() -> Config:
    """Say what OOS, unlike Amazon's S3, needs; calls are repeated by ``ObjectStore.call``, which can be cancelled."""
    return Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"total_max_attempts": 1, "mode": "standard"},
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_ANSWER_SECONDS,
        max_pool_connections=_CONNECTIONS,
        use_dualstack_endpoint=False,
        use_fips_endpoint=False,
        user_agent_extra=f"pulumi-outscale/{VERSION}",
    )


def _add_md5(request: AWSRequest, **_: object) -> None:
    """Add the digest that many stores ask for with a body, ``DeleteObjects`` above all; botocore no longer does."""
    body = request.data
    if isinstance(body, bytes) and body:
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        request.headers["Content-MD5"] = base64.b64encode(digest).decode("ascii")
