"""Reads cloud-config: each module of cloud-init by what it does with the hosts that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rempart.addresses.words import word_set
from rempart.meaning.findings import INSTRUCTIONS, Act, Document, Finding, Form, Spot, Tree, Value
from rempart.meaning.readers.mime import read_part
from rempart.meaning.readers.tree import read_command, read_file, read_script_list

_SOFTWARE = word_set(
    "apk_repos apt ca-certs ca_certs drivers ntp package_mirrors packages snap ssh_import_id swap system_info"
    " yum_repos zypper"
)
"""Modules that only say where software, certificates and the time come from."""
_NAMES = word_set("fqdn hostname manage_etc_hosts prefer_fqdn_over_hostname preserve_hostname")
_FOR_PEOPLE = word_set("final_message locale timezone")
_SENDS = word_set("phone_home reporting rsyslog")
_CONFIGURED = word_set(
    "chef fan landscape mcollective puppet rh_subscription salt_minion spacewalk ubuntu_advantage ubuntu_pro wireguard"
)
"""Modules that hand the machine to a server of configurations."""
_RANDOM = frozenset({"", "R", "RANDOM"})
"""Passwords that cloud-init makes up itself."""
_KEYSERVERS = {"gh": "https://github.com", "lp": "https://launchpad.net"}
_ACTS = {_NAMES: Act.NAMES, _FOR_PEOPLE: Act.REFERS, _SENDS: Act.SENDS, _CONFIGURED: Act.CONNECTS}


def read_cloud_config(tree: Mapping[object, object], spot: Spot) -> Iterator[Finding]:
    """Yield what a cloud-config says, module by module."""
    for key, child in tree.items():
        module = str(key)
        inner = spot.below(module, key=module)
        if module in _SOFTWARE:
            yield from _read_software(module, child, inner.doing(Act.FETCHES))
        elif module in _LISTS and isinstance(child, list):
            yield from _LISTS[module](child, inner)
        elif module in _MAPPINGS and isinstance(child, Mapping):
            yield from _MAPPINGS[module](child, inner)
        else:
            act = next((act for modules, act in _ACTS.items() if module in modules), None)
            yield Tree(child, inner.block(module).doing(act))


def _read_files(files: Sequence[object], spot: Spot) -> Iterator[Finding]:
    for index, entry in enumerate(files):
        inner = spot.below(index)
        if isinstance(entry, Mapping) and isinstance(entry.get("path"), str):
            content = entry.get("content", entry.get("contents"))
            if content is not None:
                yield from read_file(str(entry["path"]), content, str(entry.get("encoding", "")), inner)
            source = entry.get("source")
            if source is not None:
                # What the file does is decided by whoever serves it.
                key = INSTRUCTIONS if _is_run(str(entry["path"]), entry.get("permissions")) else "source"
                address = source.get("uri") if isinstance(source, Mapping) else source
                yield Value(str(address), inner.below("source", key=key).doing(Act.FETCHES))
        else:
            yield Tree(entry, inner)


def _is_run(path: str, permissions: object) -> bool:
    mode = str(permissions or "")
    return (
        path.endswith((".sh", ".py", ".pl"))
        or "/bin/" in path
        or (mode.isdigit() and any(int(d) % 2 for d in mode[-3:] if d < "8"))
    )


def _read_software(module: str, child: object, spot: Spot) -> Iterator[Finding]:
    if module == "ssh_import_id":
        yield from _read_key_sources(child, spot)
    elif module == "packages":
        for word in child if isinstance(child, list) else [child]:
            if isinstance(word, str) and "://" in word:
                yield Value(word, spot)
    elif module == "snap" and isinstance(child, Mapping):
        commands = child.get("commands")
        entries = list(commands.values()) if isinstance(commands, Mapping) else commands
        if isinstance(entries, list):
            yield from read_script_list(entries, Spot(spot.place, spot.key, spot.scope))
    elif isinstance(child, Mapping):
        # Whoever runs a proxy sees every request; the rest of these modules only fetches.
        plain = Spot(spot.place, spot.key, spot.scope)
        for key, value in child.items():
            inner = (plain.doing(Act.SENDS) if "proxy" in str(key) else spot).below(key, key=str(key))
            yield Tree(value, inner)
    else:
        yield Tree(child, spot)


def _read_key_sources(child: object, spot: Spot) -> Iterator[Finding]:
    for word in child if isinstance(child, list) else [child]:
        server = _KEYSERVERS.get(str(word).partition(":")[0])
        if server is not None:
            yield Value(server, spot.doing(Act.FETCHES))


def _read_users(users: Sequence[object], spot: Spot) -> Iterator[Finding]:
    for index, user in enumerate(users):
        inner = spot.below(index)
        if isinstance(user, Mapping):
            for key, child in user.items():
                if key == "ssh_import_id":
                    yield from _read_key_sources(child, inner)
                elif key in {"ssh_authorized_keys", "ssh-authorized-keys", "gecos", "name", "shell", "sudo"}:
                    yield Tree(child, inner.below(key, key=str(key)).doing(Act.REFERS))
                else:
                    yield Tree(child, inner.below(key, key=str(key)))


def _read_ansible(child: Mapping[object, object], spot: Spot) -> Iterator[Finding]:
    """Yield where playbooks come from: they are instructions."""
    for key, value in child.items():
        inner = spot.below(key, key=str(key))
        if key != "pull":
            yield Tree(value, inner)
            continue
        for pull in value if isinstance(value, list) else [value]:
            if isinstance(pull, Mapping):
                yield Value(str(pull.get("url", "")), inner.below("url", key=INSTRUCTIONS).doing(Act.FETCHES))


def _read_passwords(child: Mapping[object, object], spot: Spot) -> Iterator[Finding]:
    """Yield the passwords of ``chpasswd``: lines of user and password, or users that have one each."""
    lines = child.get("list")
    for line in lines.splitlines() if isinstance(lines, str) else lines if isinstance(lines, list) else ():
        user, _, password = str(line).strip().partition(":")
        if password not in _RANDOM:
            yield Value(password, spot.below(user, key="password"))
    users = child.get("users")
    if isinstance(users, list):
        for index, user in enumerate(users):
            if isinstance(user, Mapping) and str(user.get("type")) == "text":
                yield Value(str(user.get("password", "")), spot.below(index, key="password"))


def _read_mounts(mounts: Sequence[object], spot: Spot) -> Iterator[Finding]:
    """Yield what is mounted: the first field of each entry is a device, or a host and a path on it."""
    for index, entry in enumerate(mounts):
        inner = spot.below(index, key="fstab")
        if isinstance(entry, list) and entry:
            yield Value(str(entry[0]), inner.doing(Act.CONNECTS))
            yield from (Value(str(option), inner) for option in entry[1:] if "=" in str(option))
        elif isinstance(entry, str):
            yield Document(entry, inner.named("/etc/fstab"), Form.LINES)


def read_archive(parts: Sequence[object], spot: Spot) -> Iterator[Finding]:
    """Yield the parts of a ``#cloud-config-archive``."""
    for index, part in enumerate(parts):
        inner = spot.below(index)
        if isinstance(part, Mapping):
            yield from read_part(str(part.get("type", "")), str(part.get("content", "")), inner)
        elif isinstance(part, str):
            yield Document(part, inner)
        else:
            yield from read_command(part, inner)


_LISTS: dict[str, Callable[[Sequence[object], Spot], Iterator[Finding]]] = {
    "bootcmd": read_script_list,
    "mounts": _read_mounts,
    "runcmd": read_script_list,
    "users": _read_users,
    "write_files": _read_files,
}
"""Modules that are lists, each with a grammar of its own."""

_MAPPINGS: dict[str, Callable[[Mapping[object, object], Spot], Iterator[Finding]]] = {
    "ansible": _read_ansible,
    "chpasswd": _read_passwords,
}
"""Modules that are mappings with a grammar of their own."""
