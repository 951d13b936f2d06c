"""What an offline preview cannot know is marked, never guessed; what is secret stays so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pulumi.runtime.proto import resource_pb2

from rempart.inputs.options import ReadOptions
from rempart.inputs.program import preview_document
from rempart.inputs.program.answers import Answers
from rempart.inputs.program.monitor import Monitor, RefusedError
from rempart.inputs.program.project import load_project
from rempart.inputs.program.recording import Recording
from rempart.model.deployment import Deployment, GapKind
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN
from tests.program.conftest import Write, preview

OPENSTACK = "import pulumi\nimport pulumi_openstack as openstack\n"
BESIDE = """
external = openstack.networking.get_network(name="Ext")
openstack.networking.Network("n", description=f"beside {external.id}")
"""
NETWORK = "openstack:networking/network:Network"


def resource(deployment: Deployment, name: str) -> Resource:
    """Return a resource by its name."""
    return next(found for found in deployment.resources if found.name == name)


def test_a_lookup_leaves_what_is_built_from_it_unknown(program: Write) -> None:
    text = OPENSTACK + BESIDE

    found = preview(program(text))

    assert resource(found, "n").inputs["description"] is UNKNOWN
    assert [gap.kind for gap in found.gaps] == [GapKind.INVOKE]


def test_a_lookup_is_answered_from_the_answers_file(program: Write, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "invokes: [{token: 'openstack:networking/getNetwork:getNetwork', args: {name: Ext}, return: {id: ext-1}}]\n",
        encoding="utf-8",
    )
    text = OPENSTACK + BESIDE

    found = preview(program(text), answers=answers)

    assert resource(found, "n").inputs["description"] == "beside ext-1"
    assert found.gaps == ()


def test_an_answer_for_other_arguments_is_no_answer(program: Write, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "invokes: [{token: 'openstack:networking/getNetwork:getNetwork', args: {name: Other}, return: {id: x}}]\n",
        encoding="utf-8",
    )
    text = (
        OPENSTACK
        + "n = openstack.networking.get_network(name='Ext')\nopenstack.networking.Network('n', description=n.id)\n"
    )

    assert resource(preview(program(text), answers=answers), "n").inputs["description"] is UNKNOWN


def test_an_existing_resource_that_is_read_is_known_by_its_answer(program: Write, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(f"reads: [{{token: '{NETWORK}', args: {{id: n-1}}, return: {{name: old}}}}]\n", encoding="utf-8")
    text = (
        OPENSTACK
        + "old = openstack.networking.Network.get('old', 'n-1')\n"
        + "openstack.networking.Network('n', description=old.name)\n"
    )
    folder = program(text)

    assert resource(preview(folder, answers=answers), "n").inputs["description"] == "old"
    assert resource(preview(folder), "n").inputs["description"] is UNKNOWN
    assert resource(preview(folder), "old").external


def test_outputs_of_another_stack_are_unknown(program: Write) -> None:
    text = (
        OPENSTACK
        + "base = pulumi.StackReference('org/base/dev')\n"
        + "openstack.networking.Network('n', description=base.get_output('cidr'))\n"
    )

    found = preview(program(text))

    assert resource(found, "n").inputs["description"] is UNKNOWN
    assert {gap.kind for gap in found.gaps} == {GapKind.STACK_REFERENCE}


def test_a_remote_component_hides_what_it_creates(program: Write) -> None:
    text = """
        import pulumi

        class Remote(pulumi.ComponentResource):
            def __init__(self, name, args):
                super().__init__("acme:index:Store", name, args, None, remote=True)

        Remote("store", {"key": pulumi.Output.secret("hunter2-hunter2")})
    """

    folder = program(text)

    found = preview(folder)
    document = preview_document(folder, ReadOptions(stack="dev"))

    assert [(gap.kind, gap.hides_resources) for gap in found.gaps] == [(GapKind.REMOTE_COMPONENT, True)]
    assert resource(found, "store").inputs["key"] is SECRET
    assert "hunter2" not in repr(found)
    assert "hunter2" not in json.dumps(document)


def test_a_secret_reaches_no_document(program: Write) -> None:
    text = OPENSTACK + (
        "key = pulumi.Output.secret('hunter2')\n"
        "openstack.Provider('cloud', auth_url='https://a.example.org', password=key)\n"
        "openstack.networking.Network('n', description=key, value_specs={'a': pulumi.Output.concat('x-', key)})\n"
        "openstack.compute.Keypair('k', public_key=pulumi.Output.json_dumps({'p': key}))\n"
        "pulumi.export('key', {'nested': [key]})\n"
        "pulumi.export('config', pulumi.Config().require_secret('db'))\n"
    )
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n"})
    options = ReadOptions(stack="dev", config={"health:db": "hunter2"})

    shown = json.dumps(preview_document(folder, options)) + repr(preview(folder, config=options.config))

    assert "hunter2" not in shown
    assert "[secret]" in shown


def test_outputs_of_another_stack_that_are_asked_for_in_detail_are_unknown(program: Write) -> None:
    text = OPENSTACK + (
        "async def main():\n"
        "    found = await pulumi.StackReference('org/base/dev').get_output_details('cidr')\n"
        "    openstack.networking.Network('n', description=f'in {found.value}')\n"
        "pulumi.run(main)\n"
    )

    assert resource(preview(program(text)), "n").inputs["description"] is UNKNOWN


def test_outputs_of_another_stack_are_known_by_their_answer(program: Write, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "reads:\n- token: pulumi:pulumi:StackReference\n  args: {id: org/base/dev}\n"
        "  return: {outputs: {cidr: 192.0.2.0/24}}\n",
        encoding="utf-8",
    )
    text = OPENSTACK + (
        "base = pulumi.StackReference('org/base/dev')\n"
        "openstack.networking.Network('n', description=base.require_output('cidr'))\n"
    )

    found = preview(program(text), answers=answers)

    assert resource(found, "n").inputs["description"] == "192.0.2.0/24"
    assert found.gaps == ()


def test_a_dynamic_resource_is_noted(program: Write) -> None:
    text = """
        import pulumi.dynamic as dynamic

        class Nothing(dynamic.ResourceProvider):
            pass

        class Thing(dynamic.Resource):
            def __init__(self, name):
                super().__init__(Nothing(), name, {"made": None})

        Thing("thing")
    """

    assert [gap.kind for gap in preview(program(text)).gaps] == [GapKind.DYNAMIC_PROVIDER]


def test_secure_configuration_is_secret_and_unknown(program: Write) -> None:
    text = OPENSTACK + (
        "config = pulumi.Config()\n"
        "openstack.networking.Network('n', description=config.require_secret('db'), name='n-' + config.require('db'))\n"
    )
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:db: {secure: v1:abc}\n"})

    found = preview(folder)

    assert resource(found, "n").inputs["description"] is SECRET
    assert resource(found, "n").inputs["name"] is UNKNOWN
    assert found.config["health:db"] is SECRET
    assert [(gap.kind, gap.mend) for gap in found.gaps] == [
        (GapKind.SECURE_CONFIG, "stand in for it: --config health:db=VALUE")
    ]


def test_a_value_can_stand_in_for_a_secure_one(program: Write) -> None:
    text = OPENSTACK + "openstack.blockstorage.Volume('v', size=int(pulumi.Config().require('size')))\n"
    folder = program(text, files={"Pulumi.dev.yaml": "config:\n  health:size: {secure: v1:abc}\n"})

    assert resource(preview(folder, config={"size": "7"}), "v").inputs["size"] == 7


def test_a_default_provider_has_the_configuration_of_its_package(program: Write) -> None:
    files = {
        "Pulumi.dev.yaml": (
            "config:\n  openstack:authUrl: https://auth.cloud.ovh.net/v3\n  openstack:password: {secure: v1:abc}\n"
        )
    }

    found = preview(program(OPENSTACK + "openstack.networking.Network('n')\n", files=files))

    provider = next(item for item in found.resources if item.is_provider)
    assert provider.urn == resource(found, "n").provider
    assert (provider.inputs["authUrl"], provider.inputs["password"]) == ("https://auth.cloud.ovh.net/v3", SECRET)


@pytest.mark.parametrize(
    ("stack", "backend", "provider"),
    [
        ("secretsprovider: awskms://alias/x\n", "", "awskms://alias/x"),
        ("encryptionsalt: v1:abc\n", "", "passphrase"),
        ("", "backend: {url: 'file://~'}\n", "passphrase"),
        ("", "backend: {url: 'https://api.pulumi.com'}\n", "default"),
        ("", "", None),
    ],
)
def test_who_encrypts_the_secrets_is_read_as_pulumi_decides_it(
    program: Write, stack: str, backend: str, provider: str | None
) -> None:
    project = f"name: health\nruntime: python\n{backend}"

    found = preview(program("import pulumi", project=project, files={"Pulumi.dev.yaml": stack}))

    assert found.secrets_provider == provider


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("yes", "yes"),
        ("TRUE", "true"),
        ("tRUE", "tRUE"),
        ("~", ""),
        ("12:30:00", "12:30:00"),
        ("0123", "83"),
        ("-0b11", "-3"),
        ("09", "9"),
        ("0o17", "15"),
        ("0x_1F", "31"),
        ("1_000", "1000"),
        ("+5", "5"),
        ("3.0", "3"),
        ("1.10", "1.1"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("2026-11-30", "2026-11-30 00:00:00 +0000 UTC"),
        ("2026-11-30T01:02:03.5+02:00", "2026-11-30 01:02:03.5 +0200 +0200"),
        ("'2026-11-30'", "2026-11-30"),
        ("{e: [1.10, yes, null], 1: a, true: b}", '{"1":"a","e":[1.1,"yes",null],"true":"b"}'),
        ("{<<: {x: 1, y: 1}, y: 2}", '{"x":1,"y":2}'),
    ],
)
def test_yaml_is_read_as_go_reads_it(program: Write, written: str, read_as: str) -> None:
    folder = program("", files={"Pulumi.dev.yaml": f"config:\n  health:a: {written}\n"})

    assert load_project(folder, "dev", {}).config == {"health:a": read_as}


@pytest.mark.parametrize("key", ["region", "health:region", "health:config:region"])
def test_a_key_without_a_project_belongs_to_this_one(program: Write, key: str) -> None:
    folder = program("", files={"Pulumi.dev.yaml": f"config:\n  {key}: GRA11\n"})

    assert load_project(folder, "dev", {}).config == {"health:region": "GRA11"}


@pytest.mark.parametrize(("suffix", "content"), [("yml", "config: {a: b}"), ("json", '{"config": {"a": "b"}}')])
def test_a_stack_is_written_as_its_project_is(program: Write, suffix: str, content: str) -> None:
    folder = program("", files={f"Pulumi.{suffix}": '{"name": "health", "runtime": "python"}'})
    (folder / "Pulumi.yaml").unlink()
    (folder / f"Pulumi.prod.{suffix}").write_text(content, encoding="utf-8")

    project = load_project(folder, None, {})

    assert (project.stack, project.config) == ("prod", {"health:a": "b"})


def test_environments_of_the_service_hide_what_depends_on_them(program: Write) -> None:
    found = preview(program("", files={"Pulumi.dev.yaml": "environment: [production]\n"}))

    assert [(gap.kind, gap.hides_resources) for gap in found.gaps] == [(GapKind.SECURE_CONFIG, True)]


def test_a_method_of_a_component_gives_an_unknown(program: Write) -> None:
    text = OPENSTACK + (
        "class Store(pulumi.ComponentResource):\n"
        "    def __init__(self):\n"
        "        super().__init__('acme:index:Store', 'store', {}, None, remote=True)\n"
        "store = Store()\n"
        "asked = pulumi.runtime.call('acme:index:Store/address', {'__self__': store}, store)\n"
        "openstack.networking.Network('n', description=asked.apply(lambda found: f'at {found}'))\n"
    )

    found = preview(program(text))

    assert resource(found, "n").inputs["description"] is UNKNOWN
    assert GapKind.CALL in {gap.kind for gap in found.gaps}


def test_a_number_of_any_size_is_kept(program: Write) -> None:
    found = preview(program(OPENSTACK + "openstack.networking.Network('n', mtu=10**30)\n"))

    assert resource(found, "n").inputs["mtu"] == 1e30


def test_the_project_declares_configuration_with_defaults(program: Write) -> None:
    declared = "  region: {type: string, default: GRA11}\n  health:size: {value: 3}\n  flat: x\n"
    project = f"name: health\nruntime: python\nconfig:\n{declared}"

    config = preview(program("import pulumi", project=project)).config

    assert config == {"health:region": "GRA11", "health:size": "3", "health:flat": "x"}


def test_an_old_sdk_is_refused_where_it_would_take_unknown_for_none(program: Write) -> None:
    project = load_project(program("import pulumi"), "dev", {})
    monitor = Monitor(project, Answers(), Recording())
    monitor.has_old_sdk = True

    with pytest.raises(RefusedError, match=r"before 3\.256"):
        monitor.Invoke(resource_pb2.ResourceInvokeRequest(tok="acme:index:getThing"))
