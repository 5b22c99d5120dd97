"""The tab with the notes about a candidate: written by anybody, changed by whoever wrote them."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.conversation import candidate
from webapp.domain import notes
from webapp.domain.cases import CaseFacts
from webapp.domain.notes import NoteRefused
from webapp.domain.rights import Right
from webapp.lib.words import Sentence
from webapp.models import Application, Note
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.writing import MOST_TYPED

notes_area = Blueprint("notes", __name__)

_PATH = "/cases/<int:case_id>/applications/<int:application_id>/notes"


@notes_area.get(_PATH)
@needs(Right.CONTACT)
def index(case_id: int, application_id: int) -> ResponseReturnValue:
    """The notes about a candidate, newest first."""
    application, case = candidate.fetch(case_id, application_id, Right.CONTACT)
    return _page(application, case)


@notes_area.post(_PATH)
@needs(Right.CONTACT)
def create(case_id: int, application_id: int) -> ResponseReturnValue:
    """Write a note."""
    application, case = candidate.fetch(case_id, application_id, Right.CONTACT)
    try:
        notes.write(application.id, current_user.person.id, _typed())
    except NoteRefused as refused:
        return _page(application, case, refused.sentence), 422
    return htmx.done(candidate.path_of(application, "/notes"))


@notes_area.get("/notes/<int:note_id>/edit")
@needs(Right.CONTACT)
def edit(note_id: int) -> ResponseReturnValue:
    """The form with what one's own note says."""
    note, case = _own(note_id)
    return _form(note, case, note.text)


@notes_area.post("/notes/<int:note_id>/edit")
@needs(Right.CONTACT)
def save(note_id: int) -> ResponseReturnValue:
    """Change one's own note; that it was changed is shown beside it."""
    note, case = _own(note_id)
    try:
        notes.change(note, _typed())
    except NoteRefused as refused:
        return _form(note, case, _typed(), refused.sentence), 422
    return htmx.done(candidate.path_of(note.application, "/notes"))


@notes_area.post("/notes/<int:note_id>/deletion")
@needs(Right.CONTACT)
def delete(note_id: int) -> ResponseReturnValue:
    """Delete one's own note; that there was one stays in the timeline."""
    note, _ = _own(note_id)
    notes.delete(note)
    return htmx.done(candidate.path_of(note.application, "/notes"))


def _own(note_id: int) -> tuple[Note, CaseFacts]:
    """A note that the person who asks wrote themselves; 403 for a colleague's."""
    note, case = access.note(note_id, Right.CONTACT)
    if note.user_id != current_user.person.id:
        abort(403)
    if note.deleted_at is not None:
        abort(404)
    return note, case


def _typed() -> str:
    return request.form.get("text", "")[:MOST_TYPED]


def _page(application: Application, case: CaseFacts, error: Sentence | None = None) -> str:
    return render_template(
        "conversation/notes.html",
        notes=notes.of(application.id),
        me=current_user.person.id,
        text=_typed(),
        error=error,
        **candidate.frame(application, case, "notes"),
    )


def _form(note: Note, case: CaseFacts, text: str, error: Sentence | None = None) -> str:
    return render_template(
        "conversation/note.html",
        note=note,
        text=text,
        error=error,
        **candidate.frame(note.application, case, "notes"),
    )
