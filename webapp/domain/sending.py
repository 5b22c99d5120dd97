"""Sending, taking back and hurrying a batch.

`send` writes the batch, its messages and their reserved credits in one transaction. Nothing
leaves here: the worker sends what is due (domain.dispatch).
"""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from peewee import IntegrityError

from webapp import db
from webapp.domain import budgets, cases, credits, limits, log, opt_outs, recipients, savings
from webapp.domain.applications import mark_contacted, recall_contact, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Planned, Writer, plan, saving
from webapp.domain.credits import Charge
from webapp.domain.limits import Reached
from webapp.domain.log import Did
from webapp.domain.people import Person
from webapp.domain.states import Kind, State
from webapp.lib import clock, number_hash, phone, sms_text
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Batch

SEND_WITHIN_HOURS = 4


class NotSendable(Exception):
    """Nothing was sent; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class AlreadySent(NotSendable):
    """This form was sent before, with another text or to others; nothing was sent now."""


class CapReached(NotSendable):
    """The send would pass a cap; nothing was sent, and the administrators are told."""

    def __init__(self, passed: Reached) -> None:
        super().__init__(passed.sentence)
        self.passed = passed


class PasswordNeeded(NotSendable):
    """So many recipients want the user's password; nothing was sent."""


class CostRose(NotSendable):
    """The send costs more than was shown; nothing was sent, and the person is asked again."""


def find_batch(key: str) -> Batch | None:
    """The batch that was made of the form with this key, if any."""
    return Batch.get_or_none(Batch.key == key)


def new_key() -> str:
    """A key for a form that may become a batch: 128 random bits."""
    return secrets.token_hex(16)


def send(
    case: CaseFacts,
    person: Person,
    application_ids: Collection[int],
    text: str,
    *,
    key: str,
    template_id: int | None = None,
    template_version_id: int | None = None,
    again: bool = False,
    shown_credits: int | None = None,
    has_proved: bool = False,
    now: datetime | None = None,
) -> Batch:
    """Queue an SMS to each of these applications and reserve its credits; return the batch.

    The text is normalised here. `shown_credits` is the price that the person saw: a higher one
    raises CostRose. `has_proved`: they have just shown who they are (sign_in.is_themselves),
    without which more recipients than the limit raise PasswordNeeded. Raises NotSendable when
    there is nothing to send, CapReached when it would be too much, and NotEnoughCredits when the
    account cannot pay for all of it; then nothing is sent at all. A second call with the same
    key returns the first batch.
    """
    now = now or clock.now()
    text = sms_text.normalise(text)

    def write() -> Batch:
        # One at a time for each account: who sends the same at the same moment must see it.
        credits.hold(case.root_id)
        # Read within the transaction: the case may have been closed since it was opened.
        writer = Writer.of(cases.find(case.id) or case, person)
        planned, saved = _plan_now(writer, text, application_ids, now, again=again)
        _check(planned, shown_credits)
        _check_limits(case, person, planned, now, has_proved=has_proved)
        batch = _write(
            key,
            writer,
            text,
            planned,
            now,
            _undo_seconds(case, person),
            template=template_id,
            template_version=template_version_id,
            selection=recipients.write_selection(application_ids),
        )
        savings.record(batch, saved)
        mark_contacted(batch.id, now)
        recount([case.id])
        log.record(
            Did.SENT,
            case.organisation_id,
            person.id,
            case.title,
            recipients=batch.recipients,
            credits=batch.credits,
        )
        return batch

    batch = _within_limits(case, person, key, write, now)
    if batch.text != text or not _recipients_of(batch) <= set(application_ids):
        raise AlreadySent(
            say("The message before this one was sent already. To send this one too, press again.")
        )
    return batch


