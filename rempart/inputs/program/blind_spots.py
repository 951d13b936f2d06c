"""Finds what a program hides from a preview where values are unknown. Loaded by ``child.py``, in the program's process.

Two things hide: a function that would create resources once a value is known does not run, and plain Python may decide
by a value that only stands for an unknown one. Neither can be mended here, but both can be noticed and said.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import os
import sys
import types
import typing

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
DEEPEST = 5
Place = typing.Dict[str, typing.Any]  # noqa: UP006 - the program's own interpreter may be an old one
DECISIONS: list[Place] = []
"""Where the program decided by an unknown value, by file and line."""


def is_library(file: str) -> bool:
    """Return whether a file belongs to an installed package, to an SDK that Pulumi generated, to Python, or to us."""
    ours = (os.path.dirname(os.__file__) + os.sep, os.path.dirname(__file__) + os.sep, "<frozen")  # noqa: PTH120 - called for every apply
    return "site-packages" in file or file.startswith(ours) or is_generated(os.path.dirname(file))  # noqa: PTH120 - the same


@functools.lru_cache(maxsize=None)  # noqa: UP033 - the program's own interpreter may be an old one
def is_generated(folder: str) -> bool:
    """Return whether a folder is an SDK's: `pulumi package add` leaves it beside the program, not among the packages.

    The generator puts a file that names the plugin at the top of the package; a program has none.
    """
    return os.path.exists(os.path.join(folder, "pulumi-plugin.json"))  # noqa: PTH110, PTH118 - the program's own interpreter may be an old one


def decided() -> None:
    """Note that the program's code, two calls up, decides by an unknown value. What libraries ask decides nothing."""
    frame = inspect.currentframe()
    caller = frame.f_back.f_back if frame is not None and frame.f_back is not None else None
    if caller is not None and not is_library(caller.f_code.co_filename):
        DECISIONS.append({"file": caller.f_code.co_filename, "line": caller.f_lineno})


class UnknownText(str):
    """A text that is not known: whatever is built from it carries the engine's mark, and comparing it is noticed."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        decided()
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        decided()
        return str.__ne__(self, other)

    def __hash__(self) -> int:
        decided()
        return str.__hash__(self)

    def __lt__(self, other: str) -> bool:
        decided()
        return str.__lt__(self, other)

    def __gt__(self, other: str) -> bool:
        decided()
        return str.__gt__(self, other)

    def __len__(self) -> int:
        decided()
        return str.__len__(self)

    def __contains__(self, part: object) -> bool:
        decided()
        return str.__contains__(self, typing.cast("str", part))

    def __iter__(self) -> typing.Iterator[str]:
        decided()
        return str.__iter__(self)

    def __getattribute__(self, name: str) -> typing.Any:
        if not name.startswith("__"):
            decided()
        return str.__getattribute__(self, name)


def marked(value: typing.Any) -> typing.Any:
    """Return a value of the configuration with its unknown texts noticing what is decided by them."""
    if isinstance(value, dict):
        return {name: marked(item) for name, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    return UnknownText(value) if isinstance(value, str) and UNKNOWN in value else value


def unknown_value(item: typing.Any = None) -> typing.Any:
    """Return a value that stands for an unknown number, list or object; ``item`` is what it holds under any key."""
    unknown: type = sys.modules["pulumi"].output.Unknown
    found = type("UnknownValue", (UnknownValue, unknown), {})()
    found.item = found if item is None else item
    return found


class UnknownValue:
    """A value that is not known: the SDK sends it as unknown, and deciding by it is noticed."""

    item: typing.Any

    def __bool__(self) -> bool:
        decided()
        return False

    def __eq__(self, other: object) -> bool:
        decided()
        return False

    def __hash__(self) -> int:
        decided()
        return id(self)

    def _compared(self, _: object) -> bool:
        decided()
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _compared

    def __len__(self) -> int:
        decided()
        return 0

    def __iter__(self) -> typing.Iterator[typing.Any]:
        decided()
        return iter(())

    def __getitem__(self, _: object) -> typing.Any:
        return self.item

    def get(self, *_: object) -> typing.Any:
        """Return what it holds under a key, as an object would."""
        return self.item

    def _calculated(self, _: object) -> typing.Any:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __floordiv__ = __mod__ = _calculated

    def __str__(self) -> str:
        return UNKNOWN


def stand_in(wanted: typing.Any, depth: int = 0) -> typing.Any:
    """Return a value of a type that stands for "unknown" where plain Python needs one now."""
    arguments = [a for a in typing.get_args(wanted) if a is not type(None)]
    origin = typing.get_origin(wanted)
    if origin is typing.Union or type(wanted).__name__ == "UnionType":
        return stand_in(arguments[0], depth)
    if wanted is str:
        return UnknownText(UNKNOWN)
    if inspect.isclass(wanted) and getattr(wanted, "_pulumi_output_type", False) and depth < DEEPEST:
        names = [n for n in inspect.signature(wanted.__init__).parameters if n not in ("self", "__self__")]
        types_of = {
            n: typing.get_type_hints(v.fget).get("return") for n, v in vars(wanted).items() if isinstance(v, property)
        }
        return wanted(**{n: stand_in(types_of.get(n), depth + 1) for n in names})
    return unknown_value(stand_in(arguments[-1], depth + 1) if arguments and depth < DEEPEST else None)


FAILURES: typing.List[typing.Tuple[BaseException, typing.Any]] = []  # noqa: UP006 - as above
"""Errors of the program's functions with their traceback: handed from future to future, they may lose it."""


def traced(func: typing.Any) -> typing.Any:
    """Return a function of the program that leaves a trace when it fails, and one of a library as it is."""
    code = getattr(func, "__code__", None)
    if code is None or is_library(code.co_filename):
        return func

    def tracing(value: typing.Any) -> typing.Any:
        try:
            return func(value)
        except BaseException as error:
            FAILURES.append((error, error.__traceback__))
            raise

    return tracing


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

        def watched(this: typing.Any, func: typing.Any, run_with_unknowns: bool = False) -> typing.Any:  # noqa: FBT001, FBT002 - the SDK's signature
            applied = apply(this, traced(func), run_with_unknowns)
            if not run_with_unknowns and self.creates(func):
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
        if not hasattr(func, "__code__"):
            func = inspect.getattr_static(type(func), "__call__", None)
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
