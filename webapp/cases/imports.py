"""Importing applications from a spreadsheet: first what would happen, then the same for real."""

import base64

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import importing
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.lib.spreadsheet import SpreadsheetError, read_table
from webapp.lib.words import Sentence, say, say_n
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate
from webapp.web.security import MAX_FILE_BYTES

imports_area = Blueprint("imports", __name__)

_TOO_LARGE = say("A file may be up to 10 MB. Divide it and try again.")


@imports_area.get("/cases/<int:case_id>/import")
@needs(Right.APPLICATIONS)
def show(case_id: int) -> ResponseReturnValue:
    """The page to choose a file on."""
    return _page(access.case(case_id, Right.APPLICATIONS))


@imports_area.post("/cases/<int:case_id>/import")
@needs(Right.APPLICATIONS)
def run(case_id: int) -> ResponseReturnValue:
    """A file: what it would do. The same data sent again from that page: do it."""
    case = access.case(case_id, Right.APPLICATIONS)
    checked = request.form.get("data", "")
    try:
        data = base64.b64decode(checked, validate=True) if checked else _uploaded()
        if not data:
            return _page(case, error=say("Choose a file first.")), 422
        if len(data) > MAX_FILE_BYTES:
            return _page(case, error=_TOO_LARGE), 422
        report = importing.import_rows(
            case, read_table(data), dry_run=not checked, by_id=current_user.person.id
        )
    except SpreadsheetError as problem:
        return _page(case, error=problem.sentence), 422
    except ValueError:
        return _page(case, error=say("Choose the file again.")), 422
    if checked:
        flash(translate(_told(report)))
        return htmx.done(url_for("cases.show", case_id=case.id))
    return _page(case, report=report, data=base64.b64encode(data).decode())


def _told(report: importing.Report) -> Sentence:
    """What came of it, for the page of the case."""
    added = say_n("%(num)d candidate was added", "%(num)d candidates were added", report.added)
    updated = say_n("%(num)d updated", "%(num)d updated", report.updated)
    left = say_n("%(num)d row was left out", "%(num)d rows were left out", report.refused)
    return say("%(added)s, %(updated)s, %(left)s.", added=added, updated=updated, left=left)


def _uploaded() -> bytes:
    file = request.files.get("file")
    return file.read() if file else b""


def _page(
    case: CaseFacts,
    *,
    error: Sentence | None = None,
    report: importing.Report | None = None,
    data: str = "",
) -> str:
    return render_template("cases/import.html", case=case, error=error, result=report, data=data)
