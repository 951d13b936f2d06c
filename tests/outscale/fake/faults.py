"""What is to go wrong, and how slow and how full the fake cloud is: set through ``POST /_ctl``."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace

from tests.outscale.fake.document import JsonObject


@dataclass(slots=True)
class Fault:
    """A rule that spoils calls. It applies ``times`` times, after ``skip`` matching calls went well."""

    op: str
    """A regular expression that the whole name of the operation matches."""
    times: int = 1
    skip: int = 0
    status: int = 0
    """The HTTP status to answer with."""
    code: str | int = 2000
    type: str = "InternalError"
    details: str = ""
    drop: bool = False
    """Break the connection instead of answering."""
    after: bool = False
    """Carry the call out first."""
    delay: float = 0
    """Seconds to wait before anything else."""
    retry_after: int | None = None
    """Seconds for the ``Retry-After`` header."""
    body: str | None = None
    """Answer with this text instead of the service's JSON."""

    @property
    def answers(self) -> bool:
        """Whether the fault takes the place of the answer."""
        return self.drop or bool(self.status)


@dataclass(slots=True)
class Control:
    """The settings that a test may change while the fake runs."""

    fail: list[Fault] = field(default_factory=list)
    rate: int = 0
    """Calls a second before the service answers 429; 0 for no limit."""
    slow: float = 1.0
    """What every state change's time is multiplied with; 0 makes them all immediate."""
    quota: dict[str, int] = field(default_factory=dict)
    """How many objects of a kind the account may have."""
    page: int = 0
    """The largest page of a read; 0 for no limit of the fake's own."""
    hosts: list[str] = field(default_factory=list)
    """Further names under which clients reach the fake, such as that of a proxy in front of it."""
    clock: float = 0
    """Seconds by which the service's clock is ahead."""
    _window: tuple[float, int] = (0.0, 0)

    def change(self, settings: JsonObject) -> None:
        """Take new settings. Raises ``TypeError`` for one that does not exist."""
        for name, value in settings.items():
            if name.startswith("_") or name not in Control.__dataclass_fields__:
                raise TypeError(f"there is no setting {name!r}")
            setattr(self, name, [Fault(**fault) for fault in value] if name == "fail" else value)

    def show(self) -> JsonObject:
        """Return the settings as JSON."""
        shown = {name: getattr(self, name) for name in Control.__dataclass_fields__ if not name.startswith("_")}
        fields = Fault.__dataclass_fields__
        return shown | {"fail": [{name: getattr(fault, name) for name in fields} for fault in self.fail]}

    def fault_for(self, operation: str) -> Fault | None:
        """Return a copy of the rule that spoils this call, which then has one turn less."""
        for fault in self.fail:
            if fault.times <= 0 or not re.fullmatch(fault.op, operation):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            return replace(fault)
        return None

    def throttles(self) -> bool:
        """Count a call; tell whether it is one too many within the second."""
        if not self.rate:
            return False
        now = time.monotonic()
        start, calls = self._window
        self._window = (start, calls + 1) if now - start < 1 else (now, 1)
        return self._window[1] > self.rate
