"""Texts that belong elsewhere: moved to another application, or from a tray; or set aside."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.domain import moving
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.inbox import page
from webapp.inbox.page import Told
from webapp.inbox.questions import ask
from webapp.lib import phone
from webapp.lib.words import Sentence, say
from webapp.models import Application, InboundText, Organisation
from webapp.web import access, waiting
from webapp.web.access import needs
from webapp.web.pages import searched

texts_area = Blueprint("inbox_texts", __name__)
_NONE_CHOSEN = say("Choose one of the applications.")


@texts_area.get("/texts/<int:text_id>/application")
@needs(Right.CONTACT)
def choose(text_id: int) -> ResponseReturnValue:
    """To which other application of the same person a text could belong."""
    text, case = access.text(text_id, Right.CONTACT)
    return _choices(text, case.root_id)


@texts_area.post("/texts/<int:text_id>/application")
@needs(Right.CONTACT)
def move(text_id: int) -> ResponseReturnValue:
    """Move a text to another application of the same person."""
    text, case = access.text(text_id, Right.CONTACT)
    chosen = request.form.get("application", type=int)
    choices = moving.same_person(text, case.root_id, waiting.reader().paths)
    # Pressed twice, it is there already.
    if chosen is None or chosen not in {text.application_id, *(one.id for one in choices)}:
        return _choices(text, case.root_id, _NONE_CHOSEN)
    return _moved(text, case.root_id, chosen)


@texts_area.post("/texts/<int:text_id>/return")
@needs(Right.CONTACT)
def put_back(text_id: int) -> ResponseReturnValue:
    """Take back one's own move of a text, with the others that were moved with it."""
    text, case = access.text(text_id, Right.CONTACT)
    ids = [int(one) for one in request.form.get("texts", "").split() if one.isdecimal()]
    moving.put_back(text, [text.id, *ids], case.root_id, current_user.person.id)
    return page.answer(Told(_("It is back where it was.")))


@texts_area.get("/unknown-texts/<int:unknown_id>/application")
@needs(Right.CONTACT)
def find(unknown_id: int) -> ResponseReturnValue:
    """Whose a text from an unknown number could be: found by number, or searched for."""
    return _finding(*access.unknown_text(unknown_id, Right.CONTACT))


@texts_area.get("/unknown-texts/<int:unknown_id>/dismissal")
@needs(Right.CONTACT)
def choose_reason(unknown_id: int) -> ResponseReturnValue:
    """Why the texts of an unknown number want nothing more."""
    return _reason(access.unknown_text(unknown_id, Right.CONTACT)[0])


@texts_area.post("/unknown-texts/<int:unknown_id>/dismissal")
@needs(Right.CONTACT)
def dismiss(unknown_id: int) -> ResponseReturnValue:
    """Set the texts of an unknown number aside."""
    text, _root = access.unknown_text(unknown_id, Right.CONTACT)
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _reason(text, say("Write why, in a word or two."))
    moving.set_aside(text, reason, current_user.person.id)
    told = Told(
        _("%(number)s is set aside.", number=phone.display(text.from_number)),
        url_for("inbox_texts.restore", unknown_id=text.id),
    )
    return page.answer(told, in_dialog="in_dialog" in request.form)


@texts_area.post("/unknown-texts/<int:unknown_id>/restoration")
@needs(Right.CONTACT)
def restore(unknown_id: int) -> ResponseReturnValue:
    """Take the texts of an unknown number up again."""
    text, _root = access.unknown_text(unknown_id, Right.CONTACT)
    moving.restore(text)
    return page.answer(Told(_("%(number)s is back.", number=phone.display(text.from_number))))


@texts_area.post("/unknown-texts/<int:unknown_id>/application")
@needs(Right.CONTACT)
def attach(unknown_id: int) -> ResponseReturnValue:
    """Say to which application the texts of an unknown number belong."""
    text, root = access.unknown_text(unknown_id, Right.CONTACT)
    chosen = request.form.get("application", type=int)
    if chosen is None:
        return _finding(text, root, _NONE_CHOSEN)
    application, _case = access.application(chosen, Right.CONTACT)
    try:
        return _moved(text, root.id, application.id)
    except NotPossible as problem:
        return _finding(text, root, problem.sentence)


def _moved(text: InboundText, root_id: int, to_id: int) -> ResponseReturnValue:
    moved = moving.move(text, root_id, to_id, current_user.person.id)
    where = Application.get_by_id(to_id)
    told = Told(
        _("Moved to %(name)s, %(case)s.", name=where.name, case=where.case.title),
        url_for("inbox_texts.put_back", text_id=text.id),
        {"texts": " ".join(map(str, moved))},
    )
    return page.answer(told, in_dialog="in_dialog" in request.form)


def _choices(
    text: InboundText, root_id: int, problem: Sentence | None = None
) -> ResponseReturnValue:
    return ask(
        "move",
        _("Move to another application"),
        phone.display(text.from_number),
        problem,
        words=[text.text],
        choices=moving.same_person(text, root_id, waiting.reader().paths),
    )


def _finding(
    text: InboundText, root: Organisation, problem: Sentence | None = None
) -> ResponseReturnValue:
    paths = waiting.reader().paths
    q = searched()
    choices = moving.same_person(text, root.id, paths)
    known = {one.id for one in choices}
    return ask(
        "attach",
        _("Whose is this?"),
        phone.display(text.from_number),
        problem,
        words=[one.text for one in moving.in_tray(text)],
        choices=choices,
        q=q,
        found=[one for one in moving.found(q, root.id, paths) if one.id not in known],
    )


def _reason(text: InboundText, problem: Sentence | None = None) -> ResponseReturnValue:
    return ask(
        "dismissal",
        _("Set aside"),
        phone.display(text.from_number),
        problem,
        words=[one.text for one in moving.in_tray(text)],
    )
