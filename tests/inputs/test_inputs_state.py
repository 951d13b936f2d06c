from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rempart.errors import InputError
from rempart.inputs import ReadOptions, read
from rempart.model.deployment import Deployment, GapKind, SourceKind
from rempart.model.values import SECRET
from tests.inputs.input_documents import (
    NETWORK,
    PROVIDER,
    Json,
    a_preview,
    a_resource,
    a_secret,
    a_state,
    a_step,
    an_event_log,
    named,
    names,
    read_content,
    urn,
    write,
)


def _secrets(kind: object, **state: Any) -> Json:
    return {"secrets_providers": {"type": kind, "state": state}}


def _beside(folder: Path, preview: object, state: object) -> Deployment:
    return read(write(folder, preview), ReadOptions(state=write(folder, state, "state.json")))


@pytest.mark.parametrize("version", [3, 4])
def test_a_stack_export_shows_inputs_and_outputs(tmp_path: Path, version: int) -> None:
    resource = a_resource(inputs={"name": "net"}, outputs={"region": "GRA11"}, external=True)

    deployment = read_content(tmp_path, a_state(resource, version=version))

    assert deployment.source.kind is SourceKind.STATE
    network = named(deployment, "net")
    assert (network.inputs, network.outputs, network.external) == ({"name": "net"}, {"region": "GRA11"}, True)


def test_a_resource_keeps_the_clouds_own_name_for_it(tmp_path: Path) -> None:
    named_by_cloud = a_resource(id="6f70656e-0001")
    unnamed = a_resource(name="other", id="")

    deployment = read_content(tmp_path, a_state(named_by_cloud, unnamed))

    assert named(deployment, "net").id == "6f70656e-0001"
    assert named(deployment, "other").id is None


def test_an_id_that_is_secret_or_not_known_yet_is_withheld(tmp_path: Path) -> None:
    secret = a_resource(id="hunter2", additionalSecretOutputs=["id"])
    blinded = a_resource(name="blinded", id="[secret]")

    deployment = read_content(tmp_path, a_state(secret, blinded))

    assert [item.id for item in deployment.resources] == [None, None]


def test_an_id_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="id: is not a text"):
        read_content(tmp_path, a_state(a_resource(id=7)))


def test_a_checkpoint_of_a_file_backend_is_a_state(tmp_path: Path) -> None:
    latest = a_state(a_resource())["deployment"]
    config = {"care:region": "GRA11", "care:key": {"secure": "v1:hunter2"}}
    checkpoint = {"version": 3, "checkpoint": {"stack": "dev", "config": config, "latest": latest}}

    deployment = read_content(tmp_path, checkpoint)

    assert names(deployment) == {"net"}
    assert deployment.config == {"care:region": "GRA11", "care:key": SECRET}


def test_encrypted_plain_and_declared_secrets_are_marked(tmp_path: Path) -> None:
    plain = {**a_secret(), "plaintext": '"hunter2"'}
    del plain["ciphertext"]
    resource = a_resource(
        inputs={"a": a_secret("hunter2"), "b": plain},
        outputs={"a": a_secret(), "c": "hunter2"},
        additionalSecretOutputs=["c", "missing"],
    )

    deployment = read_content(tmp_path, a_state(resource))

    assert named(deployment, "net").inputs == {"a": SECRET, "b": SECRET}
    assert named(deployment, "net").outputs == {"a": SECRET, "c": SECRET}
    assert "hunter2" not in repr(deployment)


@pytest.mark.parametrize(
    ("secrets", "expected"),
    [
        ({}, None),
        (_secrets("passphrase", salt="v1:x"), "passphrase"),
        (_secrets("service", url="https://pulumi.example.fr", owner="o"), "https://pulumi.example.fr"),
        (_secrets("service", owner="o"), "https://api.pulumi.com"),
        (
            _secrets("cloud", url="awskms://alias/x?region=eu-west-3", encryptedkey="k"),
            "awskms://alias/x?region=eu-west-3",
        ),
        (_secrets("cloud"), None),
        (_secrets("b64"), "b64"),
        (_secrets(5), None),
        ({"secrets_providers": {"type": "cloud", "state": []}}, None),
    ],
)
def test_the_secrets_provider_is_named_as_pulumi_does(tmp_path: Path, secrets: Json, expected: str | None) -> None:
    assert read_content(tmp_path, a_state(a_resource(), **secrets)).secrets_provider == expected


def test_operations_that_are_pending_hide_resources(tmp_path: Path) -> None:
    (gap,) = read_content(tmp_path, a_state(a_resource(), pending_operations=[{"type": "creating"}])).gaps

    assert gap.kind is GapKind.UNSEEN_RESOURCES
    assert gap.hides_resources


def test_no_pending_operations_are_no_gap(tmp_path: Path) -> None:
    assert read_content(tmp_path, a_state(a_resource(), pending_operations=[])).gaps == ()


