"""Runs a Pulumi program in *its own* interpreter, against our stand-in for the engine.

This file is executed, never imported: by an interpreter that may not have Rempart. It uses the standard library and
the program's own Pulumi SDK, through what ``pulumi.runtime`` exports. The order is a JSON file, the only argument; how
it ended is written to the file that the order names.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import inspect
import json
import logging
import os
import runpy
import sys
import time
import traceback
import typing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
DEEPEST = 5
WAIT_FOR_MONITOR = 15.0
"""Seconds: the monitor starts while this process imports the SDK."""


class QuietEngine:
    """Drops debug messages here: each would be a call over the wire, about fourteen for every resource."""

    def __init__(self, stub: typing.Any) -> None:
        self._stub = stub

    def __getattr__(self, name: str) -> typing.Any:
        return getattr(self._stub, name)

    def Log(self, request: typing.Any) -> typing.Any:
        """Pass on what is not a debug message."""
        return None if request.severity == 0 else self._stub.Log(request)


class PatientAsyncio:
    """The ``asyncio`` that the SDK's final wait sees: its ``wait`` returns when all is done, or something failed.

    The SDK waits for the first of its outstanding outputs, collects it, and waits for the rest again: with a thousand
    resources that is a million visits, nine tenths of the run. What it does with the results is the same either way.
    """

    def __getattr__(self, name: str) -> typing.Any:
        return getattr(asyncio, name)

    async def wait(self, tasks: typing.Any, **_: typing.Any) -> typing.Any:
        """Wait for all of the tasks, or for the first that fails."""
        return await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)


def stand_in(wanted: typing.Any, depth: int = 0) -> typing.Any:
    """Return a value of a type that stands for "unknown" where plain Python needs one now.

    A text carries the engine's mark for unknown, so that whatever is built from it is found again; the rest is None.
    """
    arguments = [a for a in typing.get_args(wanted) if a is not type(None)]
    origin = typing.get_origin(wanted)
    if origin is typing.Union or type(wanted).__name__ == "UnionType":
        return stand_in(arguments[0], depth)
    if wanted is str:
        return UNKNOWN
    name = getattr(origin, "__name__", "")
    if origin is list or name == "Sequence":
        return [stand_in(arguments[0], depth + 1)] if depth < DEEPEST and arguments else []
    if origin is dict or name == "Mapping":
        return {}
    if inspect.isclass(wanted) and getattr(wanted, "_pulumi_output_type", False) and depth < DEEPEST:
        names = [n for n in inspect.signature(wanted.__init__).parameters if n not in ("self", "__self__")]
        types = {
            n: typing.get_type_hints(v.fget).get("return") for n, v in vars(wanted).items() if isinstance(v, property)
        }
        return wanted(**{n: stand_in(types.get(n), depth + 1) for n in names})
    return None


def configure(order: dict[str, typing.Any]) -> None:
    """Point the program's SDK at our monitor."""
    import pulumi
    from pulumi.runtime.proto import resource_pb2

    runtime: typing.Any = importlib.import_module("pulumi.runtime")

    runtime.set_all_config(order["config"], order["secret_keys"])
    wanted = {
        "project": order["project"],
        "stack": order["stack"],
        "organization": order["organization"],
        "monitor": order["address"],
        "engine": order["address"],
        "parallel": order["parallel"],
        "dry_run": True,
        "root_directory": order["root"],
    }
    allowed = inspect.signature(runtime.Settings.__init__).parameters
    settings = runtime.Settings(**{name: value for name, value in wanted.items() if name in allowed})
    settings.engine = QuietEngine(settings.engine)
    runtime.configure(settings)
    stack: typing.Any = importlib.import_module("pulumi.runtime.stack")
    if getattr(stack, "asyncio", None) is asyncio:
        stack.asyncio = PatientAsyncio()

    answer = getattr(resource_pb2, "ResourceInvokeResponse", None)
    if answer is None or "unknown" not in answer.DESCRIPTOR.fields_by_name:
        pulumi.log.warn("rempart:old-sdk")
    ask = runtime.invoke

    def invoke(
        tok: str, props: typing.Any, opts: typing.Any = None, typ: typing.Any = None, **more: typing.Any
    ) -> typing.Any:
        result = ask(tok, props, opts, typ, **more)
        if getattr(result, "is_known", True) is False:
            pulumi.log.warn(f"rempart:plain-invoke {tok}")
            result.value = stand_in(typ) if typ else {}
        return result

    runtime.invoke = invoke


def run(order: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """Run the program; return how it ended."""
    import pulumi

    runtime: typing.Any = importlib.import_module("pulumi.runtime")

    # A short-lived process full of live futures: the collector only costs.
    gc.disable()
    sys.argv = [order["program"]]
    os.chdir(order["folder"])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(max_workers=order["parallel"]))
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        loop.run_until_complete(
            runtime.run_in_stack(lambda: runpy.run_path(order["program"], run_name="__main__") and None)
        )
    except pulumi.RunError as error:
        return {"ended": "refused", **described(error, order)}
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
        return {"ended": "exit", **described(error, order), "code": code}
    except BaseException as error:  # noqa: BLE001 - whatever ends a program is told to the user
        return {"ended": "exception", **described(error, order)}
    return {"ended": "normally"}


def described(error: BaseException, order: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """Return an error's type, text and place in the program's own files."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if frame.filename.startswith(order["root"] + os.sep) and "site-packages" not in frame.filename
    ]
    place = {"file": own[-1].filename, "line": own[-1].lineno} if own else {}
    if isinstance(error, SyntaxError) and str(error.filename).startswith(order["root"] + os.sep):
        place = {"file": error.filename, "line": error.lineno}
    return {"type": type(error).__name__, "text": str(error), **place}


def wait_for(socket: str) -> None:
    """Wait until the monitor listens."""
    end = time.monotonic() + WAIT_FOR_MONITOR
    while not os.path.exists(socket) and time.monotonic() < end:  # noqa: PTH110 - one call, a hundred times a second
        time.sleep(0.005)


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it dies, however suddenly (Linux)."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Do what the order says, and leave at once: threads that the program left behind are not waited for."""
    die_with_parent()
    ours = os.getpid()
    told = Path(sys.argv[1])
    order = json.loads(told.read_bytes())
    told.unlink()
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - compared with what Python put into sys.path
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]  # noqa: PTH100 - the same
    try:
        import pulumi  # noqa: F401 - found out here, told in one line
    except ImportError:
        ended: dict[str, typing.Any] = {"ended": "no-sdk"}
    else:
        wait_for(order["address"].removeprefix("unix:"))
        configure(order)
        ended = run(order)
    # What the program forked comes here too, and has nothing to say about the program.
    if os.getpid() == ours:
        Path(order["ending"]).write_text(json.dumps(ended), encoding="utf-8")
    os._exit(0)


if __name__ == "__main__":
    main()
