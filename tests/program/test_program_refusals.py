"""Programs and projects that are no basis for a judgement: one line each, and nothing left behind."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from rempart.errors import InputError
from tests.program.conftest import Write, preview

HELLO = "import pulumi\npulumi.export('hello', 1)\n"

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{one}: &{one} [*{other}, *{other}]\n" for other, one in pairwise("abcdefghijklmnopqrs")
)
"""A few lines that describe a quarter of a million values."""


def refusal(folder: Path, **options: object) -> str:
    """Return the one line that a program is refused with."""
    with pytest.raises(InputError) as refused:
        preview(folder, **options)
    line = refused.value.line()
    assert "\n" not in line
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ValueError('no tag')", "__main__.py:1: the program failed with ValueError: no tag"),
        ("import pulumi\ndef broken(:\n", "__main__.py:2: the program failed with SyntaxError"),
        ("import nonesuch_module", "ModuleNotFoundError"),
        ("import sys\nsys.exit(0)", "__main__.py:2: the program ended itself with status 0"),
        ("import sys\nsys.exit()", "ended itself with status 0"),
        ("exec('def (')", "__main__.py:1: the program failed with SyntaxError"),
        ("import sys\nsys.exit(3)", "ended itself with status 3"),
        ("import sys\nsys.exit('no')", "ended itself with status 1"),
        ("import os\nos._exit(0)", "ended without finishing its preview (status 0)"),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            "ended without finishing its preview (signal SIGKILL)",
        ),
        ("import pulumi\nraise pulumi.RunError('choose a region')", "choose a region"),
        ("import pulumi\npulumi.log.error('refused by the program')", "refused by the program"),
        ("raise KeyboardInterrupt", "the program failed with KeyboardInterrupt"),
        ("import pulumi\npulumi.Config().require('region')", "region"),
    ],
)
def test_a_program_that_fails_is_refused_with_its_cause(program: Write, text: str, said: str) -> None:
    assert said in refusal(program(text))


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        (
            "import nonesuch_module",
            "install what the program requires into its virtual environment, or name an interpre",
        ),
        ("from pulumi import nonesuch", "install what the program requires"),
        ("import os\nopen(os.path.expanduser('~/.ssh/id.pub'))", "a preview has an empty home, without ~/.ssh/id.pub"),
        ("import os\nos.listdir(os.path.expanduser('~/.kube'))", "a preview has an empty home, without ~/.kube"),
        ("import os\nos.environ['USER']", "a preview does not pass the variable USER on"),
        ("import os, sys\ntry:\n    os.environ['USER']\nexcept KeyError:\n    sys.exit(1)", "the variable USER on"),
        (
            "import pulumi\npulumi.Config().require('zone')",
            "set health:zone in Pulumi.dev.yaml, or with --config health:z",
        ),
        ("import pulumi\npulumi.Config().require_int('size')", "set health:size in Pulumi.dev.yaml"),
        (
            "import subprocess\nsubprocess.run(['nonesuch-command'])",
            "install nonesuch-command, or add its folder to PATH",
        ),
        ("import socket\nsocket.create_connection(('127.0.0.1', 1))", "the network does not answer"),
        ("import socket\nraise RuntimeError from socket.gaierror(-2, 'unknown')", "the network does not answer"),
        ("import errno\nraise OSError(errno.ENETUNREACH, 'unreachable')", "the network does not answer"),
    ],
)
def test_what_a_program_wants_from_outside_is_told_instead_of_blaming_it(program: Write, text: str, mend: str) -> None:
    line = refusal(program(text, files={"Pulumi.dev.yaml": "config:\n  health:size: large\n"}))

    assert mend in line
    assert "correct the program" not in line


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("{}['USER']", {}),
        ("open('missing.txt')", {}),
        ("from helpers import nonesuch", {"helpers.py": ""}),
    ],
)
def test_a_mistake_of_the_program_is_the_program_s_to_correct(
    program: Write, text: str, files: Mapping[str, str]
) -> None:
    assert "correct the program" in refusal(program(text, files=files))


def test_a_refusal_of_the_engine_has_its_own_remedy(program: Write) -> None:
    text = "import pulumi\nfor _ in range(2):\n    pulumi.CustomResource('acme:index:Thing', 't')\n"

    line = refusal(program(text))

    assert line.endswith("::t; give one another name")


def test_folders_that_the_preview_made_up_are_written_as_users_write_them(program: Write) -> None:
    text = "import os\nraise ValueError(os.environ['TMPDIR'] + ' ' + os.environ['HOME'])\n"

    assert "ValueError: $TMPDIR ~; correct" in refusal(program(text))


def test_a_program_that_hangs_is_ended_at_the_time_limit(program: Write) -> None:
    assert "did not end within 2 seconds" in refusal(program("import time\ntime.sleep(600)"), timeout=2)


@pytest.mark.parametrize(
    ("project", "said"),
    [
        ("name: health\nruntime: nodejs\n", "runtime nodejs is not supported"),
        ("name: health\n", "runtime is missing"),
        ("runtime: python\n", "name is missing"),
        ("name: a::b\nruntime: python\n", "name is no name for Pulumi"),
        ("name: [health\n", "is not valid YAML"),
        ("- health\n", "does not hold fields"),
        ("name: health\nruntime: python\nmain: elsewhere\n", "the program is missing"),
        (
            "name: health\nruntime: {name: python, options: {virtualenv: nowhere}}\n",
            "virtual environment nowhere is missing",
        ),
    ],
)
def test_a_project_that_cannot_be_read_is_refused(program: Write, project: str, said: str) -> None:
    assert said in refusal(program(HELLO, project=project))


@pytest.mark.parametrize(
    ("files", "stack", "said"),
    [
        ({}, "prod", "there is no stack prod; use one of dev"),
        ({"Pulumi.prod.yaml": ""}, None, "there are several stacks; name one with --stack: dev, prod"),
        ({"Pulumi.dev.yaml": "config: [1]\n"}, "dev", "config does not hold fields"),
        ({"Pulumi.dev.yaml": "config: {a: *x}\n"}, "dev", "Pulumi.dev.yaml:1: is not valid YAML"),
        ({"Pulumi.dev.yaml": "config:\n  a: 1\n  a: 2\n"}, "dev", "Pulumi.dev.yaml:3: is not valid YAML"),
        ({"Pulumi.dev.yaml": "config:\n  a: .inf\n"}, "dev", "Pulumi.dev.yaml:2: is not valid YAML"),
        ({"Pulumi.dev.yaml": "config: {a: &a [*a]}\n"}, "dev", "holds too much, or itself"),
        ({"Pulumi.dev.yaml": LAUGHS}, "dev", "holds too much, or itself"),
        ({"Pulumi.dev.yaml": "", "Pulumi.a b.yaml": ""}, "a b", "--stack is no name for Pulumi"),
    ],
)
def test_a_stack_that_cannot_be_read_is_refused(
    program: Write, files: Mapping[str, str], stack: str | None, said: str
) -> None:
    assert said in refusal(program(HELLO, files=files), stack=stack)


def test_a_stack_configuration_that_is_not_utf8_is_refused(program: Write) -> None:
    folder = program(HELLO)
    (folder / "Pulumi.dev.yaml").write_bytes(b"config:\n  health:name: caf\xe9\n")

    assert "is not UTF-8" in refusal(folder)


def test_a_stack_configuration_without_end_is_refused(program: Write) -> None:
    folder = program(HELLO)
    (folder / "Pulumi.dev.yaml").write_text("# " + "x" * 5_000_000, encoding="utf-8")

    assert "too large" in refusal(folder)


def test_a_folder_without_any_stack_wants_its_name(program: Write) -> None:
    folder = program(HELLO)
    (folder / "Pulumi.dev.yaml").unlink()

    assert "there is no stack configuration; name it with --stack" in refusal(folder, stack=None)


def test_the_only_stack_need_not_be_named(program: Write) -> None:
    assert preview(program(HELLO), stack=None).source.stack == "dev"


def test_an_interpreter_that_does_not_exist_is_refused(program: Write) -> None:
    assert "there is no interpreter" in refusal(program(HELLO), python="no-such-python")


def test_an_interpreter_without_the_sdk_is_refused(program: Write, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {os.path.realpath("/proc/self/exe")} -I -S "$@"\n', encoding="utf-8")
    bare.chmod(0o755)

    assert "lacks the Pulumi SDK" in refusal(program(HELLO), python=str(bare))


def test_an_sdk_that_is_none_of_pulumis_is_refused(program: Write, tmp_path: Path) -> None:
    (tmp_path / "packages" / "pulumi").mkdir(parents=True)
    (tmp_path / "packages" / "pulumi" / "__init__.py").touch()
    bare = tmp_path / "bare"
    environment = f"PYTHONPATH={tmp_path}/packages"
    bare.write_text(f'#!/bin/sh\n{environment} exec {os.path.realpath("/proc/self/exe")} -S "$@"\n', encoding="utf-8")
    bare.chmod(0o755)

    assert "the program's Pulumi SDK cannot be used (ModuleNotFoundError)" in refusal(program(HELLO), python=str(bare))


def test_the_words_of_a_program_are_withheld_when_a_secret_stands_in_them(program: Write) -> None:
    text = """
        import pulumi
        pulumi.CustomResource("acme:index:Thing", "t", {"key": pulumi.Output.secret("hunter2-hunter2")})
        raise ValueError("cannot use hunter2-hunter2")
    """

    line = refusal(program(text))

    assert "hunter2" not in line
    assert "withheld" in line


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("hunter2", "'x' * 297 + db"),
        ("hunter2\\nof-two-lines", "' '.join(db.split())"),
        ("hunter2\\nof-two-lines", "db.splitlines()[0]"),
        ("hun'ter2\\n", "[db]"),
        ("hun\\tter2", "json.dumps(db)"),
        ('{"user": "a", "password": "hunter2"}', "json.loads(db)['password']"),
        ('{"port": 54321}', "json.loads(db)['port']"),
    ],
)
def test_a_secret_is_recognised_however_a_program_writes_it(program: Write, secret: str, words: str) -> None:
    text = f"import json, pulumi\ndb = pulumi.Config().require('db')\nraise ValueError({words})\n"
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n"})

    line = refusal(folder, config={"health:db": secret.replace("\\n", "\n").replace("\\t", "\t")})

    assert "(its words hold a secret and are withheld)" in line


def test_a_secret_of_the_configuration_is_withheld_from_the_words_of_a_failure(program: Write) -> None:
    text = "import pulumi\nraise ValueError(pulumi.Config().require('db'))\n"
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n"})

    line = refusal(folder, config={"health:db": "hunter2-hunter2"})

    assert "hunter2" not in line
    assert "withheld" in line


def test_a_secret_that_is_missing_is_named_with_the_way_to_stand_in_for_it(program: Write) -> None:
    text = "import pulumi\nint(pulumi.Config().require('port'))\n"
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:port: {secure: v1:abc}\n"})

    line = refusal(folder)

    assert "--config KEY=VALUE (health:port)" in line


def test_an_interpreter_is_named_from_where_the_user_is(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Path(sys.prefix)
    monkeypatch.chdir(environment.parent)
    folder = program(HELLO)

    assert preview(folder, python=f"{environment.name}/bin/python").source.stack == "dev"
    assert preview(folder, python=environment.name).source.stack == "dev"


@pytest.mark.parametrize(
    ("tool", "mend"), [("poetry", "poetry env info --executable"), ("uv", "create it with `uv sync`")]
)
def test_the_environment_of_a_tool_is_never_replaced_by_ours(program: Write, tool: str, mend: str) -> None:
    project = f"name: health\nruntime: {{name: python, options: {{toolchain: {tool}}}}}\n"

    assert mend in refusal(program(HELLO, project=project))


def test_a_member_of_a_workspace_runs_with_its_environment(program: Write) -> None:
    project = "name: health\nruntime: {name: python, options: {toolchain: uv}}\n"
    folder = program("", files={"uv.lock": "", "member/Pulumi.yaml": project, "member/__main__.py": HELLO})
    (folder / ".venv").symlink_to(sys.prefix)

    assert preview(folder / "member").source.stack == "dev"


def test_a_temporary_folder_that_is_missing_is_told(program: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = program(HELLO)
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "none"))

    assert "no temporary folder can be made" in refusal(folder)


def test_a_request_that_makes_no_sense_stops_the_preview(program: Write) -> None:
    text = """
        import contextlib, pulumi
        from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest

        with contextlib.suppress(Exception):
            lost = RegisterResourceRequest(type="a:b:C", name="lost", parent="nonsense", custom=True)
            pulumi.runtime.settings.get_monitor().RegisterResource(lost)
    """

    assert "the request could not be read" in refusal(program(text))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("invokes: 7\n", "invokes is not a list"),
        ("invocations: []\n", "invocations is not a field"),
        ("- 1\n", "does not hold fields"),
        ("invokes: [{token: 7, return: {}}]\n", "invokes[0].token is missing"),
        ("invokes: [{token: a}]\n", "invokes[0].return is missing"),
        ("invokes: [{token: a, args: 1, return: {}}]\n", "invokes[0].args"),
        ("invokes: [{token: a, other: 1}]\n", "has other fields"),
        ("invokes: [\n", "is not valid YAML"),
    ],
)
def test_malformed_answers_are_refused(program: Write, tmp_path: Path, answers: str, said: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(answers, encoding="utf-8")

    assert said in refusal(program(HELLO), answers=file)


def test_answers_that_do_not_exist_are_refused(program: Write, tmp_path: Path) -> None:
    assert "cannot be read" in refusal(program(HELLO), answers=tmp_path / "none.yaml")
