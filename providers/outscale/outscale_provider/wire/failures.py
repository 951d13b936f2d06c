"""How the engine is told that something went wrong."""

from __future__ import annotations

from typing import NoReturn

import grpc
from google.protobuf import any_pb2

from outscale_provider.errors import (
    ApiError,
    CancelledError,
    InternalError,
    OutOfTimeError,
    PartialError,
    ProviderError,
)
from outscale_provider.wire.messages import provider_pb2, status_pb2
from outscale_provider.wire.structs import to_struct

_DETAILS = "grpc-status-details-bin"


def refuse(context: grpc.ServicerContext, error: ProviderError, text: str, secret: frozenset[str]) -> NoReturn:
    """End a request with the status that makes the engine keep the right state.

    UNKNOWN means to the engine that something may have happened, anything else that nothing did. A partial failure
    carries what exists, so that the engine keeps it.
    """
    if isinstance(error, PartialError):
        details = provider_pb2.ErrorResourceInitFailed(
            id=error.id,
            properties=to_struct(error.state, secret),
            inputs=to_struct(error.inputs, secret),
            reasons=[text],
        )
        packed = any_pb2.Any()
        packed.Pack(details)
        code: int = grpc.StatusCode.UNKNOWN.value[0]
        status = status_pb2.Status(code=code, message=text, details=[packed])
        context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
    context.abort(_code(error), text)
    raise AssertionError


def _code(error: ProviderError) -> grpc.StatusCode:
    match error:
        case PartialError() | InternalError():
            return grpc.StatusCode.UNKNOWN
        case ApiError():
            return grpc.StatusCode.UNKNOWN if error.ambiguous else grpc.StatusCode.FAILED_PRECONDITION
        case CancelledError():
            return grpc.StatusCode.CANCELLED
        case OutOfTimeError():
            return grpc.StatusCode.DEADLINE_EXCEEDED
        case _:
            return grpc.StatusCode.INVALID_ARGUMENT
