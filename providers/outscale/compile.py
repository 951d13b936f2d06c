"""Rebuild ``table.json`` and ``schema.json`` from the document that ``osc-sdk-python`` ships, and the overlay.

Run it from anywhere, within the project's environment: ``python providers/outscale/compile.py``. With ``--check`` it
changes nothing, and fails when a file is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

from outscale_compiler.compiler import compile_package
from outscale_compiler.document import CompileError, read_document

PROVIDER = Path(__file__).parent / "outscale_provider"


def main() -> int:
    """Compile; return 0 when all is well."""
    try:
        package = compile_package(read_document())
    except CompileError as error:
        sys.stderr.write(f"compile: {error}\n")
        return 2
    stale = []
    for name, content in (("table.json", package.table), ("schema.json", package.schema)):
        path = PROVIDER / name
        if not path.exists() or path.read_bytes() != content:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_bytes(content)
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"compile: {', '.join(stale)}: not what the document and the overlay say; run compile.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
