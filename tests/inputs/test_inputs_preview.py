from __future__ import annotations

from pathlib import Path

import pytest

from rempart.errors import InputError
from rempart.model.deployment import GapKind, SourceKind
from rempart.model.values import SECRET, UNKNOWN
from tests.inputs.input_documents import (
    NETWORK,
    PROVIDER,
    UNKNOWN_TEXT,
    a_preview,
    a_step,
    named,
    names,
    read_content,
    urn,
)

AUTH_URL = "https://auth.cloud.ovh.net/v3"


def test_each_field_of_a_step_is_kept(tmp_path: Path) -> None:
    net, sub = urn(NETWORK, "net"), urn(PROVIDER, "ovh")
    step = a_step(
        inputs={"name": "net", "networkId": UNKNOWN_TEXT},
        provider="ovh",
        parent=urn("pulumi:pulumi:Stack", "care-dev"),
        dependencies=[sub],
        propertyDependencies={"name": [], "networkId": [sub]},
        protect=True,
        external=True,
        sourcePosition="project:///__main__.py#3",
    )

    resource = named(read_content(tmp_path, a_preview(a_step(PROVIDER, "ovh"), step)), "net")

    assert resource.urn == net
    assert resource.inputs == {"name": "net", "networkId": UNKNOWN}
    assert resource.provider == sub
    assert resource.parent == urn("pulumi:pulumi:Stack", "care-dev")
    assert resource.dependencies == (sub,)
    assert resource.property_dependencies == {"networkId": (sub,)}
    assert (resource.protect, resource.external, resource.custom) == (True, True, True)
    assert resource.source_position == "project:///__main__.py#3"


def test_the_source_names_project_and_stack(tmp_path: Path) -> None:
    source = read_content(tmp_path, a_preview(a_step())).source

    assert (source.kind, source.project, source.stack) == (SourceKind.PREVIEW, "care", "dev")


def test_a_type_is_read_without_those_of_its_parents(tmp_path: Path) -> None:
    nested = a_step(NETWORK)
    nested["urn"] = nested["newState"]["urn"] = urn(f"care:index:Records${NETWORK}", "net")

    assert read_content(tmp_path, a_preview(nested)).resources[0].type == NETWORK


def test_what_will_be_deleted_is_no_part_of_the_deployment(tmp_path: Path) -> None:
    document = a_preview(a_step(name="kept"), a_step(name="gone", op="delete"))

    assert names(read_content(tmp_path, document)) == {"kept"}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_a_replacement_counts_once_whatever_the_order_of_its_steps(tmp_path: Path, order: tuple[int, ...]) -> None:
    new = {"name": "new"}
    steps = [
        a_step(op="delete-replaced", inputs={"name": "old"}),
        a_step(op="replace", inputs=new),
        a_step(op="create-replacement", inputs=new),
    ]

    deployment = read_content(tmp_path, a_preview(*(steps[index] for index in order)))

    assert [item.inputs for item in deployment.resources] == [new]


def test_what_a_refresh_found_gives_way_to_what_the_program_declares(tmp_path: Path) -> None:
    found = a_step(op="refresh", inputs={"name": "found"})
    declared = a_step(op="update", inputs={"name": "declared"})

    for steps in ((found, declared), (declared, found)):
        assert named(read_content(tmp_path, a_preview(*steps)), "net").inputs == {"name": "declared"}


def test_a_resource_declared_twice_is_refused(tmp_path: Path) -> None:
    document = a_preview(a_step(inputs={"name": "shown"}), a_step(inputs={"name": "hidden"}))

    with pytest.raises(InputError, match=r"steps\[1\]: urn: is declared twice"):
        read_content(tmp_path, document)


def test_a_preview_that_reports_an_error_is_refused(tmp_path: Path) -> None:
    document = a_preview(a_step(), diagnostics=[{"severity": "info#err"}, {"severity": "error", "message": "hunter2"}])

    with pytest.raises(InputError, match="failed with an error") as caught:
        read_content(tmp_path, document)

    assert "hunter2" not in caught.value.line()


def test_warnings_of_a_program_are_no_failure(tmp_path: Path) -> None:
    document = a_preview(a_step(), diagnostics=[{"severity": "warning", "message": "beware"}])

    assert names(read_content(tmp_path, document)) == {"net"}


def test_a_preview_without_its_summary_hides_resources(tmp_path: Path) -> None:
    document = a_preview(a_step())
    del document["changeSummary"]

    (gap,) = read_content(tmp_path, document).gaps

    assert gap.hides_resources
    assert "no summary" in gap.message


def test_steps_that_somebody_filtered_out_are_missed(tmp_path: Path) -> None:
    document = a_preview(a_step(name="a"), a_step(name="b"))
    del document["steps"][1]

    (gap,) = read_content(tmp_path, document).gaps

    assert gap.hides_resources
    assert gap.message == "1 of the 2 create steps that the summary counts are missing"


