"""The control socket: one line of JSON in, one line of JSON out.

Whoever may open the socket owns the lab; what arrives on it may still be anything.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from rempart_lab.supervisor.supervision import Supervision
from rempart_lab.supervisor.watched import State, Watched, is_beginning, is_settled

_PATIENCE = 10.0
"""Seconds for a line to arrive."""
_LINE = 64 * 1024
"""Bytes of the longest line that is read."""
_LONGEST_WAIT = 30.0


class _RefusedError(Exception):
    """The request cannot be answered; the text says why."""


@dataclass(frozen=True, slots=True)
class _Request:
    ask: str
    names: tuple[str, ...] = ()
    after: int = 0
    """Number of the last event that the asker knows."""
    wait: float = 0.0
    """How long, in seconds, to wait for an event behind that."""
    unknown: tuple[str, ...] = field(default=())


async def listen(path: Path, supervision: Supervision) -> asyncio.Server:
    """Answer requests on a socket, which only its owner may open by the supervisor's umask. Raises OSError."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _converse(supervision, reader, writer)

    return await asyncio.start_unix_server(answer, path, limit=_LINE)


async def _converse(supervision: Supervision, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        try:
            line = await asyncio.wait_for(reader.readuntil(), _PATIENCE)
            answer = await _answer(supervision, _understood(line, supervision))
        except asyncio.IncompleteReadError:
            answer = {"error": "a request is one line"}
        except asyncio.LimitOverrunError:
            answer = {"error": f"a request has at most {_LINE} bytes"}
        except TimeoutError:
            answer = {"error": "no request came"}
        except _RefusedError as refused:
            answer = {"error": str(refused)}
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
    writer.close()


def _understood(line: bytes, supervision: Supervision) -> _Request:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise _RefusedError("a request is JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("ask"), str):
        raise _RefusedError('a request is an object with "ask"')
    names = document.get("names", [])
    after, wait = document.get("after", 0), document.get("wait", 0.0)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _RefusedError('"names" is a list of names')
    if not isinstance(after, int) or not isinstance(wait, int | float):
        raise _RefusedError('"after" and "wait" are numbers')
    unknown = tuple(name for name in names if name not in supervision.watched)
    return _Request(document["ask"], tuple(names), after, min(max(float(wait), 0.0), _LONGEST_WAIT), unknown)


async def _answer(supervision: Supervision, request: _Request) -> Mapping[str, object]:
    if request.unknown:
        raise _RefusedError(f"there is no process {request.unknown[0]}")
    chosen = [supervision.watched[name] for name in request.names]
    match request.ask:
        case "status":
            return _status(supervision)
        case "events":
            return await _events(supervision, request)
        case "stop":
            await supervision.stop(chosen)
        case "restart":
            await supervision.stop(chosen, then_start=True)
        case "start":
            supervision.start(chosen)
        case "kill":
            supervision.kill(chosen)
        case "shutdown":
            supervision.close()
        case _:
            raise _RefusedError("nothing is known by this name to ask for")
    return {"done": request.ask}


async def _events(supervision: Supervision, request: _Request) -> Mapping[str, object]:
    """Return what is new, once there is anything new or the wait is over."""
    await supervision.events.wait_for(request.after, seconds=request.wait)
    all_watched = supervision.watched.values()
    return {
        "events": supervision.events.after(request.after),
        "state": supervision.state,
        "failed": [one.name for one in all_watched if one.state is State.GIVEN_UP],
        "beginning": [one.name for one in all_watched if is_beginning(one)],
        "settled": sum(is_settled(one) for one in all_watched),
        "processes": len(all_watched),
    }


def _status(supervision: Supervision) -> Mapping[str, object]:
    members = supervision.members()
    own = {os.getpid(), os.getppid()}
    return {
        "state": supervision.state,
        "seconds": round(supervision.events.seconds, 1),
        "supervisor": sorted(own.intersection(members.get("", []))),
        "processes": [_described(one, members.get(one.name, [])) for one in supervision.watched.values()],
    }


def _described(one: Watched, members: list[int]) -> Mapping[str, object]:
    return {
        "name": one.name,
        "kind": type(one.process).__name__.lower(),
        "state": one.state.value,
        "pid": one.pid or None,
        "members": members if one.pid else [],
        "seconds": round(one.age, 1) if one.pid else None,
        "restarts": one.restarts,
        "last_end": one.last_end,
    }
