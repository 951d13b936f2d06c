"""The CrossGuard adapter: the gate behind the Analyzer protocol of Pulumi's engine.

``policies/__main__.py`` calls :func:`main`. Nothing here decides anything: a request becomes a deployment, the gate
judges it, and its findings become diagnostics.
"""

from __future__ import annotations


def main() -> None:
    """Serve the Analyzer protocol until the engine ends this process.

    Prints the port on standard output, as the engine expects of a policy pack.
    """
    from rempart.pack.serve import serve  # noqa: PLC0415 - gRPC takes 0.2 s to import, and only serving needs it

    serve()


__all__ = ["main"]