def send_test(
    case: CaseFacts, person: Person, text: str, *, key: str, now: datetime | None = None
) -> Batch:
    """Send the text to the user's own telephone at once, merged for a person called as they are.

    It costs credits and counts towards the caps like any other SMS. Raises NotSendable or
    NotEnoughCredits. A second call with the same key returns the first batch.
    """
    now = now or clock.now()
    writer = Writer.of(case, person)
    text = sms_text.normalise(text)
    if not person.phone:
        raise NotSendable(say("Add your telephone number in Preferences first."))

    def write() -> Batch:
        credits.hold(case.root_id)
        planned = plan(
            writer, text, [_oneself(person)], recipients.prices(writer.root_id), recent={}
        )
        _check(planned, None, planned.planned[0].skip)
        _check_limits(case, person, planned, now, has_proved=True)
        return _write(key, writer, text, planned, now, undo_seconds=0, is_test=True)

    return _within_limits(case, person, key, write, now)


def cancel(batch: Batch, now: datetime | None = None, *, by_id: int | None = None) -> int:
    """Take back what has not left; return how many messages that were.

    Their credits are released; `by_id` is who took it back, for the log. What is under
    way just now is not sent again, should it turn out not to have left. A second call finds
    none and returns 0.
    """
    now = now or clock.now()
    with db.transaction():
        Batch.update(cancelled_at=now).where(
            Batch.id == batch.id, Batch.cancelled_at.is_null()
        ).execute()
        db.hold("message", "batch_id = ?", (batch.id,))
        taken_back = db.rows(
            "UPDATE message SET state = 'cancelled', state_at = ? "
            "WHERE batch_id = ? AND state = 'queued' "
            "RETURNING id, root_id, credits, application_id",
            (clock.to_ms(now), batch.id),
        )
        credits.post(Kind.RELEASE, [Charge(*found[:3]) for found in taken_back], now)
        recall_contact(sorted(found[3] for found in taken_back if found[3]))
        recount([batch.case_id])
        if taken_back:
            case = batch.case
            log.record(
                Did.TAKEN_BACK,
                case.organisation_id,
                by_id,
                case.title,
                recipients=len(taken_back),
            )
        return len(taken_back)


def taken_back(batch: Batch) -> set[int]:
    """The applications that were chosen for this batch, but for those whose message has left."""
    left = db.rows(
        "SELECT application_id FROM message WHERE batch_id = ? AND state <> 'cancelled'",
        (batch.id,),
    )
    chosen = recipients.parse_selection([batch.selection])
    return chosen - {identity for (identity,) in left}


def depart(batch: Batch, now: datetime | None = None) -> int:
    """Send now what still waits for its undo window; return how many messages that were."""
    now_ms = clock.to_ms(now or clock.now())
    with db.transaction():
        Batch.update(send_after=clock.from_ms(now_ms)).where(Batch.id == batch.id).execute()
        db.hold("message", "batch_id = ?", (batch.id,))
        return db.execute(
            "UPDATE message SET send_after = ? "
            "WHERE batch_id = ? AND state = 'queued' AND send_after > ?",
            (now_ms, batch.id, now_ms),
        )


def _within_limits(
    case: CaseFacts, person: Person, key: str, write: Callable[[], Batch], now: datetime
) -> Batch:
    """What `_once` makes; running into a cap undoes it, but not the warning of it."""
    try:
        return _once(key, write)
    except CapReached as problem:
        limits.warn(case, person, problem.passed, now)
        raise


def _once(key: str, write: Callable[[], Batch]) -> Batch:
    """The batch that `write` makes, in one transaction, or the one that has this key already."""
    try:
        with db.transaction():
            return find_batch(key) or write()
    except (IntegrityError, NotSendable):
        # The same form, sent twice at once: the other request was first, and this one ran into
        # its key, or found its people texted a moment ago.
        made = find_batch(key)
        if made is None:
            raise
        return made


def _write(
    key: str,
    writer: Writer,
    text: str,
    planned: Plan,
    now: datetime,
    undo_seconds: int,
    **more: object,
) -> Batch:
    """The batch with its messages and their reserved credits."""
    batch: Batch = Batch.create(
        key=key,
        root=writer.root_id,
        case=writer.case_id,
        user=writer.user_id,
        text=text,
        recipients=len(planned.sendable),
        credits=planned.credits,
        undo_seconds=undo_seconds,
        created_at=now,
        send_after=now + timedelta(seconds=undo_seconds),
        **more,
    )
    _queue(batch, writer, planned.sendable)
    if beyond := budgets.problem(
        writer.organisation_path, planned.credits, batch.created_at, is_booked=True
    ):
        raise NotSendable(beyond)
    return batch


