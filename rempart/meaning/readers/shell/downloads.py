"""Keeps account of what a script fetches into files and folders, and tells when it runs what came from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath

from rempart.addresses.words import word_set
from rempart.meaning.findings import INSTRUCTIONS, Act, Finding, Unread, Value
from rempart.meaning.readers.shell import commands
from rempart.meaning.readers.shell.call import Call
from rempart.meaning.readers.shell.options import Arguments, split, takes
from rempart.meaning.readers.shell.remotes import is_remote
from rempart.patterns import regex

FETCHERS = frozenset({"aria2c", "curl", "fetch", "http", "https", "lwp-request", "wget", "wget2"})
URL = regex(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_SOURCE = regex(r"(?:git\+|git::|hg\+)?(?:https?|ftp|git|ssh|oci)://\S+|git@\S+:\S+", re.IGNORECASE)
_HOST = regex(r"[\w-]+(?:\.[\w-]+)+(?:[:/]\S*)?")
_MODULE = regex(r"([a-z\d-]+(?:\.[a-z\d-]+)+/[^@\s]+)@\S+")
"""A module of Go: ``host/path@version``."""
_EXECUTABLE = regex(r"[ugoa]*[+=][rwst]*x.*|[0-7]*[1357][0-7]*")
_BUILDERS = word_set(
    "ant ansible-playbook bazel bundle cargo cmake composer docker docker-compose go gradle gradlew helm helmfile"
    " kubectl kustomize make gmake meson mvn mvnw ninja nix-build nomad npm oc packer pip pip2 pip3 pipenv pnpm podman"
    " poetry pulumi rake salt-call setup.py terraform terragrunt tofu uv vagrant yarn"
)
"""Commands that run what stands in the folder where they are called, or in one that they are given."""
_PASSIVE = {
    "docker": word_set("cp exec images inspect load login logs network ps pull push rm rmi run start stop tag volume"),
    "podman": word_set("cp exec images inspect load login logs network ps pull push rm rmi run start stop tag volume"),
    "helm": word_set("list ls repo search status version"),
    "kubectl": word_set("config describe exec get label logs wait version"),
    "npm": word_set("config login -v"),
    "pip": word_set("list show config"),
}
"""What of a builder's subcommands runs nothing of a folder."""
_RUN_FILES = word_set(
    "alien apt apt-get crontab dnf dpkg gdebi insmod installer java msiexec rpm snap yum zypper apk pacman flatpak"
    " systemctl start-stop-daemon nohup at batch microdnf tdnf source . ld.so gem"
)
"""Commands that run, or install, the files that they are given."""
_FED = word_set("at batch crontab docker kubectl oc podman")
"""Commands that run what they are given to read."""
_INSTALLING = word_set(
    "add build create dlx exec i install localinstall reinstall replace apply run update upgrade template wheel sync"
    " -i -U -F -ivh -Uvh -Fvh -ih -Uh --install --upgrade get"
)
"""Subcommands after which an address is one of software to be installed."""
_OF_A_SOURCE = word_set(
    "-i --index-url --extra-index-url --registry --trusted-host -f --find-links --import --proxy --source --repo"
    " --clear-sources --index --default-index --channel -c --gpgkey --add-repo -H --host --server --kubeconfig"
    " --repository -X --build-arg --label --cache-from --cache-to"
)
"""Options that say from where packages come, by their names."""
_FROM_ADDRESS = commands.PACKAGERS | word_set(
    "ansible-galaxy ansible-pull buildah docker docker-compose helm npx podman terraform tofu uvx"
    " snap wasm-pack krew deno"
)
_WHOLE = word_set("ansible-pull npx uvx")
"""Commands that run an address without a subcommand."""
_ARCHIVERS = word_set("7z 7za 7zr bsdtar bunzip2 cpio gunzip tar unar unrar unzip unxz unzstd")
_EXTRACT = takes("CdfoTXIbg", "directory file files-from exclude strip-components")
_INSTALL = takes("gmotS", "group mode owner suffix target-directory")
_CLONERS = {"git": ("clone",), "hg": ("clone",), "svn": ("checkout", "co", "export")}
_RUN_BY_THEMSELVES = regex(r"/etc/(?:cron[\w.-]*|init\.d|profile\.d|rc\.local|sudoers\.d)(?:/|$)|/\.bash(?:rc|_)")
"""Where a file needs nobody to run it."""
_TELLS = regex(r"\.(?:service|timer|sh|conf)$|cron|/bin/|profile|rc\.")
"""Files whose text says what is to be run."""
_UNREAD = "\0"
"""Stands for what neither the text nor an address tells."""
_MOST = 2_000
"""Files that are kept account of."""


