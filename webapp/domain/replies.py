"""Texts that come in: stored before anything else, then joined to the application they answer."""

from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import confirmations, doubts, opt_outs
from webapp.domain.applications import cases_of, recount
from webapp.domain.opt_out_words import is_start, is_stop, might_be_stop
from webapp.domain.opt_outs import Cause, Why
from webapp.gateways.sms import InboundText as Inbound
from webapp.lib import clock, number_hash


class _Answered(NamedTuple):
    """The message that a text answers; its application is None when that was erased."""

    application_id: int | None
    root_id: int
    message_id: int


def reply_came(reply: Inbound, now: datetime | None = None) -> bool:
    """Store a text, join it to the latest application we wrote to at that number, and stop or
    start SMS to it when it says so. False if it was known already.
    """
    now = now or clock.now()
    with db.transaction():
        stored = db.execute(
            'INSERT INTO inbound_text (carrier_id, from_number, "to", text, at, received_at) '
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (carrier_id) DO NOTHING",
            (
                reply.carrier_id,
                reply.from_number[:16],
                reply.to[:16],
                reply.text,
                clock.to_ms(reply.at),
                clock.to_ms(now),
            ),
        )
        if not stored:
            return False
        _join(reply, now)
        return True


def decide(application_id: int, *, stopped: bool, by_id: int, now: datetime | None = None) -> bool:
    """A person has read what this applicant wrote: did they stop SMS, or not?

    False if there was nothing to decide (any more). Until then SMS to the number wait.
    """
    now = now or clock.now()
    with db.transaction():
        taken = doubts.take(application_id, by_id, now)
        if stopped:
            for one in taken:
                why = Why(Cause.DECISION, one.words, reply_id=one.reply_id, by_id=by_id)
                opt_outs.stop(one.root_id, one.number, why, now, hashed=one.number_hash)
            if taken:
                mark_answered(application_id, now)
        return bool(taken)


def mark_answered(application_id: int, now: datetime | None = None) -> None:
    """What this applicant wrote so far wants no SMS as an answer; a second call changes nothing.

    Whether it means STOP is another question (`decide`).
    """
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = ? "
            "WHERE application_id = ? AND answered_at IS NULL",
            (clock.to_ms(now or clock.now()), application_id),
        )
        db.execute("UPDATE application SET needs_reply_at = NULL WHERE id = ?", (application_id,))
        recount(cases_of([application_id]))


def _join(reply: Inbound, now: datetime) -> None:
    answered = _written_to(reply)
    if answered is None:
        return
    found = db.row(
        "UPDATE inbound_text SET application_id = ? WHERE carrier_id = ? RETURNING id",
        (answered.application_id, reply.carrier_id),
    )
    assert found is not None
    if not _is_about_sms(reply, answered, found[0], now) and answered.application_id is not None:
        if might_be_stop(reply.text):
            doubts.note(answered.root_id, reply.from_number, found[0], now)
        db.execute(
            "UPDATE application SET needs_reply_at = ? WHERE id = ?",
            (clock.to_ms(now), answered.application_id),
        )
        recount(cases_of([answered.application_id]))


def _is_about_sms(reply: Inbound, answered: _Answered, reply_id: int, now: datetime) -> bool:
    """Stop or start SMS where a text says so, and confirm it; True if it was all about that."""
    # Where nobody is left in whose row a person could read it, what might be a stop is one.
    is_unread = answered.application_id is None
    if is_stop(reply.text) or (is_unread and might_be_stop(reply.text)):
        why = Why(Cause.TEXT, reply.text, reply_id=reply_id)
        made = opt_outs.stop(answered.root_id, reply.from_number, why, now)
        if made:
            confirmations.stopped(made, answered.message_id, reply, now)
        return True
    if is_start(reply.text):
        hashed = number_hash.of(reply.from_number)
        if opt_outs.start(answered.root_id, hashed, now, said_at=reply.at, reply_id=reply_id):
            confirmations.started(answered.message_id, reply, now)
            return True
    return False


def _written_to(reply: Inbound) -> _Answered | None:
    """The SMS that this text answers: the latest from the number to which it was sent, or else
    from any (ours may have changed).
    """
    ours = (reply.to, reply.to.removeprefix("+"))
    hashed = number_hash.of(reply.from_number)
    return _latest(hashed, " AND m.sender IN (?, ?)", ours) or _latest(hashed, "", ())


def _latest(hashed: str, which: str, values: tuple[str, ...]) -> _Answered | None:
    """By the applicants' numbers of today, which are indexed; else by the numbers that messages
    went to, read from the newest on: the applicant may have another number now, or be erased.
    """
    select = "SELECT m.application_id, m.root_id, m.id FROM message m "
    which += " AND m.state NOT IN ('cancelled', 'expired', 'refused') ORDER BY m.id DESC LIMIT 1"
    found = db.row(
        f"{select} JOIN application a ON a.id = m.application_id WHERE a.number_hash = ?{which}",
        (hashed, *values),
    ) or db.row(
        f"{select} JOIN batch b ON b.id = m.batch_id "
        f"WHERE m.number_hash = ? AND NOT b.is_test{which}",
        (hashed, *values),
    )
    return _Answered._make(found) if found else None