def _recipients_of(batch: Batch) -> set[int]:
    found = db.rows("SELECT application_id FROM message WHERE batch_id = ?", (batch.id,))
    return {identity for (identity,) in found if identity is not None}


def _plan_now(
    writer: Writer, text: str, application_ids: Collection[int], now: datetime, *, again: bool
) -> tuple[Plan, int]:
    """The plan, and the credits that plainer characters would have saved in it."""
    found = recipients.load(writer.case_id, writer.root_id, application_ids)
    prices = recipients.prices(writer.root_id)
    recent = recipients.recently_texted(writer.root_id, now)
    planned = plan(writer, text, found, prices, recent, again=again)
    return planned, saving(writer, text, found, prices, recent, planned, again=again)


def _check(planned: Plan, shown_credits: int | None, skip: Sentence | None = None) -> None:
    if planned.problems:
        raise NotSendable(planned.problems[0])
    if not planned.sendable:
        raise NotSendable(skip or say("Nobody among the selected can get this SMS."))
    if shown_credits is not None and planned.credits > shown_credits:
        raise CostRose(
            say_n(
                "This now costs %(num)d credit, not %(shown)d. Look once more, then send.",
                "This now costs %(num)d credits, not %(shown)d. Look once more, then send.",
                planned.credits,
                shown=shown_credits,
            )
        )


def _check_limits(
    case: CaseFacts, person: Person, planned: Plan, now: datetime, *, has_proved: bool
) -> None:
    """The caller holds the account, so that what is counted here stays true."""
    known = limits.look(case.root_id, person, now)
    for passed in limits.reached(known, planned.sms):
        raise CapReached(passed)
    if not has_proved and limits.wants_proof(known, len(planned.sendable)):
        raise PasswordNeeded(limits.why_proof(known))


def _undo_seconds(case: CaseFacts, person: Person) -> int:
    own = person.undo_seconds
    return int(case.undo_seconds if own is None else own)


def _oneself(person: Person) -> recipients.Recipient:
    first, _, last = person.name.partition(" ")
    hashed = number_hash.of(person.phone)
    return recipients.Recipient(
        0,
        first,
        last or first,
        person.phone,
        phone.region_of(person.phone),
        person.phone,
        stopped=opt_outs.has_stopped(person.root_id, hashed),
        number_hash=hashed,
    )


def _queue(batch: Batch, writer: Writer, sendable: list[Planned]) -> None:
    """The messages of a batch and the credits they hold, by bulk."""
    ids = db.reserve_ids("message", len(sendable))
    # One draw of randomness for the whole batch, cut into 128 bits each.
    random = secrets.token_hex(16 * len(sendable))
    refs = (random[start : start + 32] for start in range(0, len(random), 32))
    db.insert_rows(
        "message",
        ("id", "client_ref", "application_id", "to", "number_hash", "text", "segments", "credits"),
        (
            (
                identity,
                ref,
                one.recipient.application_id or None,
                one.recipient.mobile,
                one.recipient.number_hash,
                one.text,
                one.segments,
                one.credits,
            )
            for identity, ref, one in zip(ids, refs, sendable, strict=True)
        ),
        same=_same_in_all(batch, writer),
    )
    charges = [
        Charge(identity, writer.root_id, one.credits)
        for identity, one in zip(ids, sendable, strict=True)
    ]
    credits.reserve(charges, writer.root_id, batch.created_at, writer.user_id)


def _same_in_all(batch: Batch, writer: Writer) -> dict[str, object]:
    """What the messages of a batch share."""
    created_ms = clock.to_ms(batch.created_at)
    return {
        "batch_id": batch.id,
        "root_id": writer.root_id,
        "sender": writer.sender,
        "state": State.QUEUED.value,
        "state_at": created_ms,
        "created_at": created_ms,
        "send_after": clock.to_ms(batch.send_after),
        "send_before": clock.to_ms(batch.send_after + timedelta(hours=SEND_WITHIN_HOURS)),
        "claimed_by": "",
        "attempts": 0,
        "carrier_id": "",
        "carrier_code": "",
        "carrier_words": "",
    }
