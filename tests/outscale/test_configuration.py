"""The provider's own settings: what is wrong with them is told, and where things are is written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outscale_provider.client.settings import read_settings
from outscale_provider.contract import Checked
from outscale_provider.errors import ConfigurationError
from outscale_provider.operations.configuration import check_configuration, replaced_by
from outscale_provider.table import load_table
from outscale_provider.values.json import UNKNOWN, JsonObject
from outscale_provider.wire.messages import provider_pb2
from outscale_provider.wire.structs import to_plain, to_struct
from tests.outscale.plugin import KEYS, Plugin

NO_PROFILE = {"OSC_CONFIG_FILE": "/dev/null"}


def checked(news: JsonObject, **environment: str) -> Checked:
    return check_configuration(news, load_table(), NO_PROFILE | environment)


def failures(news: JsonObject, **environment: str) -> dict[str, str]:
    return {failure.argument: failure.reason for failure in checked(news, **environment).failures}


def test_the_region_is_written_down_wherever_it_comes_from() -> None:
    assert checked({}).inputs == {"region": "eu-west-2"}
    assert checked({}, OSC_REGION="cloudgouv-eu-west-1").inputs == {"region": "cloudgouv-eu-west-1"}
    assert checked({"region": "us-east-2"}, OSC_REGION="eu-west-2").inputs == {"region": "us-east-2"}


def test_a_region_that_is_not_known_yet_stays_so() -> None:
    assert checked({"region": UNKNOWN}, OSC_REGION="eu-west-2").inputs == {"region": UNKNOWN}


def test_an_endpoint_from_outside_the_program_is_written_down_for_whoever_judges_the_preview(tmp_path: Path) -> None:
    profiles = tmp_path / "config.json"
    profiles.write_text(json.dumps({"default": {"endpoints": {"oos": "https://store.example.fr"}}}))

    found = checked({}, OSC_ENDPOINT_API="https://cloud.example.fr/api/v1", OSC_CONFIG_FILE=str(profiles))

    assert found.inputs == {
        "region": "eu-west-2",
        "endpoint": "https://cloud.example.fr/api/v1",
        "oosEndpoint": "https://store.example.fr",
    }


def test_the_usual_endpoints_are_not_written_down() -> None:
    assert checked({"region": "eu-west-2"}, OSC_ENDPOINT_API="api.eu-west-2.outscale.com").inputs == {
        "region": "eu-west-2"
    }


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("endpoint", "https://api.us-east-2.outscale.com/api/v1"),
        ("endpoint", "API.US-EAST-2.outscale.com:443"),
        ("oosEndpoint", "https://oos.us-east-2.outscale.com"),
        ("oosEndpoint", "https://records.oos.us-east-2.outscale.com"),
    ],
)
def test_an_endpoint_in_another_region_than_the_one_stated_is_told(name: str, address: str) -> None:
    told = failures({"region": "cloudgouv-eu-west-1", name: address})

    assert list(told) == [name]
    assert "is in us-east-2, and the region is cloudgouv-eu-west-1; name the same one in both" in told[name]


def test_an_environment_that_would_lead_to_another_region_is_told() -> None:
    told = failures({"region": "cloudgouv-eu-west-1"}, OSC_ENDPOINT_API="https://api.eu-west-2.outscale.com/api/v1")

    assert "is in eu-west-2" in told["endpoint"]


def test_a_plugin_that_is_configured_for_two_regions_refuses() -> None:
    arguments = {"region": "eu-west-2", "endpoint": "https://api.us-west-1.outscale.com"}

    with pytest.raises(ConfigurationError, match="is in us-west-1, and the region is eu-west-2"):
        read_settings(arguments, NO_PROFILE)


def test_an_endpoint_alone_says_the_region() -> None:
    assert checked({"endpoint": "https://api.us-west-1.outscale.com/api/v1"}).inputs["region"] == "us-west-1"


def test_a_host_of_another_name_may_serve_any_region() -> None:
    assert failures({"region": "eu-west-2", "endpoint": "https://proxy.example.fr/us-east-2/api/v1"}) == {}


def test_a_region_that_the_document_does_not_know_needs_an_endpoint() -> None:
    told = failures({"region": "mars-1"})

    assert told["region"].startswith("mars-1 is none of ap-northeast-1, cloudgouv-eu-west-1")
    assert failures({"region": "mars-1", "endpoint": "https://api.mars-1.outscale.com/api/v1"}) == {}


@pytest.mark.parametrize(
    ("news", "argument", "reason"),
    [
        ({"zone": "eu-west-2a"}, "zone", "there is no such setting; there are accessKeyId, accountId"),
        ({"region": 2}, "region", "must be a string"),
        ({"accountId": 123456789012}, "accountId", "must be a string"),
        ({"maxRequestsPerSecond": "fast"}, "maxRequestsPerSecond", "must be a number above 0"),
        ({"maxRequestsPerSecond": "nan"}, "maxRequestsPerSecond", "must be a number above 0"),
        ({"maxRequestsPerSecond": -1}, "maxRequestsPerSecond", "must be a number above 0"),
        ({"endpoint": "ftp://x"}, "endpoint", "must be an address such as"),
        ({"profile": "absent"}, "profile", "cannot be found"),
        ({"accessKeyId": "a b"}, "profile", "holds characters that no key has"),
        ({"region": "eu west"}, "region", "cannot be the name of a region"),
    ],
)
def test_a_wrong_setting_is_told_where_it_stands(news: JsonObject, argument: str, reason: str) -> None:
    told = failures(news, OSC_CONFIG_FILE="", HOME="/nowhere")

    assert reason in told[argument]


def test_settings_that_the_engine_adds_are_none_of_ours() -> None:
    assert failures({"version": "0.1.0", "pluginDownloadURL": "https://x.example", "__internal": {}}) == {}


@pytest.mark.parametrize(
    ("olds", "news", "changed", "replaced"),
    [
        ({"region": "a"}, {"region": "a"}, [], []),
        ({"region": "a"}, {"region": "b"}, ["region"], ["region"]),
        ({"accountId": "1"}, {"accountId": "2"}, ["accountId"], ["accountId"]),
        ({}, {"accountId": "2"}, ["accountId"], []),
        ({"secretKeyId": "a"}, {"secretKeyId": "b"}, ["secretKeyId"], []),
        ({"version": "1"}, {"version": "2"}, [], []),
    ],
)
def test_another_region_or_account_makes_everything_anew(
    olds: JsonObject, news: JsonObject, changed: list[str], replaced: list[str]
) -> None:
    assert replaced_by(olds, news) == (changed, replaced)


class TestOverTheWire:
    def test_keys_come_back_as_secrets(self, plugin: Plugin) -> None:
        answer = plugin.stub.CheckConfig(provider_pb2.CheckRequest(news=to_struct(KEYS)), timeout=20)

        shown = {name for name, value in answer.inputs.fields.items() if value.WhichOneof("kind") == "struct_value"}

        assert shown == {"accessKeyId", "secretKeyId"}
        assert to_plain(answer.inputs) == KEYS

    def test_another_region_is_told_to_the_engine_as_a_replacement(self, plugin: Plugin) -> None:
        request = provider_pb2.DiffRequest(
            old_inputs=to_struct({"region": "eu-west-2"}), news=to_struct({"region": "us-east-2"})
        )

        answer = plugin.stub.DiffConfig(request, timeout=20)

        assert (list(answer.diffs), list(answer.replaces)) == (["region"], ["region"])
