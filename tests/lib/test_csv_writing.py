"""CSV in which no cell becomes a formula, and every other cell comes back as it was."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib.csv_writing import BOM, lines, safe


@pytest.mark.parametrize(
    "text", ["=1+1", "+46701740605", "-2 degrees", "@SUM(A1)", "\tHi", "\rHi", "=HYPERLINK(1)"]
)
def test_what_would_be_a_formula_is_a_text(text: str):
    assert safe(text) == f"'{text}"


def test_a_formula_behind_a_tab_is_a_text_in_both_cells_that_it_may_be():
    assert safe("\t=1") == "'\t'=1"


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+1", " =1+1", "＝1+1"])
@pytest.mark.parametrize("before", ["Stop;", "Stop\n", "Stop\r\n", "Stop\t", 'Stop;"', ""])
def test_no_formula_begins_where_another_spreadsheet_begins_a_cell(before: str, formula: str):
    file = "".join(lines(["Number", "Reason"], [["1", f"{before}{formula}\nIna"]]))

    cells = re.split(r"[;,\t\r\n]", file)

    assert not [one for one in cells if one.strip("\"' ") and one.lstrip('" ')[0] in "=+-@＝"]


@pytest.mark.parametrize(("value", "cell"), [(-5, "-5"), (7, "7"), (None, ""), ("Nurse", "Nurse")])
def test_figures_and_plain_texts_stay(value: object, cell: str):
    assert safe(value) == cell


@given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2)))
def test_a_spreadsheet_reads_what_was_written(rows: list[list[str]]):
    written = "".join(lines(["One", "Two"], rows))

    read = list(csv.reader(io.StringIO(written.removeprefix(BOM), newline="")))

    assert read == [["One", "Two"], *([safe(cell) for cell in row] for row in rows)]
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@"))]