def test_a_provider_that_the_state_lacks_is_unseen(tmp_path: Path) -> None:
    resource = a_resource(provider=f"{urn(PROVIDER, 'ovh')}::1")

    (gap,) = read_content(tmp_path, a_state(resource)).gaps

    assert (gap.kind, gap.urn) == (GapKind.UNSEEN_PROVIDER, urn(PROVIDER, "ovh"))


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"version": 1, "deployment": {}}, "version other than 3 and 4"),
        ({"version": 5, "deployment": {}}, "version other than 3 and 4"),
        ({"version": "3", "deployment": {}}, "version other than 3 and 4"),
        ({"version": True, "checkpoint": {}}, "version other than 3 and 4"),
        ({"version": 4, "features": ["telepathy"], "deployment": {}}, "features"),
        ({"version": 4, "features": "views", "deployment": {}}, "features"),
        ({"version": 3, "checkpoint": {"stack": "dev"}}, "empty checkpoint"),
        ({"version": 3, "checkpoint": None}, "empty checkpoint"),
        ({"version": 3, "deployment": []}, "not an object"),
        ({"version": 3, "deployment": {"resources": []}}, "without resources"),
        (a_state(a_resource(delete=True, external=True)), "nothing behind"),
        (a_state(a_resource(), a_resource()), r"resources\[1\]: urn: stands twice"),
        (a_state(a_resource(delete="no")), r"resources\[0\]: delete:"),
        (a_state(a_resource(outputs=[])), r"resources\[0\]: outputs:"),
        (a_state({"urn": "x"}), r"resources\[0\]: urn:"),
        ({"version": 3, "deployment": {"resources": [5]}}, r"resources\[0\]: is not an object"),
        (a_state(a_resource(), pending_operations={}), "pending_operations"),
        (a_state(a_resource(), secrets_providers=[]), "secrets_providers"),
    ],
)
def test_a_state_that_cannot_be_read_is_refused(tmp_path: Path, document: object, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        read_content(tmp_path, document)


def test_known_features_of_version_4_are_read(tmp_path: Path) -> None:
    document = {**a_state(a_resource(), version=4), "features": ["views", "taint", "byteString"]}

    assert names(read_content(tmp_path, document)) == {"net"}


class TestBesideAPreview:
    def test_what_the_preview_leaves_out_comes_from_the_state(self, tmp_path: Path) -> None:
        preview = a_preview(a_step(op="update", inputs={"name": "new"}, provider="ovh"))
        preview["changeSummary"]["same"] = 2
        known = (
            a_resource(PROVIDER, "ovh", {"region": "GRA11"}),
            a_resource(inputs={"name": "old"}),
            a_resource(name="b"),
        )

        deployment = _beside(tmp_path, preview, a_state(*known, **_secrets("passphrase")))

        assert names(deployment) == {"net", "ovh", "b"}
        assert named(deployment, "net").inputs == {"name": "new"}
        assert deployment.gaps == ()
        assert deployment.secrets_provider == "passphrase"
        assert deployment.annotations == {"unchanged_from_state": 2}

    def test_what_the_preview_deletes_or_renames_does_not_come_back(self, tmp_path: Path) -> None:
        renamed = a_step(name="new", op="update", old=a_resource(name="former"), aliases=[urn(NETWORK, "older"), 5])
        preview = a_preview(a_step(name="gone", op="delete"), renamed)

        deployment = _beside(tmp_path, preview, a_state(*(a_resource(name=n) for n in ("gone", "former", "older"))))

        assert names(deployment) == {"new"}

    def test_a_state_that_lacks_unchanged_resources_leaves_the_gap_open(self, tmp_path: Path) -> None:
        preview = a_preview(a_step(op="update"))
        preview["changeSummary"]["same"] = 3

        (gap,) = _beside(tmp_path, preview, a_state(a_resource(), a_resource(name="b"))).gaps

        assert gap.message == "2 unchanged resources are left out of this preview"

    def test_default_providers_follow_the_configuration_of_today(self, tmp_path: Path) -> None:
        old = a_resource(PROVIDER, "default_5_5_1", {"region": "GRA11"})
        preview = a_preview(a_step(provider="default_5_5_1"), config={"openstack:region": "SBG5"})

        deployment = _beside(tmp_path, preview, a_state(old))

        assert named(deployment, "default_5_5_1").inputs == {"region": "SBG5"}

    def test_a_users_own_provider_named_like_a_default_one_comes_from_the_state(self, tmp_path: Path) -> None:
        stack = urn("pulumi:pulumi:Stack", "care-dev")
        own = a_resource(PROVIDER, "default_5_5_1", {"region": "GRA11"}, parent=stack)
        preview = a_preview(a_step(provider="default_5_5_1"), config={"openstack:region": "SBG5"})

        deployment = _beside(tmp_path, preview, a_state(own))

        assert named(deployment, "default_5_5_1").inputs == {"region": "GRA11"}

    def test_an_event_log_is_completed_too(self, tmp_path: Path) -> None:
        deployment = _beside(tmp_path, an_event_log(a_step(name="new")), a_state(a_resource(name="old")))

        assert names(deployment) == {"new", "old"}

    def test_a_state_of_another_stack_is_refused(self, tmp_path: Path) -> None:
        other = a_resource()
        other["urn"] = urn(NETWORK, "net", project="other")

        with pytest.raises(InputError, match="another project or stack"):
            _beside(tmp_path, a_preview(a_step()), a_state(other))

    def test_pending_operations_of_the_state_are_told(self, tmp_path: Path) -> None:
        state = a_state(a_resource(), pending_operations=[{}])

        assert _beside(tmp_path, a_preview(a_step()), state).gaps[0].hides_resources

    @pytest.mark.parametrize("document", [a_preview(a_step()), []])
    def test_what_is_no_state_is_refused_as_one(self, tmp_path: Path, document: object) -> None:
        with pytest.raises(InputError, match="is not a state; give --state the output of pulumi stack export"):
            _beside(tmp_path, a_preview(a_step()), document)

    def test_a_state_completes_no_other_state(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is itself a state"):
            _beside(tmp_path, a_state(a_resource()), a_state(a_resource()))
