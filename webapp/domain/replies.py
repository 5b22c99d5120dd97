"""Texts that come in: stored before anything else, then joined to the application they answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import confirmations, doubts, inbound, opt_outs, said
from webapp.domain.applications import cases_of, recount
from webapp.domain.inbound import Place, Stored
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

    Once stored it is kept, whatever happens while it is joined (domain.inbound).
    """
    is_news = inbound.store(reply, now)
    join_stored()
    return is_news


def join_stored() -> int:
    """Join what is stored and not joined yet; return how many texts that were."""
    return inbound.join_each(_join)


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


def mark_answered(
    application_id: int, now: datetime | None = None, *, by_id: int | None = None
) -> None:
    """What this applicant wrote so far wants no SMS as an answer; a second call changes nothing.

    Whether it means STOP is another question (`decide`).
    """
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = ?, answered_by_id = ? "
            "WHERE application_id = ? AND answered_at IS NULL",
            (clock.to_ms(now or clock.now()), by_id, application_id),
        )
        db.execute("UPDATE application SET needs_reply_at = NULL WHERE id = ?", (application_id,))
        recount(cases_of([application_id]))


def mark_one_answered(text_id: int, now: datetime | None = None) -> None:
    """This text wants no answer, in the caller's transaction."""
    db.execute(
        "UPDATE inbound_text SET answered_at = ? WHERE id = ?",
        (clock.to_ms(now or clock.now()), text_id),
    )


def reopen(application_id: int) -> None:
    """What was last marked as answered wants an answer again; a second call goes back further."""
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = NULL, answered_by_id = NULL "
            "WHERE application_id = ? AND answered_at = "
            "(SELECT max(i.answered_at) FROM inbound_text i WHERE i.application_id = ?)",
            (application_id, application_id),
        )
        wait_for_answer(application_id)


def wait_for_answer(application_id: int) -> None:
    """Let an application wait for an answer to the latest that is not marked as answered, or to
    nothing; in the caller's transaction.
    """
    db.execute(
        "UPDATE application SET needs_reply_at = (SELECT max(i.received_at) FROM inbound_text i "
        "WHERE i.application_id = application.id AND i.answered_at IS NULL) WHERE id = ?",
        (application_id,),
    )
    recount(cases_of([application_id]))


def heed(
    text: Stored, application_id: int | None, root_id: int, message_id: int | None = None
) -> bool:
    """Do what a text says about STOP and START, in the caller's transaction, and confirm it where
    it answers a message; True if it was all about that.
    """
    might_be = might_be_stop(text.text)
    # Where nobody is left in whose row a person could read it, what might be a stop is one.
    if is_stop(text.text) or (might_be and application_id is None):
        _stop(text, root_id, message_id)
        return True
    if is_start(text.text):
        return _start(text, root_id, message_id)
    if might_be:
        doubts.note(root_id, text.from_number, text.id, text.moment)
    return False


def _stop(text: Stored, root_id: int, message_id: int | None) -> None:
    said.hold(root_id, text)
    if said.started_since(root_id, text):
        return
    why = Why(Cause.TEXT, text.text, reply_id=text.id)
    made = opt_outs.stop(root_id, text.from_number, why, text.moment)
    if made and message_id:
        confirmations.stopped(made, message_id, text.reply, text.moment)


def _start(text: Stored, root_id: int, message_id: int | None) -> bool:
    said.hold(root_id, text)
    if said.stopped_since(root_id, text):
        return False
    hashed, said_at = number_hash.of(text.from_number), text.reply.at
    lifted = opt_outs.start(root_id, hashed, text.moment, said_at=said_at, reply_id=text.id)
    if lifted and message_id:
        confirmations.started(message_id, text.reply, text.moment)
    return bool(lifted)


def _join(text: Stored) -> Place:
    owners = inbound.owners(text.to)
    answered = _written_to(text, owners)
    if answered is None:
        return _keep_for_a_person(text, owners)
    application_id = answered.application_id
    if application_id is None:
        # Who was erased gets no SMS any more, not even one that confirms this.
        return _into_tray(text, answered.root_id, obeyed=heed(text, None, answered.root_id))
    obeyed = heed(text, application_id, answered.root_id, answered.message_id)
    if not obeyed:
        db.execute(
            "UPDATE application SET needs_reply_at = ? WHERE id = ?",
            (text.received_at, application_id),
        )
        recount(cases_of([application_id]))
    return Place(application_id)


def _keep_for_a_person(text: Stored, owners: list[int]) -> Place:
    """Somebody whom nobody wrote to: into the tray of whoever alone has the number."""
    if len(owners) != 1:
        return Place()
    # What only might be a stop is read there.
    is_clear = is_stop(text.text) or is_start(text.text)
    return _into_tray(text, owners[0], obeyed=is_clear and heed(text, None, owners[0]))


def _into_tray(text: Stored, root_id: int, *, obeyed: bool) -> Place:
    if obeyed:
        inbound.set_aside(text.id, text.text.strip(), None, text.moment)
    return Place(tray_id=root_id)


def _written_to(text: Stored, owners: list[int]) -> _Answered | None:
    """The SMS that this text answers: the latest from the number to which it was sent, or else
    from any (ours may have changed). Where it is known whose that number is, nobody else gets to
    read what was sent to it.
    """
    ours = (text.to, text.to.removeprefix("+"))
    hashed = number_hash.of(text.from_number)
    theirs = f" AND m.root_id IN ({db.marks(owners)})" if owners else ""
    return _latest(hashed, f"{theirs} AND m.sender IN (?, ?)", (*owners, *ours)) or _latest(
        hashed, theirs, owners
    )


def _latest(hashed: str, which: str, values: Sequence[object]) -> _Answered | None:
    """By the applicants' numbers of today, which are indexed; else by the numbers that messages
    went to, read from the newest on: the applicant may have another number now, or be erased.
    """
    of_theirs = "SELECT m.application_id, m.root_id, m.id FROM message m "
    # Of whom is erased nothing more is known, and nothing more is joined to them.
    of_any = (
        "SELECT (SELECT a.id FROM application a WHERE a.id = m.application_id "
        "AND a.anonymised_at IS NULL), m.root_id, m.id FROM message m "
    )
    which += " AND m.state NOT IN ('cancelled', 'expired', 'refused') ORDER BY m.id DESC LIMIT 1"
    found = db.row(
        f"{of_theirs} JOIN application a ON a.id = m.application_id WHERE a.number_hash = ?{which}",
        (hashed, *values),
    ) or db.row(
        f"{of_any} JOIN batch b ON b.id = m.batch_id "
        f"WHERE m.number_hash = ? AND NOT b.is_test{which}",
        (hashed, *values),
    )
    return _Answered._make(found) if found else None
