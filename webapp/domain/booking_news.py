"""Telling about a booking: the candidate by SMS, or by e-mail if they were invited so, and the
interviewers by e-mail. E-mails carry the calendar entry.

Where no SMS can be paid or sent, the candidate gets an e-mail instead, and whoever invited is
told. Each news has a key of its own, so that nothing is told twice; what still waits to be told
about the same invitation is not told any more. Called in the transaction of what is told.
"""

import contextlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from peewee import IntegrityError

from webapp import db
from webapp.domain import automatic, booking_entries, mail, recipients
from webapp.domain.automatic import BeyondBudget, Letter
from webapp.domain.booking_facts import About, Told, facts, find, words
from webapp.domain.booking_words import REMINDERS, WORDS
from webapp.domain.credits import NotEnoughCredits
from webapp.domain.means import ContactType
from webapp.domain.recipients import Recipient
from webapp.lib import clock, sms_text
from webapp.lib.calendar_file import Method
from webapp.lib.smtp_url import is_address
from webapp.lib.tokens import stored_form
from webapp.lib.words import Sentence, say

WITHIN_HOURS = 4
# Whoever moves to and fro gets no more SMS about it than this; the news go by e-mail then.
MOST_PER_DAY = 6


def booked(booking_id: int, now: datetime, moved_from: int | None = None) -> None:
    """A time was booked, in exchange for the booking `moved_from` if there was one."""
    [told] = find([booking_id])
    text = say("%(candidate)s is booked for %(title)s on %(when)s.%(place)s", **facts(told))
    if moved_from is not None:
        [before] = find([moved_from])
        text = say(
            "%(candidate)s moves %(title)s from %(before)s to %(when)s.%(place)s",
            **facts(told),
            before=facts(before)["when"],
        )
    _tell("booked", told, text, now)


def cancelled(booking_id: int, now: datetime) -> None:
    """A booking was cancelled."""
    [told] = find([booking_id])
    _tell(
        "cancelled",
        told,
        say("%(candidate)s no longer comes to %(title)s on %(when)s.", **facts(told)),
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
    _mail(About(*about), key, mail.reader(user_id), f"{title}: {candidate.strip()}", text, now)


def remind(booking_id: int, kind: str, now: datetime) -> str:
    """Remind the candidate of what is booked; what became of it: "sms", "mail" or "none"."""
    [told] = find([booking_id])
    return tell_candidate(f"remind-{kind}", told, now, until=clock.from_ms(told.starts_at))


def _tell(what: str, told: Told, to_interviewers: Sentence, now: datetime) -> None:
    forget_waiting(told, now)
    until = now + timedelta(hours=WITHIN_HOURS)
    tell_candidate(what, told, now, until, by_sms=not had_enough(told, now))
    for user_id in interviewers(told.interview_id):
        key = f"{what}:{told.booking_id}:{user_id}"
        mail_interviewer(key, told, user_id, to_interviewers, _method(what), now)


def mail_interviewer(
    key: str, told: Told, user_id: int, text: Sentence, method: Method, now: datetime
) -> None:
    """An e-mail about a booking to somebody who holds the interview, with its calendar entry."""
    reader = mail.reader(user_id)
    entry = booking_entries.to_interviewer(told, method, now, reader.email)
    _mail(told.about, key, reader, f"{told.title}: {told.candidate}", text, now, entry)


def _method(what: str) -> Method:
    """What a calendar shall do when this is told."""
    return Method.CANCEL if what == "cancelled" else Method.REQUEST


def forget_waiting(told: Told, now: datetime, kinds: Collection[str] = tuple(WORDS)) -> None:
    """Take back what waits to be told about this invitation: it is not so any more."""
    bookings = db.rows("SELECT id FROM booking WHERE invitation_id = ?", (told.invitation_id,))
    keys = [
        _key(booking_id, occasion)
        for (booking_id,) in bookings
        for what in kinds
        # What may be told several times has the number of the calendar entry in its key.
        for occasion in (what, *(f"{what}-{number}" for number in range(told.sequence)))
    ]
    automatic.take_back([*keys, _key(0, free_occasion(told.invitation_id, now))], now)


def had_enough(told: Told, now: datetime) -> bool:
    """Whether this candidate has got as many such SMS within a day as one can bear."""
    found = db.row(
        "SELECT count(*) FROM message m JOIN batch b ON b.id = m.batch_id "
        "WHERE m.application_id = ? AND b.is_automatic AND b.created_at > ? "
        "AND m.contact_type = 'sms'",
        (told.application_id, clock.to_ms(now - timedelta(days=1))),
    )
    return found is not None and found[0] >= MOST_PER_DAY


def free_occasion(invitation_id: int, now: datetime) -> str:
    """Of the news that a time is free: one a day for each invitation."""
    return f"free-{invitation_id}-{now:%Y-%m-%d}"


def have_heard(occasions: Sequence[str]) -> set[str]:
    """Which of these occasions, of invitations without a booking, were told by SMS or e-mail."""
    named = {_key(0, one): one for one in occasions}
    found = db.rows(f"SELECT key FROM batch WHERE key IN ({db.marks(named)})", list(named))
    return {named[key] for (key,) in found}


def _key(booking_id: int, what: str) -> str:
    return stored_form(f"booking {booking_id} {what}")[:32]


def tell_candidate(
    what: str,
    told: Told,
    now: datetime,
    until: datetime,
    *,
    since: datetime | None = None,
    by_sms: bool = True,
    occasion: str = "",
) -> str:
    """Which way the candidate is told: "sms", "mail", or "none" where there is none.

    Once for each booking and occasion, which is `what` unless it is named. An SMS leaves between
    `since` and `until`.
    """
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
        send_after=since,
        zone=told.time_zone if what in REMINDERS else "",
    )
    key = _key(told.booking_id, occasion or what)
    if by_sms and found and is_told_by_sms(told, found[0], prices):
        try:
            _queue_once(letter, now, key)
            return "sms"
        except (NotEnoughCredits, BeyondBudget):
            _warn(key, told, now)
    if not is_address(told.email):
        return "none"
    _queue_once(_as_email(letter, told, _method(what), now), now, key)
    return "mail"


