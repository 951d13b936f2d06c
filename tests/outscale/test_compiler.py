"""What the provider reads at run time is what the document and the overlay say, byte for byte."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outscale_compiler.compiler import compile_package
from outscale_compiler.document import CompileError, Document, read_document
from outscale_compiler.rows import compile_row

ROOT = Path(__file__).parents[2]
PROVIDER = ROOT / "providers/outscale/outscale_provider"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document()


def test_the_committed_table_and_schema_are_what_the_document_and_the_overlay_say(document: Document) -> None:
    package = compile_package(document)

    assert package.table == (PROVIDER / "table.json").read_bytes()
    assert package.schema == (PROVIDER / "schema.json").read_bytes()


def test_the_order_of_the_document_does_not_change_a_byte(document: Document) -> None:
    shuffled = Document(_reversed(document.tree))

    assert compile_package(shuffled) == compile_package(document)


def test_the_command_says_when_a_file_is_stale() -> None:
    command = [sys.executable, str(ROOT / "providers/outscale/compile.py"), "--check"]

    assert subprocess.run(command, check=False).returncode == 0


def test_a_call_that_the_document_lost_is_named(document: Document) -> None:
    older = copy.deepcopy(dict(document.tree))
    del older["paths"]["/CreateNet"]

    with pytest.raises(CompileError, match="Net: the document has no call CreateNet"):
        compile_row("Net", {}, Document(older))


def test_a_filter_that_the_document_lost_is_named(document: Document) -> None:
    with pytest.raises(CompileError, match="ReadNets has no filter Nets; it has DhcpOptionsSetIds"):
        compile_row("Net", {"filter": "Nets"}, document)


def test_a_word_of_the_overlay_that_means_nothing_is_named(document: Document) -> None:
    with pytest.raises(CompileError, match="Net: the overlay has no such key: wiat"):
        compile_row("Net", {"wiat": ["pending"]}, document)


def test_every_kind_can_be_made_and_looked_at(document: Document) -> None:
    table = json.loads(compile_package(document).table)["resources"]

    calls = {row[call] for row in table.values() for call in ("create", "read", "update", "delete") if row.get(call)}

    assert len(table) >= 57
    assert calls <= set(document.operations())


def test_each_secret_is_marked_in_the_schema() -> None:
    schema = json.loads((PROVIDER / "schema.json").read_bytes())

    marked = {
        f"{token.rsplit(':', 1)[1]}.{name}"
        for token, resource in schema["resources"].items()
        for name, described in (resource["properties"] | resource["inputProperties"]).items()
        if described.get("secret")
    }

    assert marked == {
        "AccessKey.secretKey",
        "DirectLinkInterface.bgpKey",
        "Image.fileLocation",
        "Keypair.privateKey",
        "ServerCertificate.privateKey",
        "Snapshot.fileLocation",
        "Vm.userData",
        "VpnConnection.clientGatewayConfiguration",
        "VpnConnection.vpnOptions",
    }


@pytest.mark.skipif(shutil.which("pulumi") is None, reason="no pulumi on PATH: its generator writes the SDK")
def test_the_committed_sdk_is_what_the_generator_writes() -> None:
    command = [sys.executable, str(ROOT / "scripts/outscale_sdk.py"), "--check"]

    assert subprocess.run(command, check=False).returncode == 0


def test_the_sdk_knows_every_kind_each_of_its_inputs_and_the_version_of_the_schema() -> None:
    schema = json.loads((PROVIDER / "schema.json").read_bytes())
    sdk = ROOT / "providers/outscale/sdk/python/pulumi_outscale"

    sources = "".join(path.read_text(encoding="utf-8") for path in sdk.glob("*.py"))

    assert [token for token in schema["resources"] if f"'{token}'" not in sources] == []
    assert [
        f"{token} {name}"
        for token, resource in schema["resources"].items()
        for name in resource["inputProperties"]
        if f'__props__.__dict__["{_snake(name)}"]' not in (sdk / _module(token)).read_text(encoding="utf-8")
    ] == []
    assert json.loads((sdk / "pulumi-plugin.json").read_bytes())["version"] == schema["version"]


def _module(token: str) -> str:
    return f"{_snake(token.rpartition('/')[2].partition(':')[0])}.py"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _reversed(value: Any) -> Any:
    """Turn the order of all keys around; that of lists means something."""
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(part) for part in value] if isinstance(value, list) else value
