"""The page behind a booking link, `/b/<token>`: nobody signs in, and GET changes nothing.

Whoever knows the link may act, so there is neither a session nor a CSRF token: an address of 160
random bits cannot be forged by another site. Link scanners open what they find, hence only POST
acts, and that a person has opened the page is told by a small POST from the page itself.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.booking.forms import read_times
from webapp.booking.layout import Day
from webapp.booking.visit import Visit, why_ended
from webapp.domain import applications, booking_calendar, bookings, proposals
from webapp.domain.bookings import LinkEnded
from webapp.domain.settings import NotPossible
from webapp.lib.words import Sentence, say
from webapp.web import pages
from webapp.web.access import Door, needs
from webapp.web.language import CANDIDATE_LANGUAGES
from webapp.web.security import csrf

booking = Blueprint("booking", __name__, url_prefix="/b/<token>")
csrf.exempt(booking)

# What the press before a page did: its address says it, so that it needs no session.
NEWS: dict[str, Sentence] = {
    "cancelled": say("Your interview is cancelled. You can still choose another time."),
    "proposed": say("Thank you. We have got your proposal and will answer you."),
}


@booking.get("")
@needs(Door.ANYBODY)
def show(token: str) -> ResponseReturnValue:
    """The times to choose from; or what is booked, and with `change` the times once more."""
    visit = Visit.of(token)
    if visit.is_open and visit.is_booked and "change" not in request.args:
        return visit.page("booking/booked.html", news=NEWS.get(request.args.get("done", "")))
    return _choose(visit)


@booking.post("/booking")
@needs(Door.ANYBODY)
def book(token: str) -> ResponseReturnValue:
    """Take the chosen time, in exchange for the one that was booked before."""
    visit = Visit.of(token)
    slot_id = request.form.get("slot", type=int)
    if slot_id is None:
        return _choose(visit, say("Choose a time first."))
    return _act(visit, "booked", lambda: bookings.book(visit.invitation.id, slot_id))


@booking.get("/cancellation")
@needs(Door.ANYBODY)
def ask_to_cancel(token: str) -> ResponseReturnValue:
    """Whether one really wants to give the time back."""
    visit = Visit.of(token)
    if not visit.is_open:
        return _ended(visit)
    if not visit.is_booked:
        return redirect(url_for("booking.show", token=token), 303)
    return visit.page("booking/cancellation.html")


@booking.post("/cancellation")
@needs(Door.ANYBODY)
def cancel(token: str) -> ResponseReturnValue:
    """Give the booked time back."""
    visit = Visit.of(token)
    reason = request.form.get("reason", "")
    return _act(visit, "cancelled", lambda: bookings.cancel(visit.invitation.id, reason))


@booking.get("/proposal")
@needs(Door.ANYBODY)
def ask_for_proposal(token: str) -> ResponseReturnValue:
    """None of the times fits: which would?"""
    return _proposal(Visit.of(token))


@booking.post("/proposal")
@needs(Door.ANYBODY)
def propose(token: str) -> ResponseReturnValue:
    """Store what the candidate proposes, for the recruiter to answer."""
    visit = Visit.of(token)
    times, unreadable = read_times(request.form.getlist("time"), visit.zone)
    if unreadable:
        return _proposal(visit, unreadable)
    try:
        proposals.propose(visit.invitation.id, request.form.get("words", ""), times)
    except LinkEnded:
        return _ended(visit)
    except NotPossible as problem:
        return _proposal(visit, problem.sentence)
    return redirect(url_for("booking.show", token=token, done="proposed"), 303)


@booking.post("/language")
@needs(Door.ANYBODY)
def speak(token: str) -> ResponseReturnValue:
    """Go on in another language, on the day that was shown."""
    visit = Visit.of(token)
    language = request.form.get("language", "")
    if language in CANDIDATE_LANGUAGES:
        applications.choose_language(visit.invitation.application_id, language)
    shown = {name: request.form[name] for name in ("day", "change") if name in request.form}
    return redirect(url_for("booking.show", token=token, **shown), 303)


@booking.post("/opening")
@needs(Door.ANYBODY)
def opened(token: str) -> ResponseReturnValue:
    """A person sees the page (booking.js says so, once it is visible)."""
    bookings.opened(Visit.of(token).invitation.id)
    return "", 204


@booking.get("/calendar.ics")
@needs(Door.ANYBODY)
def calendar(token: str) -> ResponseReturnValue:
    """What is booked, as a file for the candidate's calendar."""
    visit = Visit.of(token)
    if not visit.is_booked:
        abort(404)
    link = pages.whole_address("booking.show", token=token)
    file = booking_calendar.published(visit.invitation, visit.about, link)
    return file, {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'attachment; filename="interview.ics"',
    }


def _act(visit: Visit, done: str, verb: Callable[[], object]) -> ResponseReturnValue:
    """Do it and show what is now; or say kindly why not, with what is still possible."""
    try:
        verb()
    except NotPossible as problem:
        now = Visit.of(visit.token)
        if now.is_open and now.is_booked and done == "cancelled":
            return now.page("booking/booked.html", problem=problem.sentence), 422
        return _choose(now, problem.sentence)
    return redirect(url_for("booking.show", token=visit.token, done=done), 303)


def _choose(visit: Visit, problem: Sentence | None = None) -> ResponseReturnValue:
    if not visit.is_open:
        return _ended(visit)
    days = visit.days()
    page = visit.page(
        "booking/show.html",
        days=days,
        chosen=_chosen(days),
        problem=problem,
        news=NEWS.get(request.args.get("done", "")),
    )
    return (page, 422) if problem else page


def _chosen(days: list[Day]) -> Day | None:
    """The day that was asked for, else the first with a free place, else the first of all."""
    asked = request.values.get("day", "")
    known = {day.on.isoformat(): day for day in days}
    return known.get(asked) or next((day for day in days if day.free), days[0] if days else None)


def _proposal(visit: Visit, problem: Sentence | None = None) -> ResponseReturnValue:
    if not visit.is_open:
        return _ended(visit)
    typed = request.form.getlist("time")
    page = visit.page(
        "booking/proposal.html",
        problem=problem,
        words=request.form.get("words", ""),
        times=(typed + [""] * proposals.MOST_PROPOSED)[: proposals.MOST_PROPOSED],
        earliest=f"{visit.now.astimezone(ZoneInfo(visit.invitation.time_zone)):%Y-%m-%dT%H:%M}",
    )
    return (page, 422) if problem else page


def _ended(visit: Visit) -> ResponseReturnValue:
    """The link leads nowhere any more: why, and whom to write to."""
    return visit.page("booking/ended.html", why=why_ended(visit.invitation)), 410
