"""The parts of the engine's wire that few programs use."""

from __future__ import annotations

import sys

import pytest
from pulumi.runtime.proto import resource_pb2

from rempart.errors import InputError
from rempart.inputs.marks import SIGNATURE, UNKNOWN_TEXT
from rempart.inputs.program.providers import is_disabled, plugin_of
from rempart.inputs.program.wire import (
    OUTPUT,
    as_outputs,
    from_outputs,
    from_struct,
    planned_outputs,
    secret,
    secret_texts,
    to_struct,
)
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from rempart.model.values import SECRET, UNKNOWN
from tests.program.conftest import Write, preview

OPENSTACK = "import pulumi\nimport pulumi_openstack as openstack\n"


def resource(deployment: Deployment, name: str) -> Resource:
    """Return a resource by its name."""
    return next(found for found in deployment.resources if found.name == name)


def test_secrets_and_unknowns_survive_the_way_to_a_transform_and_back() -> None:
    values = {"a": secret("x"), "b": UNKNOWN_TEXT, "c": [{"d": secret(UNKNOWN_TEXT)}, 1], "e": "plain"}
    found: set[str] = set()

    back = from_outputs(as_outputs(values), found)

    assert back == values


def test_values_come_by_name_whatever_order_the_wire_keeps_them_in() -> None:
    names = [f"name-{number}" for number in range(40)]

    assert list(from_struct(to_struct({name: {"b": 1, "a": 2} for name in reversed(names)}))) == sorted(names)


def test_dependencies_travel_with_a_value() -> None:
    found: set[str] = set()

    from_outputs(as_outputs("x", ["urn:a"]), found)

    assert found == {"urn:a"}
    assert as_outputs("x", ["urn:a"]) == {SIGNATURE: OUTPUT, "value": "x", "dependencies": ["urn:a"]}


def test_a_list_of_objects_may_be_completed_by_the_provider() -> None:
    assert planned_outputs({"a": [{"b": 1}], "c": ["d"]}) == {"a": UNKNOWN_TEXT, "c": ["d"]}


def test_texts_inside_secrets_are_found_wherever_they_are() -> None:
    assert secret_texts({"a": secret({"b": ["x"]}), "c": "y", "d": secret(UNKNOWN_TEXT)}) == {"x"}


@pytest.mark.parametrize(
    ("config", "disabled"),
    [({}, False), ({"*"}, True), ({"openstack"}, True), ({"aws"}, False)],
)
def test_default_providers_can_be_forbidden(config: set[str], disabled: bool) -> None:  # noqa: FBT001 - a row of the table
    text = "[" + ",".join(f'"{name}"' for name in sorted(config)) + "]"

    assert is_disabled("openstack", {"pulumi:disable-default-providers": text}) is disabled


def test_a_list_that_cannot_be_read_forbids_nothing() -> None:
    assert not is_disabled("openstack", {"pulumi:disable-default-providers": "[nonsense"})


def test_a_parameterized_plugin_serves_the_package_that_it_was_asked_for() -> None:
    parameter = resource_pb2.Parameterization(name="scaleway", version="2.50.0", value=b"{}")
    registered = resource_pb2.RegisterPackageRequest(
        name="terraform-provider", version="0.10.0", download_url="https://get.example.org", parameterization=parameter
    )

    plugin = plugin_of("scaleway", version="", url="", checksums={}, registered=registered)
    inputs: dict[str, object] = {}
    plugin.complete(inputs)

    assert plugin.default_name == "default_2_50_0_https_/get.example.org"
    assert inputs["version"] == "2.50.0"


def test_checksums_of_a_plugin_are_kept_in_hexadecimal() -> None:
    inputs: dict[str, dict[str, object]] = {}

    plugin_of("acme", version="1.0.0", url="", checksums={"linux": b"\x01"}, registered=None).complete(inputs)

    assert inputs["__internal"]["pluginChecksums"] == {"linux": "01"}


def test_packages_are_registered_and_served(program: Write) -> None:
    text = """
        import base64, pulumi, pulumi.runtime

        async def package():
            value = base64.b64encode(b"{}").decode()
            base = "terraform-provider", "0.10.0", ""
            return await pulumi.runtime.register_package(*base, "scaleway", "2.50.0", value)

        class Bucket(pulumi.CustomResource):
            def __init__(self, name):
                token = "scaleway:index/objectBucket:ObjectBucket"
                super().__init__(token, name, {"name": name}, None, False, package())

        Bucket("records")
    """

    found = preview(program(text))

    assert resource(found, "records").provider == resource(found, "default_2_50_0").urn


def test_transforms_rewrite_options_inputs_and_calls(program: Write) -> None:
    text = OPENSTACK + (
        "def guard(args):\n"
        "    return pulumi.ResourceTransformResult(\n"
        "        {**args.props, 'description': 'seen'},\n"
        "        pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True,\n"
        "            custom_timeouts=pulumi.CustomTimeouts(create='1h30m'))))\n"
        "async def name(args):\n"
        "    return pulumi.InvokeTransformResult({**args.args, 'name': 'other'}, args.opts)\n"
        "pulumi.runtime.register_resource_transform(guard)\n"
        "pulumi.runtime.register_invoke_transform(name)\n"
        "found = openstack.networking.get_network_output(name='Ext')\n"
        "openstack.networking.Network('n', name=found.name, opts=pulumi.ResourceOptions(\n"
        "    transforms=[lambda args: pulumi.ResourceTransformResult({**args.props, 'shared': False}, args.opts)]))\n"
    )

    network = resource(preview(program(text)), "n")

    assert network.inputs["description"] == "seen"
    assert network.inputs["shared"] is False
    assert network.inputs["name"] is UNKNOWN
    assert network.protect


def test_options_are_inherited_from_the_parent(program: Write) -> None:
    text = OPENSTACK + (
        "cloud = openstack.Provider('cloud', auth_url='https://a.example.org', password=pulumi.Output.secret('x'))\n"
        "group = pulumi.ComponentResource('health:web:Group', 'group', None,\n"
        "    pulumi.ResourceOptions(protect=True, retain_on_delete=True, providers=[cloud]))\n"
        "inner = pulumi.ComponentResource('health:web:Group', 'inner', None, pulumi.ResourceOptions(parent=group))\n"
        "openstack.networking.Network('n', opts=pulumi.ResourceOptions(parent=inner))\n"
    )

    found = preview(program(text))

    assert resource(found, "n").provider == resource(found, "cloud").urn
    assert resource(found, "n").protect
    assert resource(found, "cloud").inputs["password"] is SECRET


def test_a_name_that_cannot_be_shown_is_refused(program: Write) -> None:
    with pytest.raises(InputError, match="cannot be shown"):
        preview(program(OPENSTACK + "openstack.networking.Network('n\\x1b[2J')\n"))


def test_a_resource_of_an_interpreter_of_its_own_is_previewed(program: Write) -> None:
    folder = program(OPENSTACK + "openstack.networking.Network('n')\n")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)

    # A link to an environment's Python is not that environment; naming it is.
    assert resource(preview(folder, python=sys.executable), "n").type == "openstack:networking/network:Network"
