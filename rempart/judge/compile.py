"""Write ``policies/pack.json`` after a change to a rule or a profile: ``python -m rempart.judge.compile [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from rempart.errors import PolicyError
from rempart.judge.pack import MANIFEST, load_pack, manifest
from rempart.judge.profile import compiled_profiles
from rempart.locations import policies_folder


def main(arguments: list[str]) -> int:
    """Compile the pack in the folder named, by default the one that ships with Rempart; return the exit status."""
    folder = Path(arguments[0]) if arguments else policies_folder()
    try:
        pack = load_pack(folder)
        content = manifest(pack, compiled_profiles(pack))
    except PolicyError as error:
        sys.stderr.write(f"{error.line()}\n")
        return 2
    (folder / MANIFEST).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
