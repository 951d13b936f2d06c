"""How to read an input: the settings that the command line hands to this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Settings of one read; all have defaults, and most concern a program folder only."""

    stack: str | None = None
    """The stack to preview; a document of another stack is refused."""
    state: Path | None = None
    """A state (``pulumi stack export``) that completes a preview with what does not change."""
    answers: Path | None = None
    """What invokes and reads return during an offline preview."""
    python: str | None = None
    """The interpreter that runs the program; found from the project when None."""
    timeout: float = 60
    """Seconds that a program may take."""
    sandbox: bool = False
    """Run the program without network."""
    environment: bool = False
    """This environment is the one that will deploy: let it complete what the input leaves to it."""
    policies: Path | None = None
    """The folder whose catalogue says which variables providers read; Rempart's own when None."""
    config: Mapping[str, str] = field(default_factory=dict)
    """Stack configuration by full key, over what the stack's file says."""
