"""The fake asks of a call what the service's document asks, and refuses the rest as the service does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import tests.outscale.fake as fake_package
from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.fake.document import JsonObject, outscale_document
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.refusals import known_refusals
from tests.outscale.fake.validation import check_request


@pytest.mark.parametrize(
    ("operation", "arguments", "expected"),
    [
        ("CreateNet", {"IpRange": "10.0.0.0/16", "Colour": "blue"}, ("3001", "Colour")),
        ("CreateNet", {}, ("7000", "IpRange")),
        ("CreateNet", {"IpRange": 3}, ("4110", "IpRange")),
        ("CreateNet", {"IpRange": "10.0.0.0/16", "DryRun": "no"}, ("4110", "DryRun")),
        ("CreateVolume", {"SubregionName": "eu-west-2a", "Size": True}, ("4110", "Size")),
        ("ReadNets", {"Filters": {"NetIds": "vpc-1"}}, ("4110", "Filters.NetIds")),
        ("ReadNets", {"Filters": {"NetIds": ["vpc-1", 2]}}, ("4110", "Filters.NetIds[1]")),
        ("CreateTags", {"ResourceIds": ["vpc-1"], "Tags": [{"Key": "a"}]}, ("7000", "Tags[0].Value")),
        ("CreateVms", {"ImageId": "ami-12345678", "BootMode": "floppy"}, ("4047", "BootMode")),
        ("ReadPolicy", {"PolicyOrn": "policy"}, ("4047", "PolicyOrn")),
    ],
)
def test_a_request_that_the_document_does_not_allow_is_refused_by_name(
    call: Caller, operation: str, arguments: JsonObject, expected: tuple[str, str]
) -> None:
    code, named = expected

    with pytest.raises(AnsweredError, match=re.escape(f"'{named}'")) as refused:
        call(operation, **arguments)

    assert (refused.value.status, refused.value.code) == (400, code)


def test_a_value_that_is_null_is_refused_unless_the_document_allows_it(call: Caller) -> None:
    with pytest.raises(AnsweredError, match="IpRange"):
        call("CreateNet", IpRange=None)

    with pytest.raises(AnsweredError, match="does not exist"):
        call("UpdateListenerRule", ListenerRuleName="none", HostPattern=None)


def test_a_body_that_is_no_json_is_refused(call: Caller) -> None:
    answer = call.send("ReadNets", b"{")

    assert answer.status == 400
    assert answer.json()["Errors"][0]["Code"] == "4110"


def test_an_operation_that_does_not_exist_is_refused(call: Caller) -> None:
    answer = call.send("CreateCastle", b"{}")

    assert answer.status == 400
    assert "CreateCastle" in answer.json()["Errors"][0]["Details"]


def test_a_dry_run_changes_nothing(call: Caller, fake: Fake) -> None:
    call("CreateNet", IpRange="10.0.0.0/16", DryRun=True)

    assert fake.objects("Net") == []


def test_every_example_of_the_document_is_a_request_that_the_fake_understands() -> None:
    document = outscale_document()

    examples = [
        (operation, example) for operation in document.operations for example in document.request_examples(operation)
    ]

    assert len(examples) > 200
    for operation, example in examples:
        check_request(document, operation, example)


def test_the_fake_serves_every_operation_on_the_objects_that_the_provider_manages(fake: Fake) -> None:
    beyond = outscale_document().operations - fake.served

    assert all(
        operation.endswith(
            ("Account", "Catalog", "Catalogs", "ProductType", "ProductTypes", "History", "Logs", "Price")
        )
        or "OutscaleLogin" in operation
        or operation == "DeleteExportTask"
        for operation in beyond
    )


def test_every_refusal_of_the_fake_is_one_that_the_service_knows() -> None:
    sources = [path.read_text() for path in Path(fake_package.__file__).parent.glob("*.py")]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]

    named = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "refusal" and isinstance(call.args[0], ast.Constant)
    }
    of_kinds = {name for kind in KINDS.values() for name in (kind.missing, kind.busy, kind.full, kind.taken)}

    assert len(named) > 80
    assert named | of_kinds <= set(known_refusals())
