"""Asks whether a service is ready. None of these waits for long, and none of them stops the supervisor meanwhile."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Coroutine
from contextlib import suppress
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from rempart_lab.model.process import Accepts, Answers, Listens, Readiness, Runs

_PATIENCE = 5.0
"""Seconds; a service on a busy machine answers its first request late."""
_SERVER_ERROR = 500
_Answer = TypeVar("_Answer")


async def is_ready(readiness: Readiness, *, age: float) -> bool:
    """Tell whether a service that has run for some seconds is ready."""
    match readiness:
        case Runs(seconds):
            return age >= seconds
        case Listens(host, port):
            return await _in_time(_connects(host, port), failed=False)
        case Accepts(path):
            return await _in_time(_accepts(path), failed=False)
        case Answers(url, authority):
            return await _in_time(_status(url, authority), failed=_SERVER_ERROR) < _SERVER_ERROR


async def _in_time(question: Coroutine[object, object, _Answer], *, failed: _Answer) -> _Answer:
    try:
        return await asyncio.wait_for(question, _PATIENCE)
    except (TimeoutError, OSError, ValueError, EOFError):
        return failed


async def _connects(host: str, port: int) -> bool:
    _, writer = await asyncio.open_connection(host, port)
    await _close(writer)
    return True


async def _accepts(path: str) -> bool:
    _, writer = await asyncio.open_unix_connection(path)
    await _close(writer)
    return True


async def _status(url: str, authority: str | None) -> int:
    """Return the status with which an address answers."""
    parts = urlsplit(url)
    trusted = None if authority is None else _trusting(authority)
    port = parts.port or (443 if trusted else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=trusted)
    try:
        asked = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(asked.encode())
        words = (await reader.readline()).split()
        return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") else _SERVER_ERROR
    finally:
        await _close(writer)


@lru_cache
def _trusting(authority: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
