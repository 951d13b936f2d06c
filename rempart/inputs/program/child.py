"""Runs a Pulumi program in *its own* interpreter, against our stand-in for the engine.

This file is executed, never imported: by an interpreter that may not have Rempart. It uses the standard library and
the program's own Pulumi SDK, through what ``pulumi.runtime`` exports. The order is a JSON file, the only argument; how
it ended is written to the file that the order names.
"""

from __future__ import annotations

import asyncio
import contextlib
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
import types
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


class SkippedApplies:
    """Finds the functions that would create resources from a value which is not known: they do not run.

    The engine's own preview is as blind to such resources as we are; that there may be some must be said.
    """

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._creating: dict[typing.Any, bool] = {}
        self.places: list[dict[str, typing.Any]] = []

    def watch(self, output: typing.Any) -> None:
        """Look at every ``apply`` of the program from here on; ``output`` is the SDK's class."""
        apply = output.apply

        def watched(this: typing.Any, func: typing.Any, *more: typing.Any, **named: typing.Any) -> typing.Any:
            applied = apply(this, func, *more, **named)
            if self.creates(func):
                self._tasks.append(asyncio.ensure_future(self._note(this, func)))
            return applied

        output.apply = watched

    async def finish(self) -> None:
        """Wait until it is clear which functions ran: when the program has ended, all values are settled."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _note(self, output: typing.Any, func: typing.Any) -> None:
        if not await output.is_known():
            code = getattr(func, "__code__", None)
            self.places.append({"file": code.co_filename, "line": code.co_firstlineno} if code else {})

    def creates(self, func: typing.Any, depth: int = 0) -> bool:
        """Return whether a function names a class of resources, itself or through functions that it calls."""
        if isinstance(func, type):
            return is_resource_class(func)
        func = getattr(func, "__func__", getattr(func, "func", func))
        code = getattr(func, "__code__", None)
        if code is None or depth > DEEPEST or is_library(code.co_filename):
            return False
        if code not in self._creating:
            self._creating[code] = False  # a function that calls itself
            self._creating[code] = any(self.creates(found, depth + 1) for found in named_by(func, code))
        return self._creating[code]


def is_resource_class(value: typing.Any) -> bool:
    """Return whether a value is a class of resources."""
    resource = sys.modules["pulumi"].Resource
    return isinstance(value, type) and issubclass(value, resource)


def is_library(file: str) -> bool:
    """Return whether a file belongs to an installed package or to Python itself."""
    return "site-packages" in file or file.startswith((os.path.dirname(os.__file__) + os.sep, "<frozen"))  # noqa: PTH120 - hundreds of thousands of calls


def named_by(func: typing.Any, code: types.CodeType) -> typing.Iterator[typing.Any]:
    """Yield the functions and classes that a function's code names, through modules and its own variables."""
    codes = [code]
    for one in codes:
        codes.extend(constant for constant in one.co_consts if isinstance(constant, types.CodeType))
    names = list(dict.fromkeys(name for one in codes for name in one.co_names))
    roots = []
    for cell in func.__closure__ or ():
        # A variable that is assigned later has nothing yet.
        with contextlib.suppress(ValueError):
            roots.append(cell.cell_contents)
    roots += [func.__globals__.get(name, sys.modules.get(name)) for name in names]
    seen = {id(root) for root in roots}
    for root in roots:
        if isinstance(root, (type, types.FunctionType, types.MethodType)):
            yield root
        for name in names:
            member = member_of(root, name)
            if isinstance(member, types.ModuleType) and id(member) not in seen:
                seen.add(id(member))
                roots.append(member)
            elif isinstance(member, (type, types.FunctionType)):
                yield member


def member_of(root: typing.Any, name: str) -> typing.Any:
    """Return what a module holds by a name, or an object's class: no property of the program's is asked for."""
    if isinstance(root, types.ModuleType):
        return getattr(root, name, None)
    found = inspect.getattr_static(root if isinstance(root, type) else type(root), name, None)
    return getattr(found, "__func__", found)


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
    answer_for_unknown_stacks(pulumi.StackReference)


def answer_for_unknown_stacks(reference: typing.Any) -> None:
    """Have ``get_output_details`` of a stack that we cannot read return the mark for unknown, not None."""
    ask = getattr(reference, "get_output_details", None)
    if ask is None:
        return

    async def details(this: typing.Any, name: str) -> typing.Any:
        found = await ask(this, name)
        if found.value is None and found.secret_value is None and not await this.outputs.is_known():
            return type(found)(value=UNKNOWN)
        return found

    reference.get_output_details = details


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
    skipped = SkippedApplies()
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
    loop.run_until_complete(skipped.finish())
    return {"ended": "normally", "skipped": skipped.places}


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
