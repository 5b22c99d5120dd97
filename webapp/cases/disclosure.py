"""What is held about a candidate: the page from which it is taken out or erased, and the file."""

import io
import zipfile
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from webapp.cases import person
from webapp.domain import disclosure
from webapp.domain.applications import STAGES
from webapp.domain.cases import CaseFacts
from webapp.domain.declaring import Shown
from webapp.domain.disclosure import Value
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.models import Application, Organisation
from webapp.web import access
from webapp.web.access import needs
from webapp.web.filters import moment, translate

disclosure_area = Blueprint("disclosure", __name__)

_WORDS = {
    Shown.STAGE: STAGES,
    Shown.STATE: disclosure.STATES,
    Shown.WORD: disclosure.WORDS,
}
_BASE = "/cases/<int:case_id>/applications/<int:application_id>"


@disclosure_area.get(f"{_BASE}/personal-data")
@needs(Right.CASE_VIEW)
def show(case_id: int, application_id: int) -> ResponseReturnValue:
    """The applications of this person, to be taken out or erased together."""
    application, case = person.of_case(case_id, application_id, Right.CASE_VIEW)
    may_export = access.may(Right.EXPORT, case.organisation_path)
    may_erase = all(access.may(right, case.organisation_path) for right in person.TO_ERASE)
    ids = {application.id}
    ids |= set(person.same(application, Right.EXPORT)) if may_export else set()
    ids |= set(person.same(application, *person.TO_ERASE)) if may_erase else set()
    return render_template(
        "cases/personal_data.html",
        case=case,
        application=application,
        found=disclosure.known(ids),
        may_export=may_export,
        may_erase=may_erase,
    )


@disclosure_area.get(f"{_BASE}/disclosure")
@needs(Right.EXPORT)
def application(case_id: int, application_id: int) -> ResponseReturnValue:
    """Everything about this application as a file, and about those in `?also=` of the same person.

    A zip of two: one to read and print, one for other programs. Served so, nothing that a
    candidate wrote is ever a page of ours. That it was taken is in the log.
    """
    found, case = person.of_case(case_id, application_id, Right.EXPORT)
    ids = person.chosen(found, request.args.getlist("also"), Right.EXPORT)
    file = _file(found, case, ids)
    disclosure.record(ids, current_user.person.id)
    name = f"candidate-{found.id}.zip"
    return Response(
        file,
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file(application: Application, case: CaseFacts, ids: list[int]) -> bytes:
    now = clock.now()
    chapters = disclosure.about(ids)
    root = Organisation.get_by_id(case.root_id)
    page = render_template(
        "cases/disclosure_file.html",
        name=application.name,
        organisation=root,
        chapters=chapters,
        reads=_reads,
        made_at=now,
        made_by=current_user.person.name,
        style=_style(),
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as together:
        together.writestr("what-is-held.html", page)
        together.writestr("what-is-held.json", disclosure.as_json(chapters, root.name, now))
    return file.getvalue()


def _reads(value: Value) -> str:
    """A value as a person reads it."""
    if value.shown is Shown.MOMENT:
        return moment(value.value)
    words = _WORDS.get(value.shown, {})
    return translate(words.get(value.value, str(value.value)))


def _style() -> Markup:
    """The style in the file itself, which is read where nothing of ours can be fetched."""
    sheet = Path(current_app.static_folder or "", "css", "disclosure.css").read_text()
    return Markup("<style>\n{}</style>").format(Markup(sheet))  # noqa: S704
