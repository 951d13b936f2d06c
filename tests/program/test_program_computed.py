"""What packages compute from known values is known to an offline preview, as it is where the program is deployed."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from pulumi.runtime.proto import resource_pb2

from rempart.inputs.marks import SIGNATURE
from rempart.inputs.options import ReadOptions
from rempart.inputs.program import preview_document
from rempart.inputs.program.computed import asks_nobody
from rempart.inputs.program.functions.cloudinit import CONFIG, GET_CONFIG
from rempart.inputs.program.providers import Plugin
from rempart.model.deployment import Deployment, GapKind
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN
from tests.program.conftest import Write, preview

START = f"""
import pulumi
import pulumi_openstack as openstack

def ask(function, **arguments):
    return pulumi.runtime.invoke_output(f"std:index:{{function}}", arguments).apply(lambda found: found["result"])

def render(**arguments):
    return pulumi.runtime.invoke_output("{GET_CONFIG}", arguments).apply(lambda found: found["rendered"])

class Config(pulumi.CustomResource):
    def __init__(self, name, opts=None, **arguments):
        super().__init__("{CONFIG}", name, {{**arguments, "rendered": None}}, opts)

def tell(value):
    openstack.networking.Network("told", description=value)

"""
SCRIPT = "#!/bin/sh\\ncurl -T records.tar https://backup.example.com/\\n"


def told(found: Deployment) -> Resource:
    """Return the resource that the program told the value."""
    return next(resource for resource in found.resources if resource.name == "told")


def known(found: Deployment) -> str:
    """Return the text that the program told."""
    value = told(found).inputs["description"]
    assert isinstance(value, str)
    return value


def test_a_function_over_a_known_text_is_computed(program: Write) -> None:
    found = preview(program(START + f'tell(ask("base64encode", input="{SCRIPT}"))\n'))

    assert "backup.example.com" in base64.b64decode(known(found)).decode()
    assert found.gaps == ()


def test_a_function_that_is_asked_at_once_is_computed(program: Write) -> None:
    asked = 'pulumi.runtime.invoke("std:index:upper", {"input": "gra"}).value["result"]'

    found = preview(program(START + f'if {asked} == "GRA":\n    tell({asked})\n'))

    assert known(found) == "GRA"
    assert found.gaps == ()


def test_what_one_function_gives_another_takes(program: Write) -> None:
    text = START + (
        'lines = ask("split", separator=",", text="a,b")\n'
        'tell(ask("base64encode", input=ask("join", separator=".", input=lines)))\n'
    )

    assert known(preview(program(text))) == base64.b64encode(b"a.b").decode()


def test_a_resource_that_is_not_there_yet_does_not_delay_what_is_made_of_its_known_values(program: Write) -> None:
    text = START + 'tell(ask("upper", input=openstack.networking.Network("n", name="records").name))\n'

    assert known(preview(program(text))) == "RECORDS"


def test_a_rendered_document_reaches_the_resource_that_takes_it(program: Write) -> None:
    found = preview(program(START + f'tell(render(parts=[{{"content": "{SCRIPT}", "filename": "a.sh"}}]))\n'))

    document = gzip.decompress(base64.b64decode(known(found))).decode()
    assert 'filename="a.sh"' in document
    assert "https://backup.example.com/" in document


def test_the_resource_that_renders_does_as_the_function(program: Write) -> None:
    arguments = f'gzip=False, base64Encode=False, parts=[{{"content": "{SCRIPT}"}}]'

    by_resource = preview(program(START + f'tell(Config("c", {arguments}).rendered)\n'))
    by_function = preview(program(START + f"tell(render({arguments}))\n"))

    assert known(by_resource) == known(by_function)
    assert by_resource.gaps == ()


def test_what_is_made_of_an_unknown_is_unknown(program: Write) -> None:
    identifier = 'openstack.networking.Network("n").id'

    for made in (
        f'ask("base64encode", input={identifier})',
        f'ask("join", separator=",", input=["a", {identifier}])',
        f'Config("c", parts=[{{"content": "a"}}, {{"content": {identifier}}}]).rendered',
    ):
        assert told(preview(program(START + f"tell({made})\n"))).inputs["description"] is UNKNOWN


def test_a_text_that_is_partly_unknown_makes_the_result_unknown(program: Write) -> None:
    text = START + 'tell(ask("base64encode", input="password=" + pulumi.Config().require("db")))\n'
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n"})

    found = preview(folder)

    assert told(found).inputs["description"] is UNKNOWN
    assert {gap.kind for gap in found.gaps} == {GapKind.SECURE_CONFIG, GapKind.INVOKE}
    assert any("not known yet" in gap.message for gap in found.gaps)


@pytest.mark.parametrize(
    "made",
    [
        'ask("base64encode", input=key)',
        'ask("join", separator=",", input=["a", key])',
        'render(parts=[{"content": key}])',
        'Config("c", parts=[{"content": key}]).rendered',
        'Config("c", pulumi.ResourceOptions(additional_secret_outputs=["rendered"]), parts=[{"content": ""}]).rendered',
    ],
)
def test_what_is_made_of_a_secret_is_secret(program: Write, made: str) -> None:
    folder = program(START + f"key = pulumi.Output.secret('https://hunter2.example.com')\ntell({made})\n")

    found = preview(folder)
    shown = json.dumps(preview_document(folder, ReadOptions(stack="dev"))) + repr(found)

    assert told(found).inputs["description"] is SECRET
    assert "hunter2" not in shown
    assert base64.b64encode(b"https://hunter2").decode()[:16] not in shown


def test_what_is_made_of_a_secret_is_searched_as_other_secrets_are(program: Write) -> None:
    text = START + (
        "key = pulumi.Output.secret('https://hunter2.example.com')\n"
        'tell(Config("c", gzip=False, base64Encode=False, parts=[{"content": key}]).rendered)\n'
    )

    sealed = told(preview(program(text))).sealed["description"]

    assert sealed.search(lambda content: "https://hunter2.example.com" in str(content))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ('ask("regex", pattern="a+", string="aa")', "regular expressions are not computed here"),
        ('ask("uuid")', "its result is another one each time"),
        ('ask("base64encode", input=7)', "its argument input is not a text"),
        ('ask("base64encode")', "its argument input is missing"),
        ('ask("base64encode", input="a", text="b")', "it has no argument of a name that it is given"),
        ('ask("base64encode", input=pulumi.StringAsset("a"))', "it is about files or resources of the engine"),
        ('ask("newest", input="a")', "it is not known here"),
        ("ask(\"jsondecode\", input='{\"a\":' * 150 + '1' + '}' * 150)", "its result nests too deep"),
        ('ask("sum", input=[1.5e308, 1.5e308])', "its result is no number"),
        (f'ask("jsondecode", input=\'{{"{SIGNATURE}": "a"}}\')', "it is about files or resources of the engine"),
        ("render(parts=[])", "its argument parts is empty"),
    ],
)
def test_what_is_not_computed_is_unknown_and_told(program: Write, asked: str, reason: str) -> None:
    found = preview(program(START + f"tell({asked})\n"))

    assert told(found).inputs["description"] is UNKNOWN
    assert [gap.kind for gap in found.gaps] == [GapKind.INVOKE]
    assert reason in found.gaps[0].message


def test_a_resource_that_its_provider_would_refuse_renders_nothing(program: Write) -> None:
    found = preview(program(START + 'tell(Config("c", base64Encode=False, parts=[{"content": "a"}]).rendered)\n'))

    assert told(found).inputs["description"] is UNKNOWN
    assert [gap.message.partition(":")[0] for gap in found.gaps] == ["c gets an unknown result from cloudinit"]


def test_an_answer_of_the_user_comes_before_what_is_computed(program: Write, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("invokes: [{token: 'std:index:upper', return: {result: mine}}]\n", encoding="utf-8")

    assert known(preview(program(START + 'tell(ask("upper", input="a"))\n'), answers=answers)) == "mine"


def test_a_file_beside_the_program_is_read(program: Write) -> None:
    text = START + 'tell(ask("file", input="./machine/start.sh"))\n'

    assert known(preview(program(text, files={"machine/start.sh": "echo é\n"}))) == "echo é\n"


def test_a_command_is_never_run(program: Write, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    text = START + (
        f'run = pulumi.runtime.invoke_output("command:local:run", {{"command": "touch {mark}"}})\n'
        'tell(run.apply(lambda found: found["stdout"]))\n'
    )

    found = preview(program(text))

    assert told(found).inputs["description"] is UNKNOWN
    assert not mark.exists()


def test_a_plugin_from_elsewhere_is_not_computed(program: Write) -> None:
    text = START + (
        'elsewhere = pulumi.InvokeOptions(plugin_download_url="https://plugins.example.org")\n'
        'found = pulumi.runtime.invoke_output("std:index:upper", {"input": "a"}, elsewhere)\n'
        'tell(found.apply(lambda found: found["result"]))\n'
    )

    assert told(preview(program(text))).inputs["description"] is UNKNOWN


def test_a_provider_from_elsewhere_is_not_computed(program: Write) -> None:
    text = START + (
        'url = pulumi.ResourceOptions(plugin_download_url="https://plugins.example.org")\n'
        'provider = pulumi.ProviderResource("cloudinit", "p", {}, url)\n'
        "own = pulumi.ResourceOptions(provider=provider)\n"
        'tell(Config("c", opts=own, parts=[{"content": "a"}]).rendered)\n'
    )

    assert told(preview(program(text))).inputs["description"] is UNKNOWN


@pytest.mark.parametrize(
    ("base", "url", "computed"),
    [
        ("terraform-provider", "registry.opentofu.org/hashicorp/cloudinit", True),
        ("terraform-provider", "registry.opentofu.org/acme/cloudinit", False),
        ("acme-provider", "registry.opentofu.org/hashicorp/cloudinit", False),
    ],
)
def test_the_same_provider_through_the_bridge_is_computed(base: str, url: str, *, computed: bool) -> None:
    value = json.dumps({"remote": {"url": url, "version": "2.3.7"}}).encode()
    parameter = resource_pb2.Parameterization(name="cloudinit", version="2.3.7", value=value)

    assert asks_nobody(GET_CONFIG, Plugin("cloudinit", parameter=parameter, base=base)) is computed


def test_a_parameter_that_cannot_be_read_names_no_provider() -> None:
    parameter = resource_pb2.Parameterization(name="cloudinit", value=b"{}")

    assert not asks_nobody(GET_CONFIG, Plugin("cloudinit", parameter=parameter, base="terraform-provider"))
