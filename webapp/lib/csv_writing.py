"""CSV for spreadsheets, in which no cell can become a formula.

A cell that begins with = + - @ (or their full-width twins), a tab or a carriage return is run by
spreadsheets as a formula, whoever wrote it (OWASP, "CSV Injection"). An apostrophe before it makes
it a text. A telephone number in E.164 begins with +, so this touches every number; plain figures
stay figures.

Where commas divide decimals, spreadsheets divide cells at semicolons, and then know nothing of our
quotes: what stands behind a semicolon or a line break inside a text begins a cell there as well.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

# Where a cell may begin, when a formula begins there, perhaps behind quotes and blanks.
_FORMULA = re.compile(r"""(^|[;\t\r\n])(?=['" ]*[=+\-@＝＋－＠\t\r])""")
BOM = "\ufeff"
"""What makes Excel read the file as UTF-8."""


def safe(value: object) -> str:
    """A cell's text; whole numbers stay numbers, also negative ones."""
    text = "" if value is None else str(value)
    return text if isinstance(value, int) else _FORMULA.sub(r"\1'", text)


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