def is_told_by_sms(told: Told, recipient: Recipient, prices: dict[str, int]) -> bool:
    """Whether this candidate is told by SMS; whoever was invited by e-mail is told by e-mail."""
    return not told.invited_by_email and not recipients.obstacle(recipient, prices)


def _queue_once(letter: Letter, now: datetime, key: str) -> None:
    """What was told before is not told again."""
    with contextlib.suppress(IntegrityError), db.transaction():
        automatic.queue(letter, now, key)


def _as_email(letter: Letter, told: Told, method: Method, now: datetime) -> Letter:
    """The same by e-mail, with the entry of what is booked. No hour holds it."""
    return letter._replace(
        contact_type=ContactType.EMAIL,
        subject=told.title,
        calendar=booking_entries.to_candidate(told, method, now) if told.booking_id else "",
        send_after=None,
        zone="",
        sender=told.organisation_name,
        to=told.email,
        price=0,
    )


def _warn(occasion: str, told: Told, now: datetime) -> None:
    """Tell whoever invited that the account is empty."""
    text = say(
        "%(candidate)s could get no SMS about %(title)s on %(when)s: no credits or no budget is "
        "left. An e-mail was sent instead where there is an address.",
        **facts(told),
    )
    key = f"no-credits:{occasion}"
    _mail(told.about, key, mail.reader(told.inviter_id), told.title, text, now)


def _mail(
    about: About,
    key: str,
    reader: mail.Reader,
    subject: str,
    text: Sentence,
    now: datetime,
    calendar: str = "",
) -> None:
    """An e-mail to a user, in the language that they read."""
    mail.queue(
        about.root_id,
        key,
        reader.email,
        subject,
        text,
        now,
        language=reader.language,
        application_id=about.application_id,
        calendar=calendar,
    )


def interviewers(interview_id: int) -> list[int]:
    """The users who hold an interview and are still here."""
    found = db.rows(
        'SELECT u.id FROM interviewer i JOIN "user" u ON u.id = i.user_id '
        "WHERE i.interview_id = ? AND u.inactivated_at IS NULL ORDER BY u.id",
        (interview_id,),
    )
    return [user_id for (user_id,) in found]
