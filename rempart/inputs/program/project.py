"""Reads ``Pulumi.yaml`` and the stack's configuration as Pulumi itself does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rempart.errors import InputError
from rempart.inputs.marks import UNKNOWN_TEXT
from rempart.inputs.program.plugins import plugins_of, replaced_hosts
from rempart.inputs.program.yaml_files import read_yaml

NAMES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
"""What Pulumi accepts as the name of a project or a stack."""
_SECURE = "secure"
_SERVICES = ("https://", "http://")
"""What the URL of a backend begins with that is a service like Pulumi Cloud, rather than a store."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project and one of its stacks. ``secret_keys`` are the configuration keys whose values are secret."""

    folder: Path
    name: str
    stack: str
    main: Path
    options: Mapping[str, Any]
    config: Mapping[str, str]
    secret_keys: frozenset[str]
    backend: str | None
    secrets_provider: str | None
    withheld: frozenset[str] = field(default_factory=frozenset)
    """Secret keys whose plaintext is not known here."""
    plugins: Mapping[str, str] = field(default_factory=dict)
    """By package, where the project takes its plugin from instead of where Pulumi looks by itself."""
    replaced_hosts: tuple[str, ...] = ()
    """Languages and analyzers that the project runs with a plugin of its own."""
    imports_configuration: bool = False
    """Whether the stack takes more configuration from environments that Pulumi's service keeps."""


def load_project(folder: Path, stack: str | None, overrides: Mapping[str, str]) -> Project:
    """Read a project folder. ``overrides`` are values by full key; they stand in for secure ones too.

    Raises InputError when the project, or the stack, is missing, malformed, or of another runtime than Python.
    """
    file = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if file is None:
        raise InputError("there is no Pulumi.yaml", where=str(folder), mend="name the folder that holds it")
    project = read_yaml(file)
    name = project.get("name")
    if not isinstance(name, str) or not name:
        raise InputError("name is missing", where=str(file), mend="add `name: my-project`")
    _refuse_odd_name(name, "name", str(file))
    options = _python_options(project.get("runtime"), file)
    configs = folder / _config_folder(project)
    chosen = _choose(stack, configs, file)
    settings = configs / _settings_of(chosen, file)
    own = read_yaml(settings) if settings.is_file() else {}
    stated = {_full_key(key, name): value for key, value in _table(own, "config", settings).items()}
    backend = _backend(project)
    return _settle(
        Project(
            folder=folder,
            name=name,
            stack=chosen,
            main=_main(project, folder, file),
            options=options,
            config={},
            secret_keys=frozenset(),
            backend=backend,
            secrets_provider=_secrets_provider(own, backend),
            plugins=plugins_of(project),
            replaced_hosts=replaced_hosts(project),
            imports_configuration=bool(own.get("environment")),
        ),
        {**_defaults(project, name), **stated},
        {_full_key(key, name): value for key, value in overrides.items()},
    )


def working_folder(folder: Path) -> Path:
    """Return the folder in which Pulumi starts a program and its providers: that of ``main``.

    It is written as ``folder`` is. Raises InputError for a project file that cannot be read.
    """
    file = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    named = read_yaml(file).get("main") if file is not None else None
    main = folder / named if isinstance(named, str) else folder
    return main if main.is_dir() else main.parent


def _settle(project: Project, raw: Mapping[str, Any], overrides: Mapping[str, str]) -> Project:
    config: dict[str, str] = {}
    secret: set[str] = set()
    withheld: set[str] = set()
    for key, value in raw.items():
        plain, is_secret = _revealed(value)
        config[key] = _text(plain)
        if is_secret:
            secret.add(key)
            withheld.add(key)
    config.update(overrides)
    withheld -= overrides.keys()
    return replace(project, config=config, secret_keys=frozenset(secret), withheld=frozenset(withheld))


def _full_key(key: str, project: str) -> str:
    """Return a configuration key with its namespace; older stacks write ``aws:config:region``."""
    if ":" not in key:
        return f"{project}:{key}"
    namespace, _, rest = key.partition(":")
    return f"{namespace}:{rest.removeprefix('config:')}"


def _table(content: Mapping[str, Any], name: str, file: Path) -> dict[str, Any]:
    table = content.get(name)
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(key, str) for key in table):
        raise InputError(f"{name} does not hold fields", where=str(file), mend="write `project:key: value` below it")
    return table


