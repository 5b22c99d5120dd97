"""Telling about a booking: the candidate by SMS or, if that is how they were invited, by e-mail;
the interviewers by e-mail.

Where no SMS can be paid or sent, the candidate gets an e-mail instead, and whoever invited is
told. Each news has a key of its own, so that nothing is told twice; what still waits to be told
about the same invitation is not told any more. Called in the transaction of what is told.
"""

import contextlib
from collections.abc import Sequence
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
from webapp.domain.means import ContactType
from webapp.domain.recipients import Recipient
from webapp.lib import clock, sms_text
from webapp.lib.smtp_url import is_address
from webapp.lib.tokens import stored_form
from webapp.lib.words import Sentence, say

WITHIN_HOURS = 4
# Whoever moves to and fro gets no more SMS about it than this; the news go by e-mail then.
MOST_PER_DAY = 6


class About(NamedTuple):
    """The candidate whom an e-mail is about, and whose account it belongs to."""

    root_id: int
    application_id: int


class Told(NamedTuple):
    """A booking, whom it concerns, and who answers for it; moments in milliseconds since 1970."""

    booking_id: int
    invitation_id: int
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
    invited_by_email: bool

    @property
    def about(self) -> About:
        return About(self.root_id, self.application_id)


def booked(booking_id: int, now: datetime) -> None:
    """A time was booked or moved to."""
    [told] = find([booking_id])
    _tell(
        "booked",
        told,
        say("%(candidate)s is booked for %(title)s on %(when)s.%(place)s", **_facts(told)),
        now,
    )


def cancelled(booking_id: int, now: datetime) -> None:
    """A booking was cancelled."""
    [told] = find([booking_id])
    _tell(
        "cancelled",
        told,
        say("%(candidate)s no longer comes to %(title)s on %(when)s.", **_facts(told)),
        now,
    )


def proposed(invitation_id: int, proposal_id: int, now: datetime) -> None:
    """The candidate proposes another time: whoever invited is told."""
    (found,) = db.rows(
        "SELECT a.first_name || ' ' || a.last_name, n.title, v.created_by_id, c.root_id, a.id "
        "FROM invitation v JOIN interview n ON n.id = v.interview_id "
        'JOIN application a ON a.id = v.application_id JOIN "case" c ON c.id = n.case_id '
        "WHERE v.id = ?",
        (invitation_id,),
    )
    candidate, title, user_id, *about = found
    text = say(
        "%(candidate)s can come at none of the times of %(title)s and proposes another. Answer "
        "on the interview's page.",
        candidate=candidate.strip(),
        title=title,
    )
    key = f"proposed:{proposal_id}"
    _mail(About(*about), key, user_id, f"{title}: {candidate.strip()}", text, now)


def remind(booking_id: int, kind: str, now: datetime) -> str:
    """Remind the candidate of what is booked; what became of it: "sms", "mail" or "none"."""
    [told] = find([booking_id])
    return _tell_candidate(f"remind-{kind}", told, now, until=clock.from_ms(told.starts_at))


def _tell(what: str, told: Told, to_interviewers: Sentence, now: datetime) -> None:
    _forget_waiting(told, now)
    until = now + timedelta(hours=WITHIN_HOURS)
    _tell_candidate(what, told, now, until, by_sms=not _had_enough(told, now))
    for user_id in _interviewers(told.interview_id):
        key = f"{what}:{told.booking_id}:{user_id}"
        subject = f"{told.title}: {told.candidate}"
        _mail(told.about, key, user_id, subject, to_interviewers, now)


def _forget_waiting(told: Told, now: datetime) -> None:
    """Take back what waits to be told about this invitation: it is not so any more."""
    bookings = db.rows("SELECT id FROM booking WHERE invitation_id = ?", (told.invitation_id,))
    keys = [_key(booking_id, what) for (booking_id,) in bookings for what in WORDS]
    automatic.take_back(keys, now)


def _had_enough(told: Told, now: datetime) -> bool:
    found = db.row(
        "SELECT count(*) FROM message m JOIN batch b ON b.id = m.batch_id "
        "WHERE m.application_id = ? AND b.is_automatic AND b.created_at > ? "
        "AND m.contact_type = 'sms'",
        (told.application_id, clock.to_ms(now - timedelta(days=1))),
    )
    return found is not None and found[0] >= MOST_PER_DAY


def _key(booking_id: int, what: str) -> str:
    return stored_form(f"booking {booking_id} {what}")[:32]


