"""Reads that come in pages, of both kinds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outscale_provider.client.client import Client
from outscale_provider.client.pages import read_pages
from outscale_provider.errors import ApiError
from tests.outscale.scripted import Reply, scripted_service, settings_for

_COUNTS, _SIZES = st.integers(0, 40), st.integers(1, 12)


def items(count: int) -> list[dict[str, Any]]:
    return [{"Number": number} for number in range(count)]


@given(count=_COUNTS, size=_SIZES)
def test_pages_with_tokens_are_put_together(count: int, size: int) -> None:
    def call(_operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        start = int(arguments.get("NextPageToken", 0))
        more = {"NextPageToken": str(start + size)} if start + size < count else {}
        return {"Nets": items(count)[start : start + size], **more}

    assert read_pages(call, "ReadNets", "Nets", {}) == items(count)


@given(count=_COUNTS, size=_SIZES, first=st.sampled_from([0, 1]))
def test_pages_that_count_items_are_put_together_whether_they_count_from_0_or_1(
    count: int, size: int, first: int
) -> None:
    size = max(size, 1 + first)

    def call(_operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        start = max(arguments.get("FirstItem", first) - first, 0)
        return {"Users": items(count)[start : start + size], "HasMoreItems": start + size < count}

    assert read_pages(call, "ReadUsers", "Users", {}) == items(count)


@pytest.mark.parametrize(
    "page",
    [
        {"Nets": [{"NetId": "vpc-1"}], "NextPageToken": "again"},
        {"Nets": [{"NetId": "vpc-1"}], "HasMoreItems": True},
        {"Nets": [], "HasMoreItems": True},
    ],
)
def test_pages_that_go_round_in_circles_are_an_error(page: dict[str, Any]) -> None:
    with pytest.raises(ApiError, match="the same page again and again"):
        read_pages(lambda _operation, _arguments: page, "ReadNets", "Nets", {})


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, []), ([], []), ({"Id": "a"}, [{"Id": "a"}]), ([{"Id": "a"}, None, "b"], [{"Id": "a"}]), ("text", [])],
)
def test_a_collection_of_another_form_gives_the_objects_in_it(content: object, found: list[dict[str, Any]]) -> None:
    assert read_pages(lambda _operation, _arguments: {"Parts": content}, "ReadParts", "Parts", {}) == found


def test_each_page_is_asked_for_with_the_same_arguments() -> None:
    with scripted_service() as service:
        service.will(
            Reply(content={"Nets": items(1), "NextPageToken": "second"}),
            Reply(content={"Nets": items(1), "NextPageToken": "third"}),
            Reply(content={"Nets": items(3), "NextPageToken": ""}),
        )
        client = Client(settings_for(service.url))

        found = client.read_all("ReadNets", "Nets", {"Filters": {"States": ["available"]}})

        assert [request.arguments for request in service.requests] == [
            {"Filters": {"States": ["available"]}},
            {"Filters": {"States": ["available"]}, "NextPageToken": "second"},
            {"Filters": {"States": ["available"]}, "NextPageToken": "third"},
        ]
        assert found == items(1) + items(1) + items(3)
        client.close()
