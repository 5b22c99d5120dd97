"""How many SMS may be sent: per batch, per user and day, per tree and hour.

The caps stand at the parent organisation and are checked in the transaction that reserves the
credits, so that two sends at once cannot pass one together. They bound what somebody can drain
with a stolen session, and what a slip of the hand costs.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import log, mail, rights
from webapp.domain.cases import CaseFacts
from webapp.domain.log import Did
from webapp.domain.people import Person
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.lib.words import Sentence, say, say_n

# What was taken back or never left does not count.
_COUNTS = "m.state NOT IN ('cancelled', 'refused', 'expired', 'not_sent')"


class Cap(StrEnum):
    """What is bounded."""

    BATCH = "batch"
    USER_DAY = "user and day"
    HOUR = "organisation and hour"


# The same in the reader's language, behind "per"; the log keeps the value.
_WORDS = {
    Cap.BATCH: say("send"),
    Cap.USER_DAY: say("user and day"),
    Cap.HOUR: say("organisation and hour"),
}


class Limits(NamedTuple):
    """The caps of a tree in SMS (`password_above`: in recipients), None where there is none, and
    how many SMS count towards two of them now.
    """

    name: str
    per_batch: int | None
    per_user_day: int | None
    per_hour: int | None
    password_above: int | None
    used_by_user: int
    used_in_hour: int


class Reached(NamedTuple):
    """A cap that a send would pass, with the sentence that says so."""

    cap: Cap
    most: int
    sentence: Sentence


def look(root_id: int, person: Person, now: datetime) -> Limits:
    """The caps of a tree, and what counts towards them for this person; one query."""
    midnight = now.astimezone(ZoneInfo(person.time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    found = db.row(
        "SELECT o.name, o.most_per_batch, o.most_per_user_day, o.most_per_hour, o.password_above, "
        "CASE WHEN o.most_per_user_day IS NULL THEN 0 ELSE (SELECT coalesce(sum(m.segments), 0) "
        "FROM batch b JOIN message m ON m.batch_id = b.id "
        f"WHERE b.user_id = ? AND b.created_at >= ? AND NOT b.is_automatic AND {_COUNTS}) END, "
        "CASE WHEN o.most_per_hour IS NULL THEN 0 ELSE (SELECT coalesce(sum(m.segments), 0) "
        f"FROM message m WHERE m.root_id = o.id AND m.created_at > ? AND {_COUNTS}) END "
        "FROM organisation o WHERE o.id = ?",
        (
            person.id,
            clock.to_ms(midnight),
            clock.to_ms(now - timedelta(hours=1)),
            root_id,
        ),
    )
    if found is None:
        raise LookupError(f"no organisation {root_id}")
    return Limits._make(found)


def reached(limits: Limits, asked: int) -> list[Reached]:
    """The caps that a send of so many SMS would pass."""
    bounds = (
        (Cap.BATCH, limits.per_batch, 0, _too_large),
        (Cap.USER_DAY, limits.per_user_day, limits.used_by_user, _too_many_today),
        (Cap.HOUR, limits.per_hour, limits.used_in_hour, _too_many_now),
    )
    return [
        Reached(cap, most, sentence(limits, most, used, asked))
        for cap, most, used, sentence in bounds
        if most is not None and used + asked > most
    ]


def wants_proof(limits: Limits, recipients: int) -> bool:
    """Whether a send to so many asks its user for the password once more."""
    return limits.password_above is not None and recipients > limits.password_above


def why_proof(limits: Limits) -> Sentence:
    """Why the password is asked for."""
    return say_n(
        "Sending to more than %(num)d candidate asks for your password once more.",
        "Sending to more than %(num)d candidates asks for your password once more.",
        limits.password_above or 0,
    )


def warn(case: CaseFacts, person: Person, passed: Reached, now: datetime) -> None:
    """Log that somebody ran into a cap, and tell those who administer the parent organisation.

    Each of them gets one mail a day, whoever runs into what: also the person themselves, whose
    session may be in other hands.
    """
    with db.transaction():
        log.record(
            Did.CAP_REACHED,
            case.organisation_id,
            person.id,
            case.reference,
            cap=passed.cap.value,
            most=passed.most,
        )
        day = now.astimezone(ZoneInfo(person.time_zone)).date()
        subject, text = _mail(case, person, passed, now)
        for user_id, address, language in rights.holders(case.root_id, Right.ORGANISATION_EDIT):
            key = f"cap:{case.root_id}:{day}:{user_id}"
            mail.queue(case.root_id, key, address, subject, text, language=language)


def _too_large(limits: Limits, most: int, used: int, asked: int) -> Sentence:
    return say_n(
        "%(num)d SMS may be sent at once, and this is %(asked)d. Select fewer candidates or "
        "shorten the text, or ask an administrator to raise the limit.",
        "%(num)d SMS may be sent at once, and this is %(asked)d. Select fewer candidates or "
        "shorten the text, or ask an administrator to raise the limit.",
        most,
        asked=asked,
    )


def _too_many_today(limits: Limits, most: int, used: int, asked: int) -> Sentence:
    return say_n(
        "You may send %(num)d SMS a day. Today you have sent %(used)d, and this is %(asked)d more. "
        "Select fewer candidates, wait until tomorrow, or ask an administrator to raise the limit.",
        "You may send %(num)d SMS a day. Today you have sent %(used)d, and this is %(asked)d more. "
        "Select fewer candidates, wait until tomorrow, or ask an administrator to raise the limit.",
        most,
        used=used,
        asked=asked,
    )


def _too_many_now(limits: Limits, most: int, used: int, asked: int) -> Sentence:
    return say_n(
        "%(name)s may send %(num)d SMS an hour. In the last hour it has sent %(used)d, and this is "
        "%(asked)d more. Select fewer candidates, wait a while, or ask an administrator to raise "
        "the limit.",
        "%(name)s may send %(num)d SMS an hour. In the last hour it has sent %(used)d, and this is "
        "%(asked)d more. Select fewer candidates, wait a while, or ask an administrator to raise "
        "the limit.",
        most,
        name=limits.name,
        used=used,
        asked=asked,
    )


def _mail(
    case: CaseFacts, person: Person, passed: Reached, now: datetime
) -> tuple[Sentence, tuple[Sentence, ...]]:
    """The warning: who ran into which limit where. It says nothing about candidates."""
    local = now.astimezone(ZoneInfo(person.time_zone))
    lines = (
        say(
            "%(person)s (%(email)s) tried to send more SMS than the limit per %(cap)s allows: "
            "%(most)d.",
            person=person.name,
            email=person.email,
            cap=_WORDS[passed.cap],
            most=passed.most,
        ),
        say(
            "It was at %(time)s, from the case %(case)s in %(organisation)s. Nothing was sent and "
            "nothing was charged.",
            time=f"{local:%Y-%m-%d %H:%M}",
            case=case.reference,
            organisation=case.organisation_name,
        ),
        say(
            "If you do not know why, ask them. The limit stands under Admin, Organisation, "
            "Edit parent organisation, Sending tab. This mail comes once a day at most; the log "
            "has every time."
        ),
    )
    subject = say("Hej: a sending limit was reached in %(name)s", name=case.organisation_name)
    return subject, lines
