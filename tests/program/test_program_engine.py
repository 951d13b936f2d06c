"""What the engine refuses is refused; what programs ask of it beside registering resources is answered."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.model.deployment import Deployment, GapKind
from rempart.model.resource import Resource
from rempart.model.values import UNKNOWN
from tests.program.conftest import Write, preview

PROGRAMS = Path(__file__).resolve().parents[1] / "fixtures" / "programs"
OPENSTACK = "import pulumi\nimport pulumi_openstack as openstack\n"


def resource(deployment: Deployment, name: str) -> Resource:
    """Return a resource by its name."""
    return next(found for found in deployment.resources if found.name == name)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("p12-exception", "__main__.py:3: the program failed with ValueError: missing tag"),
        ("p15-duplicate", "__main__.py:3: two resources have the URN"),
        ("p16-applyfail", "__main__.py:3: the program failed with KeyError: 'in apply'"),
        ("p17-denied", "__main__.py:2: default provider for openstack is disabled"),
    ],
)
def test_what_fails_in_the_real_engine_is_refused(program: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        preview(PROGRAMS / program)

    assert said in refused.value.line()


def test_a_lookup_that_fails_in_the_real_engine_for_want_of_a_cloud_is_unknown() -> None:
    found = preview(PROGRAMS / "p10-invoke")

    assert resource(found, "s").inputs["networkId"] is UNKNOWN
    assert resource(found, "vm").inputs["metadata"] == {"built": UNKNOWN}
    assert {gap.kind for gap in found.gaps} == {GapKind.INVOKE, GapKind.READ}


def test_resource_hooks_are_noted_and_error_hooks_need_not_be(program: Write) -> None:
    text = OPENSTACK + (
        "hook = pulumi.ResourceHook('hook', lambda args: None)\n"
        "failing = pulumi.ErrorHook('failing', lambda args: False)\n"
        "openstack.networking.Network('n', opts=pulumi.ResourceOptions(\n"
        "    hooks=pulumi.ResourceHookBinding(before_create=[hook], on_error=[failing])))\n"
    )

    assert [gap.kind for gap in preview(program(text)).gaps] == [GapKind.RESOURCE_HOOK]


def test_a_transform_sees_what_was_said_of_replacing(program: Write) -> None:
    text = OPENSTACK + (
        "seen = []\n"
        "def look(args):\n"
        "    seen.append(args.opts.delete_before_replace)\n"
        "n = openstack.networking.Network('n', opts=pulumi.ResourceOptions(\n"
        "    delete_before_replace=True, transforms=[look]))\n"
        "pulumi.export('seen', n.urn.apply(lambda _: seen))\n"
    )

    assert preview(program(text)).resources[0].outputs["seen"] == [True]


def test_a_component_that_is_passed_around_keeps_its_outputs(program: Write) -> None:
    text = """
        import pulumi
        from pulumi.runtime.proto.resource_pb2 import ResourceInvokeRequest
        from google.protobuf.json_format import ParseDict

        monitor = pulumi.runtime.settings.get_monitor()

        class Group(pulumi.ComponentResource):
            def __init__(self):
                super().__init__("health:web:Group", "group")
                self.register_outputs({"size": 3})

        def look_up(urn):
            asked = ResourceInvokeRequest(tok="pulumi:pulumi:getResource", args={"urn": urn})
            return dict(getattr(monitor.Invoke(asked), "return")["state"])

        async def main():
            group = Group()
            await group.urn.future()
            import asyncio
            await asyncio.sleep(0.3)
            return {"state": look_up(await group.urn.future())}

        pulumi.run(main)
    """

    assert preview(program(text)).resources[0].outputs["state"] == {"size": 3}


def test_a_resource_that_nobody_registered_is_not_found(program: Write) -> None:
    text = """
        import pulumi
        from pulumi.runtime.proto.resource_pb2 import ResourceInvokeRequest

        asked = ResourceInvokeRequest(tok="pulumi:pulumi:getResource", args={"urn": "urn:pulumi:dev::health::a:b:C::x"})
        pulumi.runtime.settings.get_monitor().Invoke(asked)
    """

    with pytest.raises(InputError, match="there is no resource urn:pulumi:dev::health::a:b:C::x"):
        preview(program(text))


def test_a_lookup_with_a_provider_of_its_own_needs_no_default_one(program: Write) -> None:
    text = OPENSTACK + (
        "cloud = openstack.Provider('cloud', auth_url='https://auth.example.org')\n"
        "openstack.networking.get_network_output(name='Ext', opts=pulumi.InvokeOutputOptions(provider=cloud))\n"
    )

    assert [item.name for item in preview(program(text)).resources if item.is_provider] == ["cloud"]


def test_a_lookup_of_something_to_be_created_waits_for_it_and_is_no_gap(program: Write) -> None:
    text = OPENSTACK + (
        "n = openstack.networking.Network('n')\n"
        "openstack.networking.get_subnet_output(network_id=n.id)\n"
        "found = openstack.networking.get_network_output(name='n', opts=pulumi.InvokeOutputOptions(depends_on=[n]))\n"
        "openstack.networking.Network('m', description=found.id)\n"
    )

    found = preview(program(text))

    assert resource(found, "m").inputs["description"] is UNKNOWN
    assert found.gaps == ()


def test_the_environment_beside_the_project_runs_it(program: Write) -> None:
    folder = program("import pulumi, sys\npulumi.export('prefix', sys.executable)\n")
    (folder / "venv").symlink_to(sys.prefix)

    assert preview(folder).resources[0].outputs["prefix"] == str(folder / "venv" / "bin" / "python")


def test_a_named_environment_runs_it(program: Write) -> None:
    project = "name: health\nruntime: {name: python, options: {virtualenv: mine}}\n"
    folder = program("import pulumi, sys\npulumi.export('prefix', sys.executable)\n", project=project)
    (folder / "mine").symlink_to(sys.prefix)

    assert preview(folder).resources[0].outputs["prefix"] == str(folder / "mine" / "bin" / "python")


def test_an_interpreter_that_does_not_start_is_told(program: Write, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/nonexistent\n", encoding="utf-8")
    broken.chmod(0o755)

    with pytest.raises(InputError, match="cannot be started"):
        preview(program("import pulumi"), python=str(broken))


def test_an_exception_without_words_is_told_by_its_name(program: Write) -> None:
    text = "class Mute(Exception):\n    def __str__(self):\n        raise RuntimeError\nraise Mute\n"

    with pytest.raises(InputError, match="the program failed with Mute; correct the program"):
        preview(program(text))
