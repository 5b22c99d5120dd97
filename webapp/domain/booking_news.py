"""Telling about a booking: the candidate by SMS, the interviewers by e-mail.

Where no SMS can be paid or sent, the candidate gets an e-mail instead, and whoever invited is
told. Each news has a key of its own, so that nothing is told twice.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import dates
from peewee import IntegrityError

from webapp import db
from webapp.domain import automatic, mail, recipients
from webapp.domain.automatic import BeyondBudget, Letter
from webapp.domain.booking_words import WORDS
from webapp.domain.credits import NotEnoughCredits
from webapp.lib import clock, sms_text
from webapp.lib.tokens import stored_form

WITHIN_HOURS = 4


class Told(NamedTuple):
    """A booking, whom it concerns, and who answers for it; moments in milliseconds since 1970."""

    booking_id: int
    invitation_id: int
    sequence: int
    starts_at: int
    title: str
    place: str
    time_zone: str
    interview_id: int
    application_id: int
    candidate: str
    email: str
    case_id: int
    root_id: int
    organisation_path: str
    organisation_name: str
    language: str
    sender: str
    inviter_id: int
    inviter_email: str


def booked(booking_id: int, now: datetime | None = None) -> None:
    """A time was booked or moved to."""
    _tell("booked", booking_id, now or clock.now())


def cancelled(booking_id: int, now: datetime | None = None) -> None:
    """A booking was cancelled."""
    _tell("cancelled", booking_id, now or clock.now())


def remind(booking_id: int, kind: str, now: datetime) -> str:
    """Remind the candidate of what is booked; what became of it: "sms", "mail" or "none"."""
    told = _find(booking_id)
    return _tell_candidate(f"remind-{kind}", told, now, until=clock.from_ms(told.starts_at))


def _tell(what: str, booking_id: int, now: datetime) -> None:
    told = _find(booking_id)
    _tell_candidate(what, told, now, until=now + timedelta(hours=WITHIN_HOURS))
    _tell_interviewers(what, told, now)


def _tell_candidate(what: str, told: Told, now: datetime, until: datetime) -> str:
    text = sms_text.normalise(_words(what, told))
    key = stored_form(f"booking {told.booking_id} {what}")[:32]
    found = recipients.load(told.case_id, told.root_id, [told.application_id])
    prices = recipients.prices(told.root_id)
    if found and not recipients.obstacle(found[0], prices):
        letter = Letter(
            root_id=told.root_id,
            case_id=told.case_id,
            user_id=told.inviter_id,
            application_id=told.application_id,
            organisation_path=told.organisation_path,
            sender=told.sender,
            to=found[0].mobile,
            text=text,
            price=prices[found[0].country],
            send_before=until,
        )
        try:
            with db.transaction():
                automatic.queue(letter, now, key)
            return "sms"
        except IntegrityError:
            return "sms"
        except (NotEnoughCredits, BeyondBudget):
            _warn(what, told, now)
    if not told.email:
        return "none"
    _mail(told, f"candidate:{key}", told.email, told.title, text, now)
    return "mail"


def _tell_interviewers(what: str, told: Told, now: datetime) -> None:
    text = _words(f"{what}-interviewer", told)
    found = db.rows(
        'SELECT u.id, u.email FROM interviewer i JOIN "user" u ON u.id = i.user_id '
        "WHERE i.interview_id = ? AND u.inactivated_at IS NULL ORDER BY u.id",
        (told.interview_id,),
    )
    for user_id, email in found:
        key = f"{what}:{told.booking_id}:{user_id}"
        _mail(told, key, email, f"{told.title}: {told.candidate}", text, now)


def _warn(what: str, told: Told, now: datetime) -> None:
    """Tell whoever invited that the account is empty."""
    key = f"no-credits:{told.booking_id}:{what}"
    text = _words("no-credits", told)
    _mail(told, key, told.inviter_email, told.title, text, now)


def _mail(told: Told, key: str, to: str, subject: str, text: str, now: datetime) -> None:
    of = told.application_id
    mail.queue(told.root_id, key, to, subject, text, now, application_id=of)


def _words(what: str, told: Told) -> str:
    words = WORDS[what].get(told.language, WORDS[what]["en"])
    local = clock.from_ms(told.starts_at).astimezone(ZoneInfo(told.time_zone))
    language = told.language if told.language in WORDS[what] else "en"
    return words % {
        "organisation": told.organisation_name,
        "candidate": told.candidate,
        "title": told.title,
        "day": dates.format_date(local.date(), "EEEE d MMMM", locale=language),
        "time": f"{local:%H:%M} ({local:%Z})",
        "place": f" {told.place}." if told.place else "",
    }


def _find(booking_id: int) -> Told:
    (found,) = db.rows(
        "SELECT b.id, v.id, v.sequence, s.starts_at, n.title, n.place, n.time_zone, n.id, a.id, "
        "a.first_name || ' ' || a.last_name, a.email, c.id, c.root_id, o.path, o.name, "
        "o.language, o.sender, u.id, u.email FROM booking b "
        "JOIN invitation v ON v.id = b.invitation_id JOIN slot s ON s.id = b.slot_id "
        "JOIN interview n ON n.id = v.interview_id JOIN application a ON a.id = v.application_id "
        'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
        'JOIN "user" u ON u.id = v.created_by_id WHERE b.id = ?',
        (booking_id,),
    )
    return Told._make(found)
