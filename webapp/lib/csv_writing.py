"""CSV for spreadsheets, in which no cell can become a formula.

A cell that begins with = + - @, a tab or a carriage return is run by spreadsheets as a formula,
whoever wrote it (OWASP, "CSV Injection"). An apostrophe before it makes it a text. A telephone
number in E.164 begins with +, so this touches every number; plain figures stay figures.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
"""What makes Excel read the file as UTF-8."""


def safe(value: object) -> str:
    """A cell's text; whole numbers stay numbers, also negative ones."""
    text = "" if value is None else str(value)
    if isinstance(value, int) or not text.startswith(_STARTS_A_FORMULA):
        return text
    return f"'{text}"


def lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line (RFC 4180), its heading first, with a BOM before everything."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in (header, *rows):
        writer.writerow([safe(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
