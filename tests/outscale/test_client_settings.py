"""Where settings come from, what is wrong with them, and that no key is shown."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outscale_provider.client.settings import Settings, read_settings
from outscale_provider.errors import ConfigurationError
from outscale_provider.values.json import UNKNOWN
from tests.outscale.scripted import settings_for

_SECRET = "not-to-be-shown"  # noqa: S105 - no password: a mark to look for
_PROFILES = {
    "default": {"access_key": "DEFAULTKEY", "secret_key": _SECRET, "region": "us-east-2"},
    "health": {
        "access_key": "HEALTHKEY",
        "secret_key": _SECRET,
        "region": "cloudgouv-eu-west-1",
        "endpoints": {"api": "https://api.example/api/v1", "oos": "https://oos.example"},
    },
    "empty": {},
}
_FIELDS = {
    "access_key": ("accessKeyId", "OSC_ACCESS_KEY"),
    "secret_key": ("secretKeyId", "OSC_SECRET_KEY"),
    "region": ("region", "OSC_REGION"),
    "endpoint": ("endpoint", "OSC_ENDPOINT_API"),
    "object_store_endpoint": ("oosEndpoint", "OSC_ENDPOINT_OOS"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory without a file of profiles."""
    return tmp_path


def with_profiles(home: Path, content: Any = _PROFILES) -> dict[str, str]:
    """Write the file of profiles; the environment of a process whose home it is in."""
    (home / ".osc").mkdir()
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (home / ".osc" / "config.json").write_bytes(text)
    return {"HOME": str(home)}


def test_with_nothing_said_there_are_no_keys_and_the_rest_is_as_in_outscales_tools(home: Path) -> None:
    settings = read_settings({}, {"HOME": str(home)})

    assert settings == Settings(
        access_key=None,
        secret_key=None,
        region="eu-west-2",
        endpoint="https://api.eu-west-2.outscale.com/api/v1",
        object_store_endpoint="https://oos.eu-west-2.outscale.com",
        requests_per_second=20.0,
        ca_file=None,
    )


def test_the_endpoints_follow_the_region(home: Path) -> None:
    settings = read_settings({"region": "cloudgouv-eu-west-1"}, {"HOME": str(home)})

    assert settings.endpoint == "https://api.cloudgouv-eu-west-1.outscale.com/api/v1"
    assert settings.object_store_endpoint == "https://oos.cloudgouv-eu-west-1.outscale.com"


@pytest.mark.parametrize(("field", "names"), _FIELDS.items())
def test_an_argument_wins_over_the_environment_and_that_over_the_profile(
    home: Path, field: str, names: tuple[str, str]
) -> None:
    argument, variable = names
    environment = with_profiles(home) | {"OSC_PROFILE": "health"}
    said = {"argument": "https://a.example", "environment": "https://b.example"} if "endpoint" in field else {}
    first, second = said.get("argument", "first-1"), said.get("environment", "second-2")

    from_argument = read_settings({argument: first}, environment | {variable: second})
    from_environment = read_settings({}, environment | {variable: second})
    from_profile = read_settings({}, environment)

    assert getattr(from_argument, field) == first
    assert getattr(from_environment, field) == second
    assert (
        getattr(from_profile, field)
        == {
            "access_key": "HEALTHKEY",
            "secret_key": _SECRET,
            "region": "cloudgouv-eu-west-1",
            "endpoint": "https://api.example/api/v1",
            "object_store_endpoint": "https://oos.example",
        }[field]
    )


def test_the_default_profile_is_used_unless_another_is_named(home: Path) -> None:
    environment = with_profiles(home)

    assert read_settings({}, environment).access_key == "DEFAULTKEY"
    assert read_settings({"profile": "health"}, environment | {"OSC_PROFILE": "empty"}).access_key == "HEALTHKEY"
    assert read_settings({"profile": "empty"}, environment).access_key is None


def test_the_file_of_profiles_may_be_elsewhere(home: Path) -> None:
    elsewhere = home / "elsewhere.json"
    elsewhere.write_text(json.dumps(_PROFILES), encoding="utf-8-sig")

    settings = read_settings({"profile": "health"}, {"HOME": "/nowhere", "OSC_CONFIG_FILE": str(elsewhere)})

    assert settings.access_key == "HEALTHKEY"


