"""Lets a program run the same way every time. Loaded by ``child.py``, in the program's process.

The SDK hands each request to one of many threads, and takes the answers as they come: which of two resources is
registered first, and which function runs next, would be a race. Here requests leave in the order in which the program
made them, and answers arrive one at a time, in that order, each when the program has nothing else left to do. Only a
function of the program that the engine calls back, a transform, may need an answer before the request that it is
called for has one; while it waits, later requests leave as well.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import selectors
import threading
import time
import typing
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

_SDK = "pulumi."
"""How the names of modules begin whose functions are requests; what else a program hands to threads is its own."""
_DEEPEST = 500
"""Functions of the program that may wait for one another's requests; a thread is made when it is needed."""


class OrderedSet(typing.MutableSet[typing.Any]):
    """A set gone through in the order in which it was filled: of outputs, of which the first to fail is told."""

    def __init__(self) -> None:
        self._items: dict[typing.Any, None] = {}

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __iter__(self) -> typing.Iterator[typing.Any]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: typing.Any) -> None:
        """Add one, at the end."""
        self._items[item] = None

    def discard(self, item: typing.Any) -> None:
        """Take one out that may be in it."""
        self._items.pop(item, None)

    def clear(self) -> None:
        """Take all out."""
        self._items.clear()


def number(resource: typing.Any) -> None:
    """Have resources, of the SDK's class, stand in sets in an order of their own, not by their place in memory."""
    numbers = itertools.count()

    def hashed(this: typing.Any) -> int:
        return typing.cast("int", this.__dict__.setdefault("_rempart_number", next(numbers)))

    resource.__hash__ = hashed


class Request:
    """One request of the SDK: what sends it, what the program waits for, and what came of it."""

    def __init__(self, send: typing.Callable[[], typing.Any]) -> None:
        self.answer: Future[typing.Any] = Future()
        self._send = send
        self._result: typing.Any = None
        self._error: BaseException | None = None
        self.is_answered = False

    def send(self) -> None:
        """Send the request, and keep what comes of it."""
        try:
            self._result = self._send()
        except BaseException as error:  # noqa: BLE001 - it is the program's, and raised where the program waits
            self._error = error
        self.is_answered = True

    def hand_over(self) -> None:
        """Give the program its answer, unless it no longer waits for one."""
        if not self.answer.set_running_or_notify_cancel():
            return
        if self._error is not None:
            self.answer.set_exception(self._error)
        else:
            self.answer.set_result(self._result)


class Requests(ThreadPoolExecutor):
    """The threads of the program's event loop: requests of the SDK leave one after the other."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self._lock = threading.Condition()
        self._waiting: deque[Request] = deque()
        self._sent: deque[Request] = deque()
        self._senders = ThreadPoolExecutor(_DEEPEST)
        self._lanes = 0
        self._callbacks = 0
        self._passed = self._looked = time.monotonic()
        self.bell, self._rope = os.pipe()
        """Readable when a request has its answer."""
        os.set_blocking(self.bell, False)
        os.set_blocking(self._rope, False)

    def submit(self, fn: typing.Any, /, *args: typing.Any, **named: typing.Any) -> Future[typing.Any]:
        """Have a function run in a thread: a request in its turn, anything else at once."""
        if not (getattr(fn, "__module__", None) or "").startswith(_SDK):
            return super().submit(fn, *args, **named)
        request = Request(lambda: fn(*args, **named))
        self.time()
        with self._lock:
            self._waiting.append(request)
            opens = self._lanes == 0
            self._lanes += opens
        if opens:
            self._open_lane()
        return request.answer

    @contextlib.contextmanager
    def called_back(self) -> typing.Iterator[None]:
        """Hold for the time in which the engine waits for a function of the program."""
        self.time()
        self._callbacks += 1
        try:
            yield
        finally:
            self.time()
            self._callbacks -= 1

    @property
    def is_called_back(self) -> bool:
        """Whether the engine waits for a function of the program."""
        return self._callbacks > 0

    @property
    def are_outstanding(self) -> bool:
        """Whether the program waits for an answer."""
        with self._lock:
            return bool(self._waiting or self._sent)

    def time(self) -> float:
        """Return the program's time in seconds: it stands still while only the engine has something to do."""
        now = time.monotonic()
        if self.is_called_back or not self.are_outstanding:
            self._passed += now - self._looked
        self._looked = now
        return self._passed

    def hand_over_next(self) -> bool:
        """Give the program the next answer that it waits for, if there is one."""
        with self._lock:
            ready = (request for request in self._sent if request.is_answered)
            first = next(ready, None) if self.is_called_back else self._sent[0] if self._sent else None
            if first is None or not first.is_answered:
                return False
        self.time()
        with self._lock:
            self._sent.remove(first)
        first.hand_over()
        return True

    def let_later_ones_leave(self) -> None:
        """Send the next request although others have no answer: when those wait for functions that wait for this."""
        with self._lock:
            opens = bool(self._waiting) and self._callbacks >= self._lanes
            self._lanes += opens
        if opens:
            self._open_lane()

    def finish(self) -> None:
        """Wait until all requests were sent, unless the engine waits for the program, which has ended."""
        with self._lock:
            self._lock.wait_for(lambda: self.is_called_back or not self._lanes)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature of executors
        """End the threads."""
        self._senders.shutdown(wait, cancel_futures=cancel_futures)
        super().shutdown(wait, cancel_futures=cancel_futures)

    def silence(self) -> None:
        """Take what the bell has rung."""
        with contextlib.suppress(BlockingIOError):
            while len(os.read(self.bell, 4096)) == 4096:  # noqa: PLR2004 - there may be more
                pass

    def _open_lane(self) -> None:
        self._senders.submit(self._drive)

    def _drive(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._lanes > self._callbacks + 1:
                    self._lanes -= 1
                    self._lock.notify_all()
                    return
                request = self._waiting.popleft()
                self._sent.append(request)
            request.send()
            # A bell that nobody has heard yet need not ring again.
            with contextlib.suppress(BlockingIOError):
                os.write(self._rope, b"!")


class Attention(selectors.DefaultSelector):
    """What the program's event loop waits with: when it has nothing left to do, it takes one answer."""

    def __init__(self, requests: Requests) -> None:
        super().__init__()
        self._requests = requests
        self._bell = self.register(requests.bell, selectors.EVENT_READ)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what has happened; timers wait while a request is under way."""
        if timeout is not None and timeout <= 0:
            return self._happened(timeout)
        while self._requests.are_outstanding:
            if self._requests.hand_over_next():
                return []
            self._requests.let_later_ones_leave()
            waits = self._requests.is_called_back
            happened = self._happened(timeout if waits else None)
            if happened or (waits and timeout is not None):
                return happened
        return self._happened(timeout)

    def _happened(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(timeout)
        others = [event for event in found if event[0] is not self._bell]
        if len(others) < len(found):
            self._requests.silence()
        return others


class Loop(asyncio.SelectorEventLoop):
    """The program's event loop, to which requests are handed over in order."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        super().__init__(Attention(requests))
        self.set_default_executor(requests)

    def time(self) -> float:
        """Return the time by which the program's timers go."""
        return self._requests.time()


def watch(callbacks: typing.Any, requests: Requests) -> None:
    """Have the SDK's server of the program's functions, a class, tell when the engine waits for one."""
    invoke = callbacks.Invoke

    async def invoked(this: typing.Any, request: typing.Any, context: typing.Any) -> typing.Any:
        with requests.called_back():
            return await invoke(this, request, context)

    callbacks.Invoke = invoked
