"""A project that takes plugins from elsewhere says so in ``Pulumi.yaml``, and what runs is theirs."""

from __future__ import annotations

import pytest

from rempart.inputs.program.plugins import plugins_of, replaced_hosts
from rempart.model.deployment import GapKind
from tests.program.conftest import Write, preview

PROJECT = "name: health\nruntime: python\n"


def test_a_provider_that_runs_from_a_path_says_from_which(program: Write) -> None:
    plugins = "plugins:\n  providers:\n  - {name: random, path: ./bin}\n"
    text = "import pulumi_random\npulumi_random.RandomPet('name')\n"

    deployment = preview(program(text, project=PROJECT + plugins))

    assert {item.plugin_source for item in deployment.resources if item.is_provider} == {"./bin"}


def test_a_language_that_runs_from_a_path_hides_what_the_program_makes(program: Write) -> None:
    plugins = "plugins:\n  languages:\n  - {name: python, path: ./bin}\n"

    deployment = preview(program("import pulumi\npulumi.export('a', 1)\n", project=PROJECT + plugins))

    (gap,) = deployment.gaps
    assert (gap.kind, gap.hides_resources) == (GapKind.UNSEEN_RESOURCES, True)
    assert "python" in gap.message


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        ("./sdks/ovh", "./sdks/ovh"),
        ("/opt/ovh", "/opt/ovh"),
        ("github.com/somebody/pulumi-ovh@v1.0.0", "github.com/somebody/pulumi-ovh"),
        ("https://github.com/somebody/pulumi-ovh@v1.0.0", "https://github.com/somebody/pulumi-ovh"),
        ({"source": "./ovh", "version": "1.0.0"}, "./ovh"),
        ({"source": "terraform-provider", "parameters": ["ovh/ovh", "1.0.0"]}, "registry.opentofu.org/ovh/ovh"),
        ({"source": "terraform-provider@0.9.0", "parameters": ["r.example.org/a/b"]}, "r.example.org/a/b"),
        ("terraform-provider ovh/ovh", "registry.opentofu.org/ovh/ovh"),
    ],
)
def test_a_package_that_is_added_from_elsewhere_names_its_source(entry: object, source: str) -> None:
    assert plugins_of({"packages": {"ovh": entry}}) == {"ovh": source}


@pytest.mark.parametrize(
    "project",
    [
        {},
        {"plugins": None, "packages": []},
        {"plugins": {"providers": [{"name": "ovh", "version": "2.0.0"}, "odd"], "languages": "odd"}},
        {"packages": {"ovh": "ovh@2.22.0", "scaleway": "pulumiverse/scaleway", "odd": 7, "none": None}},
        {"packages": {"ovh": {"source": "ovh", "version": "2.22.0"}}},
    ],
)
def test_what_comes_from_the_registry_is_left_to_it(project: dict[str, object]) -> None:
    assert plugins_of(project) == {}
    assert replaced_hosts(project) == ()