def test_unchanged_resources_that_are_left_out_are_counted(tmp_path: Path) -> None:
    document = a_preview(a_step(op="update"), a_step(name="same", op="same"))
    document["changeSummary"]["same"] = 5

    (gap,) = read_content(tmp_path, document).gaps

    assert gap.kind is GapKind.UNSEEN_RESOURCES
    assert gap.message == "4 unchanged resources are left out of this preview"


@pytest.mark.parametrize("op", ["create", "update", "replace"])
def test_a_step_without_its_outcome_hides_the_resource(tmp_path: Path, op: str) -> None:
    step = a_step(op=op)
    step["oldState"] = step.pop("newState")

    deployment = read_content(tmp_path, a_preview(step))

    assert deployment.resources == ()
    assert [gap.urn for gap in deployment.gaps] == [step["urn"]]
    assert deployment.gaps[0].hides_resources


def test_an_unchanged_resource_may_be_shown_by_its_old_state(tmp_path: Path) -> None:
    step = a_step(op="same", inputs={"name": "net"}, id="1")
    step["oldState"] = step.pop("newState")

    assert named(read_content(tmp_path, a_preview(step)), "net").inputs == {"name": "net"}


def test_a_preview_of_some_targets_is_refused_where_it_shows(tmp_path: Path) -> None:
    skipped = a_step(op="same")
    skipped["oldState"] = dict(skipped["newState"])

    with pytest.raises(InputError, match="narrowed with --target"):
        read_content(tmp_path, a_preview(skipped))


