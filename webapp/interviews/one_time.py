"""One time of an interview: who comes, its places, and withdrawing it."""

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.domain import interview_list, slots
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.interviews import layout
from webapp.interviews.forms import PlacesForm
from webapp.lib import clock
from webapp.models import Interview, Slot
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

interview_time_area = Blueprint("interview_time", __name__)


@interview_time_area.get("/slots/<int:slot_id>")
@needs(Right.INTERVIEWS)
def show(slot_id: int) -> ResponseReturnValue:
    """Who comes at this time, and for how many it has room."""
    slot, interview = access.slot(slot_id, Right.INTERVIEWS)
    return _page(slot, interview, PlacesForm(obj=slot))


@interview_time_area.post("/slots/<int:slot_id>/places")
@needs(Right.INTERVIEWS)
def set_places(slot_id: int) -> ResponseReturnValue:
    """Let more candidates have this time, or fewer."""
    slot, interview = access.slot(slot_id, Right.INTERVIEWS)
    form = PlacesForm()
    if not form.validate():
        return _page(slot, interview, form), 422
    try:
        slots.set_places(slot, form.places.data, current_user.person.id)
    except NotPossible as problem:
        form.places.errors = [translate(problem.sentence)]
        return _page(slot, interview, form), 422
    flash(ngettext("The time has %(num)d place.", "The time has %(num)d places.", form.places.data))
    return _back(interview)


@interview_time_area.post("/slots/<int:slot_id>/withdrawal")
@needs(Right.INTERVIEWS)
def withdraw(slot_id: int) -> ResponseReturnValue:
    """Offer a time no longer."""
    slot, interview = access.slot(slot_id, Right.INTERVIEWS)
    try:
        slots.withdraw(slot, current_user.person.id)
        flash(_("The time is no longer offered."))
    except NotPossible as problem:
        flash(translate(problem.sentence))
    return _back(interview)


def _page(slot: Slot, interview: Interview, form: PlacesForm) -> ResponseReturnValue:
    now, zone = clock.now(), ZoneInfo(interview.time_zone)
    offered = [one for one in slots.of_interview(interview.id, now) if one.id == slot.id]
    if not offered:
        flash(_("The time is no longer offered."))
        return _back(interview)
    clashes = slots.clashes(interview.id)
    [day] = layout.days(layout.times(offered, {}, clashes, zone, now))
    return render_template(
        "interviews/one_time.html",
        case=interview.case,
        interview=interview,
        day=day,
        time=day.times[0],
        is_ahead=slot.starts_at > now,
        people=[one for one in interview_list.invited(interview.id) if one.slot_id == slot.id],
        standings=interview_list.STANDINGS,
        form=form,
    )


def _back(interview: Interview) -> ResponseReturnValue:
    return htmx.done(url_for("interviews.show", interview_id=interview.id))
