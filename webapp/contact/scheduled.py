"""What is scheduled: the list, and another time or none for one send or one text of it."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.contact import when
from webapp.domain import schedule, sending, timing
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.refusals import NotSendable
from webapp.domain.rights import Right
from webapp.domain.timing import When
from webapp.lib import clock
from webapp.lib.words import Sentence
from webapp.models import Batch
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.pages import Page

scheduled_area = Blueprint("scheduled", __name__)

_NOBODY = Plan([], [], 0, [], 0)


@scheduled_area.get("/scheduled")
@needs(Right.CONTACT)
def index() -> ResponseReturnValue:
    """The sends that wait for their time, where this person may contact candidates."""
    ids = access.organisations(Right.CONTACT)
    number = request.args.get("page", 1, type=int)
    page = Page.of(number, schedule.count(ids), schedule.PAGE_SIZE)
    listed = schedule.page_of(ids, page.number)
    return render_template("contact/scheduled.html", nav="cases", listed=listed, page=page)


@scheduled_area.get("/batches/<int:batch_id>/schedule")
@needs(Right.CONTACT)
def show(batch_id: int) -> ResponseReturnValue:
    """Who waits for one send, with another time to choose."""
    batch, case = access.batch(batch_id, Right.CONTACT)
    return _page(batch, case, timing.chosen(batch, case.time_zone))


@scheduled_area.post("/batches/<int:batch_id>/schedule")
@needs(Right.SMS)
def change(batch_id: int) -> ResponseReturnValue:
    """Let what waits leave at another time, or now."""
    batch, case = access.batch(batch_id, Right.SMS)
    chosen = when.read(case, request.form)
    try:
        moved = schedule.change(batch, chosen, current_user.person.id)
    except NotSendable as problem:
        return _page(batch, case, chosen, problem.sentence), 422
    flash(_("Changed.") if moved else _("Nothing waits any more."))
    return htmx.done(url_for("scheduled.show", batch_id=batch.id))


@scheduled_area.post("/batches/<int:batch_id>/schedule/cancellation")
@needs(Right.SMS)
def cancel(batch_id: int) -> ResponseReturnValue:
    """Take back all that waits."""
    batch, _case = access.batch(batch_id, Right.SMS)
    _tell(sending.cancel(batch, by_id=current_user.person.id))
    return htmx.done(url_for("scheduled.index"))


@scheduled_area.post("/messages/<int:message_id>/cancellation")
@needs(Right.SMS)
def cancel_one(message_id: int) -> ResponseReturnValue:
    """Take back the text to one candidate."""
    message, _case = access.message(message_id, Right.SMS)
    _tell(int(schedule.cancel_one(message.id, current_user.person.id)))
    return htmx.done(url_for("scheduled.show", batch_id=message.batch_id))


def _page(
    batch: Batch, case: CaseFacts, chosen: When, error: Sentence | None = None
) -> ResponseReturnValue:
    return render_template(
        "contact/schedule.html",
        nav="cases",
        batch=batch,
        case=case,
        waiting=schedule.waiting(batch),
        error=error,
        may_send=access.may(Right.SMS, case.organisation_path),
        times=when.build(case, chosen, _NOBODY, clock.now()),
    )


def _tell(number: int) -> None:
    if number:
        flash(ngettext("%(num)d message taken back.", "%(num)d messages taken back.", number))
    else:
        flash(_("It was too late: nothing waited any more."))
