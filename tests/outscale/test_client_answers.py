"""What the user is told of a refusal."""

from __future__ import annotations

import datetime as dt
import json
import traceback
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outscale_provider.client.answers import Answer, read_answer
from outscale_provider.client.failures import Failure
from outscale_provider.errors import ApiError
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY
from tests.outscale.scripted import HurriedClient, Reply, ScriptedService, error, scripted_service, settings_for

_NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_ERRORS_OF_ANY_FORM = st.fixed_dictionaries(
    {},
    optional={
        "Errors": _JSON
        | st.lists(st.fixed_dictionaries({}, optional={"Code": _JSON, "Type": _JSON, "Details": _JSON})),
        "ResponseContext": _JSON | st.fixed_dictionaries({"RequestId": _JSON}),
        "title": _JSON,
        "detail": _JSON,
        "validation": _JSON | st.lists(st.fixed_dictionaries({"location": _JSON, "message": _JSON})),
    },
)


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        yield running


@pytest.fixture
def client(service: ScriptedService) -> Iterator[HurriedClient]:
    made = HurriedClient(settings_for(service.url))
    yield made
    made.close()


def refused(client: HurriedClient, operation: str = "CreateNet") -> ApiError:
    with pytest.raises(ApiError) as raised:
        client.call(operation)
    return raised.value


def test_the_services_words_code_type_and_request_are_told(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(409, "9044", "The IP range overlaps."))

    told = refused(client)

    assert str(told) == "CreateNet: The IP range overlaps. [InternalError 9044] (request request-1)"
    assert (told.status, told.code, told.kind, told.request_id) == (409, "9044", "InternalError", "request-1")


def test_several_errors_are_all_told_under_the_first_ones_code(service: ScriptedService, client: HurriedClient) -> None:
    errors = [
        {"Code": "4047", "Type": "InvalidParameterValue", "Details": "IpRange is wrong."},
        {"Code": "3001", "Type": "InvalidParameter", "Details": "Colour is unknown."},
        {"Code": "7000", "Type": "MissingParameter"},
    ]
    service.will(Reply(400, {"Errors": errors}))

    told = refused(client)

    assert told.details == "IpRange is wrong.; Colour is unknown.; MissingParameter"
    assert told.code == "4047"


def test_an_error_without_details_is_told_by_its_type(service: ScriptedService, client: HurriedClient) -> None:
    service.will(Reply(400, {"Errors": [{"Code": 4047, "Type": "InvalidParameterValue", "Details": ""}]}))

    assert str(refused(client)) == "CreateNet: InvalidParameterValue [InvalidParameterValue 4047]"


def test_what_a_proxy_finds_wrong_is_told_with_its_place(service: ScriptedService, client: HurriedClient) -> None:
    problem = {
        "type": "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY",
        "title": "Invalid request",
        "status": 422,
        "detail": "Your request is not valid",
        "validation": [
            {"location": ["body", "Tags", 0], "severity": "Error", "message": "must have property Key"},
            {"location": ["body"], "severity": "Error", "message": "must have property IpRange"},
        ],
    }
    service.will(Reply(422, problem, headers={"Content-Type": "application/problem+json"}))

    told = refused(client)

    assert told.details == "body.Tags.0: must have property Key; body: must have property IpRange"
    assert told.kind == "Invalid request"


def test_a_problem_without_places_is_told_by_its_detail(service: ScriptedService, client: HurriedClient) -> None:
    service.will(Reply(404, {"title": "Route not resolved", "detail": "no path matched"}))

    assert str(refused(client)) == "CreateNet: no path matched [Route not resolved]"


def test_an_error_without_words_is_told_by_its_status(service: ScriptedService, client: HurriedClient) -> None:
    service.will(Reply(418, {}))

    assert str(refused(client)) == "CreateNet: HTTP 418 I'm a Teapot"


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"", b"[]", b'"fine"', b"\xff\xfe", b'{"Net":'])
def test_an_answer_that_is_not_the_services_points_to_the_endpoint(
    service: ScriptedService, client: HurriedClient, status: int, body: bytes
) -> None:
    service.will(Reply(status, body=body, headers={"Content-Type": "text/html; charset=utf-8"}))

    told = refused(client)

    assert "outscale:endpoint answers with text/html that is no JSON object" in told.details
    assert f"HTTP {status}" in told.details


