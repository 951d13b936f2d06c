"""Calls are signed as the SDK signs them."""

from __future__ import annotations

import datetime as dt
from types import MethodType

from hypothesis import given
from hypothesis import strategies as st
from osc_sdk_python.authentication import Authentication
from osc_sdk_python.credentials import Profile

from outscale_provider.client.client import Client
from outscale_provider.client.signature import Signer
from tests.outscale.scripted import scripted_service, settings_for

_KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
_PATHS = st.from_regex(r"(/[a-zA-Z0-9]{1,12}){1,4}", fullmatch=True)


@given(
    access_key=_KEYS,
    secret_key=_KEYS,
    region=st.from_regex(r"[a-z]+-[a-z]+-[1-9]", fullmatch=True),
    host=st.from_regex(r"[a-z]{1,10}(\.[a-z]{1,10}){0,3}", fullmatch=True),
    path=_PATHS,
    body=st.text(st.characters(codec="utf-8")),
    at=st.datetimes(min_value=dt.datetime(1970, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - Hypothesis adds it
)
def test_any_call_has_the_headers_that_the_sdk_gives_it(
    *, access_key: str, secret_key: str, region: str, host: str, path: str, body: str, at: dt.datetime
) -> None:
    sdk = Authentication(Profile(access_key=access_key, secret_key=secret_key, region=region), host)
    sdk.build_dates = MethodType(lambda _: (at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")), sdk)

    headers = Signer(access_key, secret_key, region).headers(host, path, body.encode(), at)

    expected = sdk.forge_headers_signed(path, body)
    assert headers == {name: value for name, value in expected.items() if name != "User-Agent"}


def test_a_service_that_checks_signatures_accepts_calls_with_arguments_in_any_script() -> None:
    with scripted_service() as service:
        client = Client(settings_for(service.url))

        client.call("CreateTags", {"Tags": [{"Key": "nom", "Value": "déjà 🏔 \ud83d"}]})

        assert service.refused_signatures == 0
        assert service.operations == ["CreateTags"]
        client.close()


def test_a_signer_shows_neither_key() -> None:
    shown = repr(Signer("AKIDEXAMPLE", "not-to-be-shown", "eu-west-2"))

    assert "AKIDEXAMPLE" not in shown
    assert "not-to-be-shown" not in shown
