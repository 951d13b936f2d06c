"""The fake believes a call only when the SDK's own code gives it the same signature."""

from __future__ import annotations

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY, Fake


@pytest.mark.parametrize("region", ["eu-west-2", "cloudgouv-eu-west-1", "us-east-2"])
def test_a_call_signed_for_any_region_is_believed(fake: Fake, region: str) -> None:
    caller = Caller(fake.url, region=region)

    assert caller("ReadNets")["Nets"] == []

    caller.close()


@pytest.mark.parametrize(("access_key", "secret_key"), [(ACCESS_KEY, "x" * 40), ("A" * 20, SECRET_KEY)])
def test_a_wrong_key_is_refused_without_telling_it(fake: Fake, access_key: str, secret_key: str) -> None:
    caller = Caller(fake.url, access_key=access_key, secret_key=secret_key)

    with pytest.raises(AnsweredError) as refused:
        caller("ReadNets")

    assert (refused.value.status, refused.value.code) == (401, "1")
    assert not any(key in str(refused.value) for key in (access_key, secret_key))
    caller.close()


def test_a_call_without_a_signature_is_refused(call: Caller) -> None:
    assert call.send("ReadNets", b"{}", signed=False).status == 401


def test_what_the_document_leaves_open_to_all_needs_no_signature(call: Caller) -> None:
    assert call.send("ReadRegions", b"{}", signed=False).status == 200


def test_a_body_changed_on_the_way_is_refused(fake: Fake, call: Caller) -> None:
    signed = call.signature(fake.url.removeprefix("http://"), "/ReadNets", "{}")

    answer = call.pool.request("POST", f"{fake.url}/ReadNets", body=b'{"DryRun":true}', headers=signed)

    assert answer.status == 401


def test_a_clock_that_is_off_by_an_hour_is_named_as_the_cause(fake: Fake, call: Caller) -> None:
    fake.control(clock=3600)

    with pytest.raises(AnsweredError, match="date of the request") as refused:
        call("ReadNets")

    assert refused.value.status == 401


def test_a_client_may_sign_for_the_name_of_a_proxy_that_the_fake_knows(fake: Fake, call: Caller) -> None:
    signed = call.signature("proxy.example:8080", "/ReadNets", "{}")

    before = call.pool.request("POST", f"{fake.url}/ReadNets", body=b"{}", headers=signed)
    fake.control(hosts=["proxy.example:8080"])
    after = call.pool.request("POST", f"{fake.url}/ReadNets", body=b"{}", headers=signed)

    assert (before.status, after.status) == (401, 200)
