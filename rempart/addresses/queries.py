"""What a URL says after its question mark."""

from __future__ import annotations

from urllib.parse import parse_qsl


def parameters_of(url: str) -> tuple[tuple[str, str], ...]:
    """Return every parameter of a URL in the order written, also those that are stated twice or left empty.

    Clients differ in which of two they take, so that whoever reads one must look at all.
    """
    _, found, query = url.partition("#")[0].partition("?")
    return tuple(parse_qsl(query, keep_blank_values=True, errors="replace")) if found else ()


def values_of(url: str, *names: str) -> tuple[str, ...]:
    """Return the different values that a URL states for any of some parameters, whatever the case of their names."""
    wanted = {name.lower() for name in names}
    return tuple(dict.fromkeys(value for name, value in parameters_of(url) if name.lower() in wanted))
