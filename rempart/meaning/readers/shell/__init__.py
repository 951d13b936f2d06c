"""Reads shell scripts: which command does what with which address.

The grammar is large and few deployments hold a script, so it is loaded when the first is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rempart.meaning.findings import Finding, Spot


def read_shell(text: str, spot: Spot) -> Iterator[Finding]:
    """Yield what a script does with the addresses in it."""
    from rempart.meaning.readers.shell import reader  # noqa: PLC0415 - slow to load, needed for few texts

    return reader.read_shell(text, spot)


def read_commands(commands: Sequence[str], spot: Spot) -> Iterator[Finding]:
    """Yield what commands do that run one after another."""
    from rempart.meaning.readers.shell import reader  # noqa: PLC0415 - slow to load, needed for few texts

    return reader.read_commands(commands, spot)