def _tell_candidate(
    what: str, told: Told, now: datetime, until: datetime, *, by_sms: bool = True
) -> str:
    """Which way the candidate is told: "sms", "mail", or "none" where there is none."""
    found = recipients.load(told.case_id, told.root_id, [told.application_id])
    prices = recipients.prices(told.root_id)
    letter = Letter(
        root_id=told.root_id,
        case_id=told.case_id,
        user_id=told.inviter_id,
        application_id=told.application_id,
        organisation_path=told.organisation_path,
        sender=told.sender,
        to=found[0].mobile if found else "",
        text=sms_text.normalise(words(what, told)),
        price=prices.get(found[0].country, 0) if found else 0,
        send_before=until,
    )
    key = _key(told.booking_id, what)
    if by_sms and found and is_told_by_sms(told, found[0], prices):
        try:
            _queue_once(letter, now, key)
            return "sms"
        except (NotEnoughCredits, BeyondBudget):
            _warn(what, told, now)
    if not is_address(told.email):
        return "none"
    _queue_once(_as_email(letter, told), now, key)
    return "mail"


def is_told_by_sms(told: Told, recipient: Recipient, prices: dict[str, int]) -> bool:
    """Whether this candidate is told by SMS; whoever was invited by e-mail is told by e-mail."""
    return not told.invited_by_email and not recipients.obstacle(recipient, prices)


def _queue_once(letter: Letter, now: datetime, key: str) -> None:
    """What was told before is not told again."""
    with contextlib.suppress(IntegrityError), db.transaction():
        automatic.queue(letter, now, key)


def _as_email(letter: Letter, told: Told) -> Letter:
    return letter._replace(
        contact_type=ContactType.EMAIL,
        subject=told.title,
        sender=told.organisation_name,
        to=told.email,
        price=0,
    )


def _warn(what: str, told: Told, now: datetime) -> None:
    """Tell whoever invited that the account is empty."""
    text = say(
        "%(candidate)s could get no SMS about %(title)s on %(when)s: no credits or no budget is "
        "left. An e-mail was sent instead where there is an address.",
        **_facts(told),
    )
    key = f"no-credits:{told.booking_id}:{what}"
    _mail(told.about, key, told.inviter_id, told.title, text, now)


def _mail(
    about: About, key: str, user_id: int, subject: str, text: Sentence, now: datetime
) -> None:
    """An e-mail to a user, in the language that they read."""
    reader = mail.reader(user_id)
    mail.queue(
        about.root_id,
        key,
        reader.email,
        subject,
        text,
        now,
        language=reader.language,
        application_id=about.application_id,
    )


def _interviewers(interview_id: int) -> list[int]:
    found = db.rows(
        'SELECT u.id FROM interviewer i JOIN "user" u ON u.id = i.user_id '
        "WHERE i.interview_id = ? AND u.inactivated_at IS NULL ORDER BY u.id",
        (interview_id,),
    )
    return [user_id for (user_id,) in found]


def _facts(told: Told) -> dict[str, str]:
    """For the sentences to users: who, to what, when in the interview's zone, and where."""
    local = clock.from_ms(told.starts_at).astimezone(ZoneInfo(told.time_zone))
    return {
        "candidate": told.candidate,
        "title": told.title,
        "when": f"{local:%Y-%m-%d %H:%M} ({local:%Z})",
        "place": f" {told.place}." if told.place else "",
    }


def words(what: str, told: Told) -> str:
    """What this candidate is told, in the language of their organisation."""
    pattern = WORDS[what].get(told.language, WORDS[what]["en"])
    local = clock.from_ms(told.starts_at).astimezone(ZoneInfo(told.time_zone))
    language = told.language if told.language in WORDS[what] else "en"
    return pattern % {
        "organisation": told.organisation_name,
        "candidate": told.candidate,
        "title": told.title,
        "day": dates.format_date(local.date(), "EEEE d MMMM", locale=language),
        "time": f"{local:%H:%M} ({local:%Z})",
        "place": f" {told.place}." if told.place else "",
    }


def find(booking_ids: Sequence[int]) -> list[Told]:
    """These bookings, in the order of their ids."""
    found = db.rows(
        "SELECT b.id, v.id, s.starts_at, n.title, n.place, n.time_zone, n.id, a.id, "
        "a.first_name || ' ' || a.last_name, a.email, c.id, c.root_id, o.path, o.name, "
        "o.language, o.sender, v.created_by_id, coalesce(m.contact_type, '') = 'email' "
        "FROM booking b "
        "JOIN invitation v ON v.id = b.invitation_id LEFT JOIN message m ON m.id = v.message_id "
        "JOIN slot s ON s.id = b.slot_id "
        "JOIN interview n ON n.id = v.interview_id JOIN application a ON a.id = v.application_id "
        'JOIN "case" c ON c.id = n.case_id JOIN organisation o ON o.id = c.organisation_id '
        f"WHERE b.id IN ({db.marks(booking_ids)}) ORDER BY b.id",
        booking_ids,
    )
    return [Told._make(one) for one in found]
