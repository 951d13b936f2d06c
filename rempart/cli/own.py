"""``--own``: what whoever asks declares as their own, for every command that places something."""

from __future__ import annotations

from collections.abc import Sequence

OWN_HELP = "Domain, mail address, IP address or network of one's own; may be repeated."


def declared(own: Sequence[str] | None) -> tuple[str, ...]:
    """Return what ``--own`` declares as one's own. Raises InputError when something cannot be."""
    if not own:
        return ()
    from rempart.catalogue import load_catalogue  # noqa: PLC0415 - the command line starts without the pipeline
    from rempart.placement import read_own  # noqa: PLC0415 - the same

    return read_own(own, load_catalogue(), where="--own")
