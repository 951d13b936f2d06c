"""Print the path of a usable ``uv``: the one on PATH, or the one that ``uv.lock`` pins, fetched into ``.tools``.

Needs nothing but Python 3.11 and the network: the lock names a wheel and its SHA-256 for every platform, and a wheel
is a zip file with the program inside.
"""

from __future__ import annotations

import hashlib
import io
import platform
import shutil
import sys
import tomllib
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools" / "bin"
ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def platform_words() -> tuple[str, ...]:
    """Return the words that the file name of this platform's wheel contains."""
    machine = platform.machine().lower()
    architecture = ARCHITECTURES.get(machine, machine)
    if sys.platform == "darwin":
        return ("macosx", architecture.replace("aarch64", "arm64"))
    library = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return (library, architecture)


def pinned_wheel() -> tuple[str, str]:
    """Return URL and SHA-256 of the wheel that the lock pins for this platform."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    uv = next(package for package in lock["package"] if package["name"] == "uv")
    words = platform_words()
    for wheel in uv["wheels"]:
        name = wheel["url"].rpartition("/")[2]
        if all(word in name for word in words):
            return wheel["url"], wheel["hash"].removeprefix("sha256:")
    sys.exit(f"find_uv: no uv for {' '.join(words)} in uv.lock; install uv by hand and try again")


def fetch(target: Path) -> None:
    """Download the pinned wheel, check it, and put its program at ``target``."""
    url, digest = pinned_wheel()
    print("fetching uv, once, into .tools/bin", file=sys.stderr)  # noqa: T201 - a script speaks to its user
    try:
        with urllib.request.urlopen(url, timeout=180) as answer:  # noqa: S310 - the lock pins the URL and the hash
            content = answer.read()
    except urllib.error.URLError as error:
        sys.exit(f"find_uv: uv cannot be downloaded ({error.reason}); install uv by hand and try again")
    if hashlib.sha256(content).hexdigest() != digest:
        sys.exit("find_uv: the downloaded uv is not the one that uv.lock pins; try again")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = next(name for name in archive.namelist() if name.endswith("/scripts/uv"))
        partial = target.with_suffix(".partial")
        partial.write_bytes(archive.read(member))
    partial.chmod(0o755)
    partial.rename(target)


def main() -> None:
    """Print where uv is."""
    found = shutil.which("uv")
    target = TOOLS / "uv"
    if found is None and not target.exists():
        fetch(target)
    print(found or target)  # noqa: T201 - the path is what the caller wants


if __name__ == "__main__":
    main()
