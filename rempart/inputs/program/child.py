"""Runs a Pulumi program in *its own* interpreter, against our stand-in for the engine.

This file is executed, never imported: by an interpreter that may not have Rempart. Beside ``blind_spots.py`` it uses
the standard library and the program's own Pulumi SDK, through what ``pulumi.runtime`` exports. The order is a JSON
file, the only argument; how it ended is written to the file that the order names.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.util
import inspect
import json
import logging
import os
import runpy
import sys
import time
import traceback
import typing
from pathlib import Path

WAIT_FOR_MONITOR = 15.0
"""Seconds: the monitor starts while this process imports the SDK."""


def neighbour(name: str) -> typing.Any:
    """Return a module beside this file, under a name that no program uses."""
    file = Path(__file__).with_name(f"{name}.py")
    spec: typing.Any = importlib.util.spec_from_file_location(f"_rempart_{name}", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


blind_spots = neighbour("blind_spots")
in_order = neighbour("in_order")
wanting = neighbour("wanting")


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
        """Wait for all of the tasks, or for the first that fails; what is done comes in the order of ``tasks``."""
        done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        return [task for task in tasks if task in done], others


def configure(order: dict[str, typing.Any], requests: typing.Any) -> None:
    """Point the program's SDK at our monitor, to which ``requests`` go."""
    import pulumi
    from pulumi.runtime.proto import resource_pb2

    runtime: typing.Any = importlib.import_module("pulumi.runtime")

    runtime.set_all_config(blind_spots.marked(order["config"]), order["secret_keys"])
    for method in ("get_object", "require_object"):
        mark_results(pulumi.Config, method)
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
    if isinstance(getattr(settings, "outputs", None), set):
        settings.outputs = in_order.OrderedSet()
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
            result.value = blind_spots.stand_in(typ)
        return result

    runtime.invoke = invoke
    answer_for_unknown_stacks(pulumi.StackReference)
    in_order.number(pulumi.Resource)
    callbacks: typing.Any = importlib.import_module("pulumi.runtime._callbacks")
    in_order.watch(callbacks._CallbackServicer, requests)  # noqa: SLF001 - nothing else knows who waits for whom


def mark_results(config: typing.Any, method: str) -> None:
    """Have a method of the SDK's configuration return objects whose unknown texts notice decisions."""
    ask = getattr(config, method)

    def asked(*args: typing.Any, **named: typing.Any) -> typing.Any:
        return blind_spots.marked(ask(*args, **named))

    setattr(config, method, asked)


def answer_for_unknown_stacks(reference: typing.Any) -> None:
    """Have ``get_output_details`` of a stack that we cannot read return an unknown, not None."""
    ask = getattr(reference, "get_output_details", None)
    if ask is None:
        return

    async def details(this: typing.Any, name: str) -> typing.Any:
        found = await ask(this, name)
        if found.value is None and found.secret_value is None and not await this.outputs.is_known():
            return type(found)(value=blind_spots.unknown_value())
        return found

    reference.get_output_details = details


def run(order: dict[str, typing.Any], requests: typing.Any) -> dict[str, typing.Any]:
    """Run the program; return how it ended."""
    import pulumi

    runtime: typing.Any = importlib.import_module("pulumi.runtime")

    # A short-lived process full of live futures: the collector only costs.
    gc.disable()
    sys.argv = [order["program"]]
    os.chdir(order["folder"])
    loop = in_order.Loop(requests)
    asyncio.set_event_loop(loop)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    skipped = blind_spots.SkippedApplies()
    skipped.watch(pulumi.Output)
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
    finally:
        # A resource whose registration is under way may hold a secret that must not be told.
        requests.finish()
    loop.run_until_complete(skipped.finish())
    return {"ended": "normally", "skipped": skipped.places, "decided": blind_spots.DECISIONS}


def own_places(error: BaseException, root: str) -> typing.Iterator[dict[str, typing.Any]]:
    """Yield where in the program's own files an error comes from, innermost first; then where its causes do."""
    for told in wanting.chain(error):
        kept = (way for failed, way in blind_spots.FAILURES if failed is told)
        for frame in reversed(traceback.extract_tb(next(kept, told.__traceback__))):
            if frame.filename.startswith(root + os.sep) and "site-packages" not in frame.filename:
                yield {"file": frame.filename, "line": frame.lineno}


def described(error: BaseException, order: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """Return an error's type, text, place in the program's own files, and what it came of for want of."""
    place = next(own_places(error, order["root"]), {})
    if isinstance(error, SyntaxError) and str(error.filename).startswith(order["root"] + os.sep):
        place = {"file": error.filename, "line": error.lineno}
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - the program's own class may fail at anything
        text = ""
    want = wanting.want_of(error, order["root"])
    return {"type": type(error).__name__, "text": wanting.written(text), "want": want, **place}


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


def prepared(order: dict[str, typing.Any], requests: typing.Any) -> dict[str, typing.Any] | None:
    """Prepare the SDK; return how that ended when it cannot be done."""
    try:
        configure(order, requests)
    except Exception as error:  # noqa: BLE001 - any SDK may be installed, or half of one
        return {"ended": "unprepared", "type": type(error).__name__}
    return None


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
        requests = in_order.Requests(order["parallel"])
        ended = prepared(order, requests) or run(order, requests)
    # What the program forked comes here too, and has nothing to say about the program.
    if os.getpid() == ours:
        Path(order["ending"]).write_text(json.dumps(ended), encoding="utf-8")
    os._exit(0)


if __name__ == "__main__":
    main()