def test_a_success_that_is_not_understood_leaves_open_what_was_done(
    service: ScriptedService, client: HurriedClient
) -> None:
    service.will(Reply(200, body=b"<html>Welcome</html>"))

    assert refused(client).ambiguous
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(service: ScriptedService, client: HurriedClient, status: int) -> None:
    service.will(Reply(status, body=b"", headers={"Location": f"{service.url}/elsewhere"}))

    assert "answers with a redirection" in refused(client).details
    assert service.operations == ["CreateNet"]


def test_refused_keys_say_how_keys_are_given(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(401, "1", "AccessDenied."))

    details = refused(client, "ReadNets").details

    assert details.startswith("AccessDenied: check the keys, and that outscale:region is theirs; ")
    assert "outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY" in details


def test_keys_without_permission_point_to_the_accounts_policies(
    service: ScriptedService, client: HurriedClient
) -> None:
    service.will(error(403, "1", "Not yours to update."))

    assert "policies or API access rules do not let these keys do it" in refused(client, "ReadNets").details


@pytest.mark.parametrize(("minutes", "words"), [(-30, "30 minutes ahead of"), (30, "30 minutes behind")])
def test_a_clock_that_is_wrong_is_what_refused_keys_are_put_down_to(minutes: int, words: str) -> None:
    date = format_datetime(_NOW + dt.timedelta(minutes=minutes), usegmt=True)

    failure = read_answer(Answer("ReadNets", 401, {"date": date}, b"{}", _NOW))

    assert isinstance(failure, Failure)
    assert f"this machine's clock is {words} the service's; set it" in failure.error.details


def test_a_complaint_about_the_date_points_to_the_clock(service: ScriptedService, client: HurriedClient) -> None:
    service.will(error(401, "1", "The date of the request is too far from the date of the service."))

    assert "check this machine's clock" in refused(client, "ReadNets").details


@pytest.mark.parametrize("missing", ["access_key", "secret_key"])
def test_without_keys_nothing_is_sent(service: ScriptedService, missing: str) -> None:
    client = HurriedClient(settings_for(service.url, **{missing: None}))

    told = refused(client, "ReadNets")

    assert "set outscale:accessKeyId and outscale:secretKeyId, or OSC_ACCESS_KEY and OSC_SECRET_KEY" in str(told)
    assert client.calls == 0
    assert service.requests == []


def test_keys_that_the_service_repeats_are_shown_nowhere(service: ScriptedService, client: HurriedClient) -> None:
    words = f"The key {ACCESS_KEY} with {SECRET_KEY} is wrong."
    errors = [{"Code": ACCESS_KEY, "Type": SECRET_KEY, "Details": words}]
    service.will(Reply(401, {"Errors": errors, "ResponseContext": {"RequestId": SECRET_KEY}}))

    told = refused(client, "ReadNets")

    shown = "".join(traceback.format_exception(told)) + repr(told) + repr(client) + repr(client.settings)
    assert ACCESS_KEY not in shown
    assert SECRET_KEY not in shown
    assert "The key [key] with [key] is wrong:" in told.details


@given(status=st.integers(100, 599), content=_JSON | _ERRORS_OF_ANY_FORM)
def test_an_answer_of_any_form_is_understood_or_told_in_words(status: int, content: Any) -> None:
    body = json.dumps(content).encode()

    outcome = read_answer(Answer("ReadNets", status, {}, body, _NOW))

    if isinstance(outcome, Failure):
        assert str(outcome.error).removeprefix("ReadNets: ")
    else:
        assert 200 <= status < 300
        assert outcome == content


@given(
    status=st.integers(100, 599),
    body=st.binary(),
    headers=st.dictionaries(st.sampled_from(["date", "retry-after", "content-type"]), st.text()),
)
def test_no_bytes_and_headers_are_too_strange(status: int, body: bytes, headers: dict[str, str]) -> None:
    outcome = read_answer(Answer("ReadNets", status, headers, body, _NOW))

    assert not isinstance(outcome, Failure) or outcome.retry_after >= 0