def _python_options(runtime: object, file: Path) -> dict[str, Any]:
    name = runtime.get("name") if isinstance(runtime, dict) else runtime
    if name != "python":
        told = f"runtime {name}" if isinstance(name, str) else "runtime is missing"
        mend = "only Python programs run offline: give `pulumi preview --json` of it instead"
        raise InputError(f"{told} is not supported" if isinstance(name, str) else told, where=str(file), mend=mend)
    options = runtime.get("options") if isinstance(runtime, dict) else None
    return options if isinstance(options, dict) else {}


def _config_folder(project: Mapping[str, Any]) -> str:
    named = project.get("stackConfigDir") or project.get("config")
    return named if isinstance(named, str) else "."


def _settings_of(stack: str, project_file: Path) -> str:
    """Return the name of a stack's file: written like the project's, with the stack's name inside."""
    return f"Pulumi.{stack}{project_file.suffix}"


def _choose(stack: str | None, configs: Path, file: Path) -> str:
    """Return the stack to preview: the one asked for, or the only one there is."""
    known = sorted(found.name[len("Pulumi.") : -len(file.suffix)] for found in configs.glob(_settings_of("*", file)))
    if stack is None:
        if len(known) == 1:
            return known[0]
        told = f"name one with --stack: {', '.join(known)}" if known else "name it with --stack"
        what = "there are several stacks" if known else "there is no stack configuration"
        raise InputError(what, where=str(file.parent), mend=told)
    stack = stack.rpartition("/")[2]
    if known and stack not in known:
        raise InputError(f"there is no stack {stack}", where=str(configs), mend=f"use one of {', '.join(known)}")
    _refuse_odd_name(stack, "--stack", str(file.parent))
    return stack


def _refuse_odd_name(name: str, what: str, where: str) -> None:
    if not _NAME.fullmatch(name):
        mend = "use letters, digits, hyphens, underscores and periods, 100 at most"
        raise InputError(f"{what} is no name for Pulumi", where=where, mend=mend)


def _main(project: Mapping[str, Any], folder: Path, file: Path) -> Path:
    named = project.get("main")
    main = folder / (named if isinstance(named, str) else ".")
    program = main / "__main__.py" if main.is_dir() else main
    if not program.is_file():
        raise InputError("the program is missing", where=str(program), mend=f"write it, or correct main in {file.name}")
    return main


def _backend(project: Mapping[str, Any]) -> str | None:
    backend = project.get("backend")
    url = backend.get("url") if isinstance(backend, dict) else None
    return url if isinstance(url, str) and url else None


def _secrets_provider(stack: Mapping[str, Any], backend: str | None) -> str | None:
    """Return who encrypts the stack's secrets, None when nothing here says so.

    Where the stack names nobody, Pulumi's own service does it for stacks that it keeps, and a passphrase elsewhere.
    """
    provider = stack.get("secretsprovider")
    if isinstance(provider, str) and provider:
        return provider
    if stack.get("encryptionsalt") or (backend and not backend.startswith(_SERVICES)):
        return "passphrase"
    return "default" if backend else None


def _defaults(project: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the values that the project gives its configuration: plain ones, and those of typed declarations."""
    declared = project.get("config")
    found: dict[str, Any] = {}
    for key, value in declared.items() if isinstance(declared, dict) else ():
        full = _full_key(key, name)
        if not isinstance(value, dict):
            found[full] = value
        elif "value" in value or "default" in value:
            found[full] = value.get("value", value.get("default"))
    return found


def _revealed(value: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any value of YAML
    """Return a value with the engine's mark for unknown in place of what is encrypted, and whether there was any."""
    if isinstance(value, dict):
        if set(value) == {_SECURE} and isinstance(value[_SECURE], str):
            return UNKNOWN_TEXT, True
        pairs = {key: _revealed(item) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, any(hidden for _, hidden in pairs.values())
    if isinstance(value, list):
        items = [_revealed(item) for item in value]
        return [item for item, _ in items], any(hidden for _, hidden in items)
    return value, False


def _text(value: Any) -> str:  # noqa: ANN401 - any value of YAML
    """Return a value as the text that configuration holds of it: objects and lists as JSON, nothing as nothing."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), sort_keys=True)