def test_an_empty_file_holds_no_profile(home: Path) -> None:
    assert read_settings({}, with_profiles(home, b"\n")).access_key is None
    assert read_settings({}, {"OSC_CONFIG_FILE": "/dev/null"}).access_key is None


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        ({"profile": "helth"}, {}, "has no profile 'helth'; it has default, empty, health"),
        ({}, {"OSC_PROFILE": "helth"}, "has no profile 'helth'"),
        ({"profile": "health"}, {"OSC_CONFIG_FILE": "/nowhere/config.json"}, "'health' cannot be found: there is no"),
        ({}, {"OSC_CONFIG_FILE": "/nowhere/config.json"}, "OSC_CONFIG_FILE names no file"),
        ({}, {"OSC_CONFIG_FILE": "/"}, "cannot be read: Is a directory"),
        ({}, {"OSC_CONFIG_FILE": "/dev/null/config.json"}, "OSC_CONFIG_FILE names no file"),
        ({}, {"OSC_CONFIG_FILE": "a\0b"}, "cannot be read: no possible path"),
    ],
)
def test_a_profile_that_is_named_must_exist(
    home: Path, arguments: dict[str, Any], environment: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_settings(arguments, with_profiles(home) | environment)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"default": {"secret_key": "not-to-be-shown",}}', "is not JSON: mend line 1, column"),
        (b'{"default": "not-to-be-shown"', "is not JSON: mend line 1, column"),
        (b"\xff\xfenot-to-be-shown", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (["not-to-be-shown"], "must hold an object with one member for each profile"),
        ("not-to-be-shown", "must hold an object with one member for each profile"),
        ({"default": "not-to-be-shown"}, "profile 'default' of .* must be an object"),
        ({"default": None}, "profile 'default' of .* must be an object"),
        ({"default": {"secret_key": ["not-to-be-shown"]}}, "secret_key in profile 'default' of .* must be a string"),
        ({"default": {"region": 2}}, "region in profile 'default' of .* must be a string"),
        ({"default": {"endpoints": ["not-to-be-shown"]}}, "endpoints in profile 'default' of .* must be an object"),
        ({"default": {"endpoints": {"api": 443}}}, "api in profile 'default' of .* must be a string"),
        ({"default": {"secret_key": "not-to-be-shown\nX: y"}}, "the secret key .* holds characters that no key has"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_line_without_what_it_holds(
    home: Path, content: Any, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as raised:
        read_settings({}, with_profiles(home, content))

    assert "\n" not in str(raised.value)
    assert _SECRET not in str(raised.value)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
_ANY_PROFILE = st.dictionaries(
    st.sampled_from(["access_key", "secret_key", "region", "protocol", "endpoints"]), _ANYTHING
)


@given(st.binary() | (_ANYTHING | st.fixed_dictionaries({"default": _ANY_PROFILE})).map(json.dumps).map(str.encode))
def test_a_file_of_any_content_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("home") / "config.json"
    file.write_bytes(content)

    with contextlib.suppress(ConfigurationError):
        settings = read_settings({}, {"OSC_CONFIG_FILE": str(file)})

        assert settings.endpoint.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    ("stated", "protocol", "endpoint"),
    [
        ("https://api.example/api/v1/", None, "https://api.example/api/v1"),
        ("http://127.0.0.1:4401//", None, "http://127.0.0.1:4401"),
        ("HTTPS://API.Example/api/v1", None, "https://api.example/api/v1"),
        ("api.example/api/v1", None, "https://api.example/api/v1"),
        ("127.0.0.1:3000/api/v1", "http", "http://127.0.0.1:3000/api/v1"),
        ("https://[::1]:8443", None, "https://[::1]:8443"),
        ("api.eu-west-2.outscale.com", None, "https://api.eu-west-2.outscale.com/api/v1"),
        ("https://api.eu-west-2.outscale.com/", None, "https://api.eu-west-2.outscale.com/api/v1"),
        ("https://api.eu-west-2.outscale.com/api/latest", None, "https://api.eu-west-2.outscale.com/api/latest"),
    ],
)
def test_an_endpoint_may_be_written_as_outscales_tools_write_it(
    home: Path, stated: str, protocol: str | None, endpoint: str
) -> None:
    environment = {"HOME": str(home)} | ({"OSC_PROTOCOL": protocol} if protocol else {})

    assert read_settings({"endpoint": stated}, environment).endpoint == endpoint
    assert read_settings({}, environment | {"OSC_ENDPOINT_API": stated}).endpoint == endpoint


def test_the_protocol_may_stand_in_the_profile(home: Path) -> None:
    profile = {"protocol": "http", "endpoints": {"api": "127.0.0.1:3000/api/v1", "oos": "127.0.0.1:3001"}}

    settings = read_settings({}, with_profiles(home, {"default": profile}))

    assert settings.endpoint == "http://127.0.0.1:3000/api/v1"
    assert settings.object_store_endpoint == "http://127.0.0.1:3001"


@pytest.mark.parametrize(
    "endpoint",
    ["ftp://api.example", "https://", "https:///api/v1", "https://a b/", "https://h:99999", "https://h:x", "://", "?"],
)
def test_what_is_no_address_is_refused(home: Path, endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match=r"outscale:endpoint must be an address such as https://"):
        read_settings({"endpoint": endpoint}, {"HOME": str(home)})


@pytest.mark.parametrize("endpoint", ["https://user:not-to-be-shown@h", "https://h/?x=not-to-be-shown", "https://h/#x"])
def test_an_address_holds_nothing_but_an_address(home: Path, endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="without user name, password or parameters") as raised:
        read_settings({"oosEndpoint": endpoint}, {"HOME": str(home)})

    assert _SECRET not in str(raised.value)


@pytest.mark.parametrize("region", ["eu west", "eu/west", "évry", "eu-west-2\n x", "-"])
def test_what_cannot_be_a_region_is_refused(home: Path, region: str) -> None:
    with pytest.raises(ConfigurationError, match="outscale:region"):
        read_settings({"region": region}, {"HOME": str(home)})


@pytest.mark.parametrize(("stated", "rate"), [("5", 5), (5, 5), (0.5, 0.5), (None, 20), ("", 20), (UNKNOWN, 20)])
def test_the_rate_may_be_text(home: Path, stated: object, rate: float) -> None:
    assert read_settings({"maxRequestsPerSecond": stated}, {"HOME": str(home)}).requests_per_second == rate


@pytest.mark.parametrize("stated", ["fast", 0, -1, "0", "nan", True, [], {}])
def test_what_is_no_rate_is_refused(home: Path, stated: object) -> None:
    with pytest.raises(ConfigurationError, match="outscale:maxRequestsPerSecond must be a number above 0"):
        read_settings({"maxRequestsPerSecond": stated}, {"HOME": str(home)})


@pytest.mark.parametrize(
    "name", ["accessKeyId", "secretKeyId", "region", "endpoint", "oosEndpoint", "profile", "caFile"]
)
def test_a_setting_that_is_no_text_is_refused(home: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"outscale:{name} must be a string"):
        read_settings({name: [_SECRET]}, {"HOME": str(home)})


@pytest.mark.parametrize("name", ["accessKeyId", "secretKeyId"])
def test_a_key_that_is_not_known_yet_is_taken_from_nowhere_else(home: Path, name: str) -> None:
    environment = with_profiles(home) | {"OSC_ACCESS_KEY": "ANOTHER", "OSC_SECRET_KEY": _SECRET}

    settings = read_settings({name: UNKNOWN}, environment)

    assert {"accessKeyId": settings.access_key, "secretKeyId": settings.secret_key}[name] is None


def test_a_profile_that_is_not_known_yet_is_not_taken_for_the_default_one(home: Path) -> None:
    assert read_settings({"profile": UNKNOWN}, with_profiles(home)).access_key is None


def test_a_preview_with_nothing_known_yet_does_not_fail(home: Path) -> None:
    arguments = dict.fromkeys(
        ["accessKeyId", "secretKeyId", "region", "endpoint", "oosEndpoint", "maxRequestsPerSecond", "caFile"], UNKNOWN
    )

    settings = read_settings(arguments, {"HOME": str(home)})

    assert (settings.region, settings.access_key, settings.ca_file) == ("eu-west-2", None, None)


def test_blanks_around_what_was_copied_are_dropped(home: Path) -> None:
    settings = read_settings({"accessKeyId": " KEY\n", "secretKeyId": "  "}, {"HOME": str(home)})

    assert settings.access_key == "KEY"
    assert settings.secret_key is None


@pytest.mark.parametrize("name", ["access_key", "secret_key"])
@pytest.mark.parametrize("key", ["not-to-be-shown\r\nX-Header: y", "not-to-be-shown é", "not to-be-shown"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(name: str, key: str) -> None:
    with pytest.raises(ConfigurationError, match="holds characters that no key has") as raised:
        settings_for("http://127.0.0.1", **{name: key})

    assert "shown" not in str(raised.value)


def test_settings_show_neither_key() -> None:
    shown = repr(settings_for("http://127.0.0.1", access_key="AKIDEXAMPLE", secret_key=_SECRET))

    assert "AKIDEXAMPLE" not in shown
    assert _SECRET not in shown
    assert "http://127.0.0.1" in shown
