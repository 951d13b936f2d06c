"""Reads: filters, pages, unknown identifiers, and values written as the service writes them."""

from __future__ import annotations

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.fake.document import Document, JsonObject, outscale_document
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.read import filter_path

# Filters on what objects do not show, dates before or after, and those of policies, which have reads of their own.
UNKNOWN_FILTERS = {
    "BgpAsns",
    "FromCreationDate",
    "Hypervisors",
    "IsDefault",
    "Lifecycles",
    "LinkPublicIpAccountIds",
    "LinkVolumeLinkDates",
    "NicLinkNicLinkNicDates",
    "NicLinkNicVmAccountIds",
    "NicLinkNicVmIds",
    "NicLinkPublicIpAccountIds",
    "NicLinkPublicIpLinkPublicIpIds",
    "NicLinkPublicIpPublicIpIds",
    "NicPrivateIpsLinkPublicIpAccountIds",
    "NicSubregionNames",
    "OnlyLinked",
    "PathPrefix",
    "Placements",
    "PrivateIpsLinkPublicIpAccountIds",
    "Scope",
    "StateReasonCodes",
    "StateReasonMessages",
    "ToCreationDate",
    "VirtualizationTypes",
    "VmStateCodes",
}


def test_an_identifier_that_nothing_has_finds_nothing(call: Caller) -> None:
    assert call("ReadNets", Filters={"NetIds": ["vpc-00000000"]})["Nets"] == []
    assert call("ReadLoadBalancers", Filters={"LoadBalancerNames": ["none"]})["LoadBalancers"] == []


def test_filters_of_several_names_narrow_and_values_of_one_widen(call: Caller) -> None:
    nets = [call("CreateNet", IpRange=f"10.{number}.0.0/16")["Net"] for number in range(3)]
    call("CreateTags", ResourceIds=[nets[0]["NetId"], nets[1]["NetId"]], Tags=[{"Key": "env", "Value": "test"}])

    tagged = call("ReadNets", Filters={"Tags": ["env=test"]})["Nets"]
    narrowed = call("ReadNets", Filters={"TagKeys": ["env"], "IpRanges": ["10.1.0.0/16", "10.2.0.0/16"]})["Nets"]

    assert [net["IpRange"] for net in tagged] == ["10.0.0.0/16", "10.1.0.0/16"]
    assert [net["IpRange"] for net in narrowed] == ["10.1.0.0/16"]


def test_a_name_with_an_asterisk_finds_every_name_of_that_form(call: Caller) -> None:
    found = call("ReadImages", Filters={"ImageNames": ["Ubuntu*"]})["Images"]

    assert [image["ImageId"] for image in found] == ["ami-12345678"]


@pytest.mark.parametrize("asked", [{"ResultsPerPage": 2}, {}])
def test_pages_follow_each_other_until_all_is_read(fake: Fake, call: Caller, asked: JsonObject) -> None:
    made = [call("CreatePublicIp")["PublicIp"]["PublicIpId"] for _ in range(5)]
    fake.control(page=0 if asked else 2)

    first = call("ReadPublicIps", **asked)
    second = call("ReadPublicIps", **asked, NextPageToken=first["NextPageToken"])
    third = call("ReadPublicIps", **asked, NextPageToken=second["NextPageToken"])

    pages = [[address["PublicIpId"] for address in reply["PublicIps"]] for reply in (first, second, third)]
    assert pages == [made[:2], made[2:4], made[4:]]
    assert "NextPageToken" not in third


def test_a_page_token_of_somebody_else_is_refused(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="NextPageToken"):
        call("ReadNets", NextPageToken="bm9uZQ==")


def test_users_are_counted_from_a_first_item(fake: Fake, call: Caller) -> None:
    for name in ("a", "b", "c"):
        call("CreateUser", UserName=name)
    fake.control(page=2)

    first, second = call("ReadUsers"), call("ReadUsers", FirstItem=3)

    assert [user["UserName"] for user in first["Users"] + second["Users"]] == ["a", "b", "c"]
    assert (first["HasMoreItems"], second["HasMoreItems"]) == (True, False)


def test_tags_come_back_one_a_key_in_order(call: Caller) -> None:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    tags = [{"Key": key, "Value": value} for key, value in (("b", "1"), ("a", "2"), ("b", "3"))]

    call("CreateTags", ResourceIds=[net], Tags=tags)

    found = call("ReadNets", Filters={"NetIds": [net]})["Nets"][0]["Tags"]
    assert found == [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}]


def test_a_tag_goes_only_with_its_value(call: Caller) -> None:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    call("CreateTags", ResourceIds=[net], Tags=[{"Key": "a", "Value": "1"}])

    call("DeleteTags", ResourceIds=[net], Tags=[{"Key": "a", "Value": "2"}])

    assert call("ReadTags", Filters={"Keys": ["a"]})["Tags"] == [
        {"Key": "a", "Value": "1", "ResourceId": net, "ResourceType": "vpc"}
    ]


def test_every_filter_of_the_document_is_applied_or_known_not_to_be(fake: Fake) -> None:
    document = outscale_document()
    filters = {
        (document.kind(operation), name)
        for operation in fake.served
        if operation.startswith("Read") and document.kind(operation) in KINDS
        for name in _filters(document, operation)
    }

    unknown = {name for kind, name in filters if filter_path(document, kind, name) is None}

    assert len(filters) > 250
    assert unknown == UNKNOWN_FILTERS


def _filters(document: Document, operation: str) -> list[str]:
    schema = document.request_schema(operation)["properties"].get("Filters", {"properties": {}})
    return [name for name in document.resolve(schema)["properties"] if not name.startswith("Tag")]


def test_a_filter_that_cannot_be_applied_is_refused_rather_than_ignored(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="cannot filter Net by IsDefault"):
        call("ReadNets", Filters={"IsDefault": True})
