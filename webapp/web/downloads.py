"""Files that a page lets people take away."""

from collections.abc import Iterable, Sequence

from flask import Response

from webapp.lib import csv_writing


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV file for spreadsheets; `name` without its ending, in plain letters."""
    return Response(
        "".join(csv_writing.lines(header, rows)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
