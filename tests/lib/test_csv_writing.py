"""CSV in which no cell becomes a formula, and every other cell comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib.csv_writing import BOM, lines, safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+46701740605", "-2 degrees", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)"]
)
def test_what_would_be_a_formula_is_a_text(text: str):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(-5, "-5"), (7, "7"), (None, ""), ("Nurse", "Nurse")])
def test_figures_and_plain_texts_stay(value: object, cell: str):
    assert safe(value) == cell


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2)))
def test_a_spreadsheet_reads_what_was_written(rows: list[list[str]]):
    written = "".join(lines(["One", "Two"], rows))

    read = list(csv.reader(io.StringIO(written.removeprefix(BOM), newline="")))

    assert read == [["One", "Two"], *([safe(cell) for cell in row] for row in rows)]
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@"))]
