"""Importing files in tests, and what a case knows afterwards."""

from collections.abc import Callable

from webapp.domain import importing
from webapp.domain.cases import CaseFacts
from webapp.domain.importing import Report
from webapp.lib.spreadsheet import read_table
from webapp.models import Application


def run(
    case: CaseFacts,
    file: str | bytes,
    *,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda rows: None,
    by_id: int | None = None,
) -> Report:
    """Import a file into the case."""
    data = file.encode() if isinstance(file, str) else file
    return importing.import_rows(
        case, read_table(data), dry_run=dry_run, progress=progress, by_id=by_id
    )


def everybody(case: CaseFacts) -> list[Application]:
    """The applications of the case, oldest first."""
    return list(Application.select().where(Application.case == case.id).order_by(Application.id))


def known(case: CaseFacts) -> list[tuple[str, ...]]:
    """Of each: first name, last name, mobile number, e-mail, reference, stage."""
    return [
        (one.first_name, one.last_name, one.mobile, one.email, one.reference, one.stage)
        for one in everybody(case)
    ]


def outcomes(report: Report) -> list[str]:
    """What became of each row."""
    return [row.outcome for row in report.rows]
