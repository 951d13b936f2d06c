from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rempart.errors import InputError
from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.setting import Setting
from tests.inputs.input_documents import Json, a_preview, a_resource, a_state, a_step, an_event_log, read_content, write


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_preview(a_step()), SourceKind.PREVIEW),
        (an_event_log(a_step()), SourceKind.EVENTS),
        (a_state(a_resource()), SourceKind.STATE),
    ],
)
@pytest.mark.parametrize("name", ["preview.json", "events.jsonl", "state", "notes.txt"])
def test_the_content_tells_what_an_input_is_and_its_name_does_not(
    tmp_path: Path, content: object, kind: SourceKind, name: str
) -> None:
    assert read(write(tmp_path, content, name)).source.kind is kind


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"format_version": "1.2", "terraform_version": "1.9", "planned_values": {}}, "Terraform or OpenTofu"),
        ({"version": 4, "terraform_version": "1.9", "serial": 1, "lineage": "x"}, "Terraform or OpenTofu"),
        ({"AWSTemplateFormatVersion": "2010-09-09"}, "CloudFormation"),
        ({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}, "CloudFormation"),
        ({"Resources": {"Bucket": 5}}, "no document that is read here"),
        ({"$schema": "https://schema.example/2019-04-01/deploymentTemplate.json#"}, "Azure Resource Manager"),
        ({"apiVersion": "v1", "kind": "Pod"}, "Kubernetes manifest"),
        ({"manifest": {}, "resourcePlans": {}, "steps": []}, "update plan"),
        ({"name": "care"}, "no document that is read here"),
    ],
)
def test_a_document_of_another_tool_is_named_and_says_what_to_give(tmp_path: Path, document: Json, name: str) -> None:
    with pytest.raises(InputError, match=f"{name}.*; give a Pulumi preview"):
        read_content(tmp_path, document)


def test_a_folder_without_a_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no Pulumi\.yaml"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])
def test_a_folder_with_a_program_is_previewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).touch()
    options = ReadOptions(stack="dev")
    expected = Deployment(Source(SourceKind.PROGRAM, str(tmp_path), "care", "dev"), ())
    asked: list[tuple[Path, ReadOptions]] = []

    def read_program(folder: Path, with_options: ReadOptions) -> Deployment:
        asked.append((folder, with_options))
        return expected

    program = ModuleType("rempart.inputs.program")
    program.__dict__["read_program"] = read_program
    monkeypatch.setitem(sys.modules, "rempart.inputs.program", program)

    assert read(tmp_path, options) is expected
    assert asked == [(tmp_path, options)]


@pytest.mark.parametrize("stack", ["dev", "care/dev", "hospital/care/dev"])
def test_a_document_of_the_stack_that_was_asked_for_is_read(tmp_path: Path, stack: str) -> None:
    assert read_content(tmp_path, a_preview(a_step()), stack=stack).source.stack == "dev"


def test_a_document_of_another_stack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is of another stack than --stack names"):
        read_content(tmp_path, a_preview(a_step()), stack="prod")


def test_this_environment_is_read_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OSC_REGION", "eu-west-2")
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://states?endpoint=s3.gra.io.cloud.ovh.net")

    without = read_content(tmp_path, a_preview(a_step()))
    within = read_content(tmp_path, a_preview(a_step()), environment=True)

    assert (without.environment, without.backend) == (None, None)
    assert within.environment is not None
    assert within.environment.default["outscale"].region == Setting("eu-west-2", "OSC_REGION of the environment")
    assert within.backend == "s3://states?endpoint=s3.gra.io.cloud.ovh.net"


@pytest.mark.parametrize("enabled", [True, False])
def test_reading_leaves_the_cycle_collector_as_it_was(tmp_path: Path, *, enabled: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()

        read_content(tmp_path, a_preview(a_step()))

        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was_on else gc.disable)()
