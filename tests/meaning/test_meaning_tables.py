"""What strings mean, row by row: the tables beside this file are the specification."""

from __future__ import annotations

import pytest

from tests.meaning.tables import Row, differences, read, rows

ROWS = tuple(rows())


def test_there_are_many_rows_and_half_of_them_are_lawful() -> None:
    lawful = [row for row in ROWS if not row.implied and not row.undetermined and not row.credentials]

    assert len({row.it for row in ROWS}) == len(ROWS) >= 300
    assert len(lawful) >= len(ROWS) // 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.it)
def test_a_text_means_what_its_row_says(row: Row) -> None:
    assert differences(row, read(row)) == []