class Downloads:
    """What a script has fetched so far, and where it lies."""

    def __init__(self) -> None:
        self.folder = ""
        """Where the script is."""
        self._files: dict[str, tuple[str, ...]] = {}
        self._folders: dict[str, tuple[str, ...]] = {}
        self._told: set[str] = set()

    def note(self, call: Call) -> Iterator[Finding]:
        """Take one command into account; tell the addresses whose answers it runs."""
        name = call.name
        if name in {"cd", "pushd"}:
            self.folder = self._path(next((word for word in call.arguments if not word.startswith("-")), ""))
        yield from self.told(call, self._run_by(call))
        if name in FETCHERS:
            self._downloaded(call)
        elif name in _CLONERS:
            self._cloned(call)
        elif name in _ARCHIVERS:
            self._extracted(call)
        elif name in {"mv", "cp", "ln", "install"}:
            self._moved(call)
        elif name in {"tee", "dd", "sponge"} and call.sources:
            for word in call.arguments:
                if not word.startswith(("-", "/dev/", "if=", "bs=")):
                    self.place(word.removeprefix("of="), call.sources)
        yield from self.told(call, self._by_themselves(call))

    def place(self, path: str, urls: Sequence[str]) -> None:
        """Note from where a file comes."""
        if urls and path and len(self._files) < _MOST:
            self._files[self._path(path)] = tuple(urls)

    def of(self, path: str) -> tuple[str, ...]:
        """Return the addresses that a file, or something in a folder, was fetched from."""
        found = self._of_exactly(path)
        if found or "/" in path:
            return found
        return next((urls for known, urls in self._files.items() if basename(known) == path), ())

    def told(self, call: Call, urls: Sequence[str]) -> Iterator[Finding]:
        """Yield addresses from which instructions come, each once."""
        for url in urls:
            if url not in self._told:
                self._told.add(url)
                yield (
                    Unread(call.spot, "it runs what cannot be read")
                    if url == _UNREAD
                    else call.value(url, Act.FETCHES, INSTRUCTIONS)
                )

    def named_in(self, path: str, text: str, call: Call) -> Iterator[Finding]:
        """Tell what a written file says to run of what was fetched."""
        if not self._files and not self._folders:
            return
        if _TELLS.search(path):
            words = re.findall(r"/[\w./\ue000-]{3,200}", text[:100_000])
            yield from self.told(call, [url for word in words for url in self._of_exactly(word)])

    def _of_exactly(self, path: str) -> tuple[str, ...]:
        whole = self._path(path)
        if whole in self._files:
            return self._files[whole]
        above = whole
        while self._folders and above not in {"", "/"}:
            if above in self._folders:
                return self._folders[above]
            above = dirname(above)
        relative = not whole.startswith(("/", "~"))
        return self._folders.get("." if relative else "/", ()) if not _is_of_the_system(whole) else ()

    def _path(self, path: str) -> str:
        return normpath(join(self.folder, path)) if path else self.folder

    def _downloaded(self, call: Call) -> None:
        urls = fetched(call.name, call.arguments)
        arguments = _parted(call.name, call.arguments)
        output = ("-o", "--output", "--out") if call.name in {"curl", "aria2c"} else ("-O", "--output-document")
        names = arguments.values(*output)
        folder = next(iter(arguments.values("--output-dir", "-P", "--directory-prefix")), "")
        keeps = call.name != "curl" or arguments.switches & {"-O", "--remote-name", "--remote-name-all"}
        if not names and keeps:
            names = [basename(url.partition("?")[0]) for url in urls]
        for name in names:
            if name not in {"-", "", "/dev/null", "/dev/stdout"}:
                self.place(join(folder, name), urls)

    def _cloned(self, call: Call) -> None:
        arguments = split(call.arguments, commands.GIT)
        words = arguments.positional
        if len(words) > 1 and words[0] in _CLONERS[call.name] and (_SOURCE.match(words[1]) or is_remote(words[1])):
            default = basename(words[1].rstrip("/").replace(":", "/")).removesuffix(".git")
            folder = words[2] if len(words) > 2 else default  # noqa: PLR2004 - after the address
            start = next(iter(arguments.values("-C")), "")
            self._hold(join(start, folder), (words[1],))

    def _hold(self, folder: str, urls: tuple[str, ...]) -> None:
        if urls and len(self._folders) < _MOST:
            self._folders[self._path(folder) or "."] = urls

    def _extracted(self, call: Call) -> None:
        words = call.arguments
        if call.name in {"tar", "bsdtar"} and not extracts(words):
            return
        arguments = split(
            words[1:] if words and not words[0].startswith("-") and call.name == "tar" else words, _EXTRACT
        )
        candidates = (*words, *(value for _, value in arguments.options))
        urls = next((found for word in candidates if (found := self.of(word))), call.sources)
        if not urls and call.fed and call.data is None:
            urls = (_UNREAD,)
        folder = next(iter(arguments.values("-C", "--directory", "-d")), "")
        if folder.startswith("/") or not folder.startswith("-"):
            self._hold(folder, urls)
            for word in arguments.positional:
                if not self.of(word):
                    self.place(join(folder, basename(word)), urls)

    def _moved(self, call: Call) -> None:
        arguments = split(call.arguments, _INSTALL if call.name == "install" else takes("tS", "target-directory"))
        words = list(arguments.positional)
        target = next(iter(arguments.values("-t", "--target-directory")), "") or (words.pop() if len(words) > 1 else "")
        for word in words:
            urls = call.sources if word in {"-", "/dev/stdin"} else self.of(word)
            if self._path(word) in self._folders:
                self._hold(target, urls)
                self._hold(join(target, basename(word.rstrip("/"))), urls)
            elif urls:
                self.place(target, urls)
                self.place(join(target, basename(word)), urls)

    def _run_by(self, call: Call) -> tuple[str, ...]:
        """Return the addresses of what a command runs."""
        name, words = call.name, call.arguments
        found = [*(self._of_exactly(call.path) if "/" in call.path else self._of_name(name))]
        found += () if found or "/" not in call.path else self._of_name(name)
        if name == "chmod":
            found += self._made_executable(words)
        elif name == "install":
            mode = next(iter(split(words, _INSTALL).values("-m", "--mode")), "755")
            found += self._all(words) if _EXECUTABLE.fullmatch(mode) else ()
        elif name in _RUN_FILES:
            found += self._all((*words, *(f"{word}.service" for word in words if name == "systemctl")))
        if name in _BUILDERS and not (set(words[:2]) & _PASSIVE.get(name, frozenset())):
            found += [*self._within(words)]
        if name in _FED and (name in {"at", "batch"} or "-" in words):
            found += call.sources
        if name in _FROM_ADDRESS and not set(words[:1]) & _PASSIVE.get(name, frozenset()):
            found += _addresses(name, words)
        return tuple(found)

    def _of_name(self, name: str) -> tuple[str, ...]:
        found = self.of(name) if name else ()
        if found or "/" in name or name in commands.LOCAL or len(name) < 3:  # noqa: PLR2004 - a name of its own
            return found
        held = (urls for folder, urls in self._folders.items() if folder.endswith("bin"))
        return next((urls for urls in held if any(name in url.lower() for url in urls)), ())

    def _made_executable(self, words: Sequence[str]) -> list[str]:
        modes = [word for word in words if not word.startswith("-")][:1]
        deep = any(word in {"-R", "--recursive"} for word in words)
        if modes and _EXECUTABLE.fullmatch(modes[0]) and (not deep or "x" in modes[0]):
            return self._all([word for word in words if word != modes[0]])
        return []

    def _all(self, words: Sequence[str]) -> list[str]:
        return [url for word in words if not word.startswith("-") for url in self.of(word)]

    def _within(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the addresses of the folder that a command works in, and of the paths that it is given."""
        yield from self._of_exactly(".")
        for word in words:
            path = word.partition("=")[2] or word
            yield from (
                self._of_exactly(path)
                if "/" in path
                else self._files.get(self._path(path), ()) or (self._folders.get(self._path(path), ()))
            )

    def _by_themselves(self, call: Call) -> list[str]:
        if call.name not in FETCHERS | {"mv", "cp", "install", "ln", "tee"}:
            return []
        return [url for path, urls in self._files.items() if _RUN_BY_THEMSELVES.search(path) for url in urls]


def fetched(name: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses that a command fetches from; clients take a host without a scheme, too."""
    if name not in FETCHERS:
        return ()
    arguments = _parted(name, words)
    given = (*arguments.positional, *arguments.values("--url"))
    return tuple(word for word in given if URL.match(word) or _HOST.fullmatch(word))


def _parted(name: str, words: Sequence[str]) -> Arguments:
    if name == "curl":
        return split(words, commands.CURL)
    return split(words, takes("doxsj", "dir out header") if name == "aria2c" else commands.WGET)


def extracts(words: Sequence[str]) -> bool:
    """Whether these arguments of ``tar`` take files out of an archive."""
    first = words[0] if words else ""
    clusters = [word for word in words if word.startswith("-") and not word.startswith("--")]
    return "x" in first.lstrip("-") or "--extract" in words or any("x" in word for word in clusters)


def _is_of_the_system(path: str) -> bool:
    return path.startswith(("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/etc/init.d/"))


def _addresses(name: str, words: Sequence[str]) -> list[str]:
    """Return the addresses of software that a command is told to install, or of a project that it is told to build."""
    if name not in _WHOLE and name not in {"terraform", "tofu"} and not set(words[:4]) & _INSTALLING:
        return []
    found, before = [], ""
    for word in words:
        option, given, value = word.partition("=") if word.startswith("-") else ("", "", "")
        text = (value if given else word).rpartition(" @ ")[2]
        is_source = (option or before) in _OF_A_SOURCE
        before = word if word.startswith("-") else ""
        module = _MODULE.fullmatch(text) if name == "go" else None
        if module is not None:
            found.append(f"https://{module[1]}")
        elif _SOURCE.match(text) and not is_source and (name not in {"terraform", "tofu"} or option == "-from-module"):
            found.append(text)
    return found


def instructed(found: Finding) -> Finding:
    """Return the address that commands are fetched from as one that decides what runs."""
    if isinstance(found, Value) and found.spot.act is Act.FETCHES and URL.match(found.text):
        return Value(found.text, found.spot.named(INSTRUCTIONS))
    return found
