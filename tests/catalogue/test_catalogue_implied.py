"""The table of implied operators: read strictly, and every row of ours leads to somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _parser as sre_parse  # type: ignore[attr-defined] # the engine's own syntax tree
from typing import Any

import pytest

from rempart.catalogue import load_catalogue
from rempart.catalogue.facts import Implied, Purpose, Sign
from rempart.catalogue.read import read_facts
from rempart.errors import CatalogueError
from tests.catalogue.catalogue_builders import SOURCE, a_catalogue, an_implied

CATALOGUE = load_catalogue()
SENDS_NOWHERE = {Purpose.VOCABULARY, Purpose.SOFTWARE, Purpose.CERTIFICATES, Purpose.TIME}


def test_a_row_rests_on_the_source_of_the_table_and_on_what_redirects_its_family(tmp_path: Path) -> None:
    row = an_implied(unless=["URL_OF_NIMBUS"], offline=["help"])

    (implied,) = read_facts(a_catalogue(tmp_path, implied=[row])).implied

    assert (implied.sign, implied.names, implied.offline) == (Sign.COMMAND, ("nimbus",), ("help",))
    assert implied.unless == ("nimbusurl", "urlofnimbus")
    assert (implied.role, implied.citation.source) == ("sends", SOURCE["source"])


def test_names_of_settings_and_variables_are_squeezed_and_values_are_not(tmp_path: Path) -> None:
    setting = an_implied(sign="setting", match={"Storage_?Type": "nimbus_s3"})
    variable = an_implied(id="nimbus-key", sign="variable", match=["NIMBUS_(API_)?KEY"])

    facts = read_facts(a_catalogue(tmp_path, implied=[setting, variable])).implied

    assert facts[0].settings == (("storagetype", "nimbus_s3"),)
    assert facts[1].names == ("nimbus(api)?key",)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (an_implied(sign="guess"), "sign is not a known value"),
        (an_implied(match=None), "match is missing"),
        (an_implied(sign="setting", match=["type"]), "match is not a group of fields"),
        (an_implied(sign="setting", match={"type": None}), "match holds something that is not text"),
        (an_implied(sign="setting", match={"type": "a+b+"}), "which may take long to match"),
        (an_implied(sign="setting", match={"type": "(a+)+"}), "which may take long to match"),
        (an_implied(sign="setting", match={"type": "(ab){2,3}"}), "which may take long to match"),
        (an_implied(sign="variable", match=["^NIMBUS$"]), "with an anchor"),
        (an_implied(sign="variable", match=["(NIMBUS"]), "which is no regular expression"),
        (an_implied(match=["nimbus run"]), "which is not one word"),
        (an_implied(sign="call", match=["nim("]), "too short to tell anything"),
        (an_implied(sign="scheme", match=["nimbus"], offline=["help"]), "offline is not a field of this row"),
        (an_implied(family="cumulus"), "family is not in the list of families"),
        (an_implied(host="https://nimbus.example"), "host is no host"),
        (an_implied(role="names"), "role is not a known value; use one of fetches, sends"),
        (an_implied(colour="blue"), "colour is not a field of this row"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, row: dict[str, object], complaint: str) -> None:
    catalogue = a_catalogue(tmp_path, implied=[row])

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()
    assert "implied.yaml, implied[0] (nimbus-cli)" in refused.value.line()


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        (an_implied(match=["other"]), "id repeats the implied operator nimbus-cli"),
        (an_implied(id="again"), "match repeats the command nimbus"),
    ],
)
def test_what_two_rows_both_state_is_refused(tmp_path: Path, second: dict[str, object], complaint: str) -> None:
    catalogue = a_catalogue(tmp_path, implied=[an_implied(), second])

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()


@pytest.mark.parametrize("implied", CATALOGUE.implied, ids=[implied.id for implied in CATALOGUE.implied])
def test_every_row_of_ours_leads_to_a_host_that_somebody_runs(implied: Implied) -> None:
    found = CATALOGUE.host(implied.host)

    assert found is not None
    uploads = bool(implied.subcommands)
    assert implied.role == "fetches" or uploads or found.endpoint.purpose not in SENDS_NOWHERE


def test_every_kind_of_sign_is_told() -> None:
    assert {implied.sign for implied in CATALOGUE.implied} == set(Sign)


def test_no_pattern_of_ours_repeats_what_repeats() -> None:
    patterns = {p for row in CATALOGUE.implied for p in (*row.unless, *(t for pair in row.settings for t in pair))}

    assert patterns
    assert [pattern for pattern in patterns if _nests(sre_parse.parse(pattern))] == []


@pytest.mark.parametrize(
    ("pattern", "nested"), [(r"(a+)+", True), (r"(?:x|(?:a*b)*)y", True), (r"a+(?:b|c)*d{1,9}", False)]
)
def test_a_repetition_inside_another_is_seen(pattern: str, nested: bool) -> None:  # noqa: FBT001 - a row of the table
    assert _nests(sre_parse.parse(pattern)) is nested


def _nests(parsed: Iterable[Any], *, inside: bool = False) -> bool:
    """Return whether a repetition without bound stands inside another: on hostile texts it takes exponential time."""
    for operation, argument in parsed:
        repeats = str(operation) in {"MAX_REPEAT", "MIN_REPEAT"} and str(argument[1]) == "MAXREPEAT"
        if (repeats and inside) or any(_nests(body, inside=inside or repeats) for body in _bodies(argument)):
            return True
    return False


def _bodies(argument: object) -> Iterator[Iterable[Any]]:
    if isinstance(argument, sre_parse.SubPattern):
        yield argument
    elif isinstance(argument, (list, tuple)):
        for part in argument:
            yield from _bodies(part)