def test_a_preview_of_a_destruction_leaves_nothing_to_judge(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leaves nothing behind"):
        read_content(tmp_path, a_preview(a_step(op="delete")))


@pytest.mark.parametrize("steps", [[], None, {}, "steps"])
def test_a_preview_without_steps_is_refused(tmp_path: Path, steps: object) -> None:
    with pytest.raises(InputError, match="without steps"):
        read_content(tmp_path, {"steps": steps, "changeSummary": {}})


def test_a_missing_custom_flag_does_not_turn_a_resource_into_a_component(tmp_path: Path) -> None:
    step = a_step()
    del step["newState"]["custom"]

    assert named(read_content(tmp_path, a_preview(step)), "net").custom


class TestProviders:
    def test_a_default_provider_has_the_configuration_of_its_package(self, tmp_path: Path) -> None:
        config = {
            "openstack:authUrl": AUTH_URL,
            "openstack:insecure": "true",
            "openstack:password": "[secret]",
            "openstack:tenantId": "0123",
            "openstack:config:region": "GRA11",
            "care:region": "elsewhere",
        }
        step = a_step(provider="default_5_5_1")

        deployment = read_content(tmp_path, a_preview(step, config=config))

        provider = named(deployment, "default_5_5_1")
        expected = {"authUrl": AUTH_URL, "insecure": True, "password": SECRET, "tenantId": "0123", "region": "GRA11"}
        assert provider.inputs == expected
        assert provider.is_provider
        assert not deployment.gaps

    def test_a_default_provider_without_configuration_has_no_inputs(self, tmp_path: Path) -> None:
        deployment = read_content(tmp_path, a_preview(a_step(provider="default_5_5_1")))

        assert named(deployment, "default_5_5_1").inputs == {}

    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("default_5_5_1", None),
            ("default_5_5_1_alpha_1", None),
            ("default_2_22_0_github_/api.github.com/ovh/pulumi-ovh", "github://api.github.com/ovh/pulumi-ovh"),
            ("default_2_22_0_dev_https_/get.example.org/x", "https://get.example.org/x"),
            ("default_github_/api.github.com/ovh/pulumi-ovh", "github://api.github.com/ovh/pulumi-ovh"),
            ("default_0_18_1_example.org/x", "example.org/x"),
        ],
    )
    def test_the_name_of_a_default_provider_says_where_its_plugin_comes_from(
        self, tmp_path: Path, name: str, source: str | None
    ) -> None:
        deployment = read_content(tmp_path, a_preview(a_step(provider=name)))

        assert named(deployment, name).plugin_source == source
        assert not deployment.gaps

    def test_the_configuration_of_a_default_provider_may_say_where_its_plugin_comes_from(self, tmp_path: Path) -> None:
        config = {"openstack:pluginDownloadURL": "https://get.example.org", "openstack:region": "GRA11"}

        deployment = read_content(tmp_path, a_preview(a_step(provider="default_5_5_1"), config=config))

        provider = named(deployment, "default_5_5_1")
        assert (provider.plugin_source, provider.inputs) == ("https://get.example.org", {"region": "GRA11"})

    def test_a_dynamic_provider_gets_the_whole_configuration(self, tmp_path: Path) -> None:
        step = a_step("pulumi-python:dynamic/care:Job", "job")
        step["newState"]["provider"] = f"{urn('pulumi:providers:pulumi-python', 'default')}::{UNKNOWN_TEXT}"

        deployment = read_content(tmp_path, a_preview(step, config={"openstack:authUrl": AUTH_URL}))

        assert named(deployment, "default").inputs == {"openstack:authUrl": AUTH_URL}

    @pytest.mark.parametrize("name", ["ovh", "default", "default-eu", "default_eu.cloud/x", "default_5_5_1-mine"])
    def test_a_provider_of_the_user_that_is_not_shown_stays_unseen(self, tmp_path: Path, name: str) -> None:
        document = a_preview(a_step(provider=name), config={"openstack:authUrl": AUTH_URL})

        deployment = read_content(tmp_path, document)

        (gap,) = deployment.gaps
        assert (gap.kind, gap.urn) == (GapKind.UNSEEN_PROVIDER, urn(PROVIDER, name))
        assert not gap.hides_resources
        assert names(deployment) == {"net"}

    def test_a_reference_to_what_is_no_provider_stays_unseen(self, tmp_path: Path) -> None:
        step = a_step()
        step["newState"]["provider"] = f"{urn(NETWORK, 'default_5_5_1')}::1"

        (gap,) = read_content(tmp_path, a_preview(step)).gaps

        assert gap.kind is GapKind.UNSEEN_PROVIDER

    def test_a_provider_that_many_resources_use_is_one_gap(self, tmp_path: Path) -> None:
        document = a_preview(a_step(name="a", provider="ovh"), a_step(name="b", provider="ovh"))

        assert len(read_content(tmp_path, document).gaps) == 1

    def test_json_inside_a_providers_inputs_is_read(self, tmp_path: Path) -> None:
        inputs = {
            "endpoints": '{"s3": "https://s3.gra.io.cloud.ovh.net", "kms": "[secret]"}',
            "regions": '["GRA11"]',
            "skipRegionValidation": "true",
            "insecure": "false",
            "accountId": "123456789012",
            "userName": "{not json",
            "__internal": {"pluginDownloadURL": "https://example.org"},
            "pluginDownloadURL": "https://example.org",
        }
        provider = named(read_content(tmp_path, a_preview(a_step(PROVIDER, "ovh", inputs))), "ovh")

        assert provider.inputs == {
            "endpoints": SECRET,
            "regions": ["GRA11"],
            "skipRegionValidation": True,
            "insecure": False,
            "accountId": "123456789012",
            "userName": "{not json",
        }

    def test_json_inside_a_provider_that_says_two_things_is_unknown(self, tmp_path: Path) -> None:
        inputs = {"endpoints": '{"s3": "https://s3.gra.io.cloud.ovh.net", "s3": "https://s3.amazonaws.com"}'}

        provider = named(read_content(tmp_path, a_preview(a_step(PROVIDER, "ovh", inputs))), "ovh")

        assert provider.inputs == {"endpoints": UNKNOWN}


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("op", "transmogrify", "op: is not an operation"),
        ("op", None, "op: is not an operation"),
        ("urn", "urn:pulumi:dev", "urn: is not a URN"),
        ("urn", "urn:pulumi:dev::care::a:b:C::na\nme", "urn: is not a URN"),
        ("urn", 7, "urn: is not a URN"),
        ("newState", [], "not an object"),
        ("newState", {"urn": "urn:pulumi:dev::care::a:b:C::other"}, "another resource"),
    ],
)
def test_a_malformed_step_is_refused_by_its_place(tmp_path: Path, field: str, value: object, complaint: str) -> None:
    step = a_step()
    step[field] = value

    with pytest.raises(InputError, match=rf"steps\[0\]: .*{complaint}"):
        read_content(tmp_path, {"steps": [step], "changeSummary": {"create": 1}})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "aws:s3/bucket:Bucket"),
        ("custom", "true"),
        ("inputs", []),
        ("inputs", {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": "hunter2"}),
        ("provider", 5),
        ("provider", "somewhere"),
        ("parent", 5),
        ("parent", "somewhere"),
        ("dependencies", "all"),
        ("dependencies", [1]),
        ("propertyDependencies", ["name"]),
        ("propertyDependencies", {"name": [1]}),
        ("external", 1),
        ("protect", "no"),
    ],
)
def test_a_field_of_a_wrong_type_is_named_without_its_value(tmp_path: Path, field: str, value: object) -> None:
    step = a_step()
    step["newState"][field] = value

    with pytest.raises(InputError, match=rf"steps\[0\]: {field}: ") as caught:
        read_content(tmp_path, a_preview(step))

    assert "somewhere" not in caught.value.line()
    assert "hunter2" not in caught.value.line()


def test_a_step_that_is_no_object_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"steps\[0\]: is not an object"):
        read_content(tmp_path, {"steps": ["create"]})


@pytest.mark.parametrize(
    ("field", "value"), [("changeSummary", []), ("changeSummary", {"create": "1"}), ("config", ["a"])]
)
def test_a_malformed_document_field_is_refused(tmp_path: Path, field: str, value: object) -> None:
    with pytest.raises(InputError, match="write it again"):
        read_content(tmp_path, {**a_preview(a_step()), field: value})
