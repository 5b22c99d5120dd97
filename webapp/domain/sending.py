"""Sending, taking back and hurrying a batch.

`send` writes the batch, its messages and their reserved credits in one transaction. Nothing
leaves here: the worker sends what is due (domain.dispatch).
"""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import (
    batches,
    cases,
    credits,
    invitations,
    limits,
    log,
    opt_outs,
    pressure,
    recipients,
    savings,
    timing,
)
from webapp.domain.applications import mark_contacted, recall_contact, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Writer, plan, saving
from webapp.domain.credits import Charge
from webapp.domain.invitations import Offer
from webapp.domain.log import Did
from webapp.domain.means import BY_SMS, Means
from webapp.domain.people import Person
from webapp.domain.refusals import (
    AlreadySent,
    CapReached,
    CostRose,
    NotSendable,
    PasswordNeeded,
)
from webapp.domain.states import Kind
from webapp.domain.timing import Timetable, When
from webapp.lib import clock, number_hash, phone, sms_text
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Batch


class _Order(NamedTuple):
    """One press of Send: what to whom, and what its sender has seen and proved."""

    case: CaseFacts
    person: Person
    application_ids: frozenset[int]
    text: str
    means: Means
    key: str
    made_from: tuple[int | None, int | None]
    again: bool
    shown_credits: int | None
    has_proved: bool
    when: When
    now: datetime
    offer: Offer | None = None


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
    means: Means = BY_SMS,
    template_id: int | None = None,
    template_version_id: int | None = None,
    again: bool = False,
    shown_credits: int | None = None,
    has_proved: bool = False,
    when: When = timing.NOW,
    offer: Offer | None = None,
    now: datetime | None = None,
) -> Batch:
    """Queue a message to each of these applications and reserve its credits; return the batch.

    By SMS, unless `means` says else; at the time that was chosen (`when`), or an SMS after the
    quiet hours of its reader. The text is normalised here. `shown_credits` is the price that the
    person saw: a higher one raises CostRose. `has_proved`: they have just shown who they are
    (sign_in.is_themselves), without which more recipients than the limit raise PasswordNeeded.
    Raises NotSendable when there is nothing to send, CapReached when it would be too much, and
    NotEnoughCredits when the account cannot pay for all of it; then nothing is sent at all. With
    an `offer` each of them is invited to its interview (domain.invitations). A second call with
    the same key returns the first batch.
    """
    order = _Order(
        case,
        person,
        frozenset(application_ids),
        sms_text.normalise(text),
        normalised(means),
        key,
        (template_id, template_version_id),
        again,
        shown_credits,
        has_proved,
        when,
        now or clock.now(),
        offer,
    )
    batch = _within_limits(case, person, key, lambda: _send_now(order), order.now)
    _check_is_of(batch, order)
    return batch


def send_test(
    case: CaseFacts,
    person: Person,
    text: str,
    *,
    key: str,
    means: Means = BY_SMS,
    offer: Offer | None = None,
    now: datetime | None = None,
) -> Batch:
    """Send the text to the user's own telephone (or e-mail address) at once, merged for a person
    called as they are.

    It costs credits and counts towards the caps like any other message. Raises NotSendable or
    NotEnoughCredits. A second call with the same key returns the first batch.
    """
    now = now or clock.now()
    writer = Writer.of(case, person)
    if offer:
        writer = invitations.inviting(writer, offer)
    text, means = sms_text.normalise(text), normalised(means)._replace(email_instead=False)
    if not (person.phone or means.by_email):
        raise NotSendable(say("Add your telephone number in Preferences first."))

    def write() -> Batch:
        credits.hold(case.root_id)
        planned = plan(
            writer,
            text,
            [_oneself(person)],
            recipients.prices(writer.root_id),
            pressure.NONE,
            means=means,
        )
        _check(planned, None, planned.planned[0].skip)
        _check_limits(case, person, planned, now, has_proved=True)
        return batches.write(key, writer, text, means, planned, now, undo_seconds=0, is_test=True)

    return _within_limits(case, person, key, write, now)


def undo_window(case: CaseFacts, person: Person) -> timedelta:
    """How long this person can take back what they send: as they chose, or their organisation."""
    own = person.undo_seconds
    return timedelta(seconds=case.undo_seconds if own is None else own)


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


def _send_now(order: _Order) -> Batch:
    """The batch of an order, in the caller's transaction."""
    case, person, now = order.case, order.person, order.now
    # One at a time for each account: who sends the same at the same moment must see it.
    credits.hold(case.root_id)
    # Read within the transaction: the case may have been closed since it was opened.
    case = cases.find(case.id) or case
    writer = Writer.of(case, person)
    undo = undo_window(case, person)
    timetable = Timetable(case, order.when, now + undo)
    if wrong := timing.problem(order.when, now):
        raise NotSendable(wrong)
    if order.offer:
        writer = _inviting(writer, order.offer, now)
    planned, saved = _plan_now(case, writer, timetable, order)
    _check(planned, order.shown_credits)
    _check_limits(case, person, planned, now, has_proved=order.has_proved)
    batch = batches.write(
        order.key,
        writer,
        order.text,
        order.means,
        planned,
        now,
        undo.seconds,
        passes_quiet=timetable.passes_quiet,
        **timing.columns(order.when),
        template=order.made_from[0],
        template_version=order.made_from[1],
        selection=recipients.write_selection(order.application_ids),
    )
    if order.offer:
        invitations.make(batch, order.offer, now)
    savings.record(batch, saved)
    mark_contacted(batch.id, now)
    recount([case.id])
    _log_sent(order, batch, planned.emails)
    return batch


def _check_is_of(batch: Batch, order: _Order) -> None:
    """Raise AlreadySent where the form was used for something else before."""
    if not _is_of(batch, order):
        raise AlreadySent(
            say("The message before this one was sent already. To send this one too, press again.")
        )


def _is_of(batch: Batch, order: _Order) -> bool:
    """Whether a batch is what this order would make, or made."""
    ordered = (order.text, order.means.contact_type, order.means.email_instead)
    if (batch.text, batch.contact_type, batch.email_instead) != ordered:
        return False
    if batch.subject and batch.subject != order.means.subject:
        return False
    chosen = timing.columns(order.when)
    if chosen != {name: getattr(batch, name) for name in chosen}:
        return False
    return batches.recipients_of(batch) <= order.application_ids


def normalised(means: Means) -> Means:
    """The subject as one line, as it is kept."""
    return means._replace(subject=" ".join(sms_text.normalise(means.subject).split()))


def _inviting(writer: Writer, offer: Offer, now: datetime) -> Writer:
    if problem := invitations.problem(offer, now):
        raise NotSendable(problem)
    return invitations.inviting(writer, offer)


def _log_sent(order: _Order, batch: Batch, emails: int) -> None:
    by_email = {"emails": emails} if emails else {}
    log.record(
        Did.SENT,
        order.case.organisation_id,
        order.person.id,
        order.case.title,
        recipients=batch.recipients,
        credits=batch.credits,
        **by_email,
    )


def _within_limits(
    case: CaseFacts, person: Person, key: str, write: Callable[[], Batch], now: datetime
) -> Batch:
    """What `batches.once` makes; running into a cap undoes it, but not the warning of it."""
    try:
        return batches.once(key, write)
    except CapReached as problem:
        limits.warn(case, person, problem.passed, now)
        raise


def _plan_now(
    case: CaseFacts, writer: Writer, timetable: Timetable, order: _Order
) -> tuple[Plan, int]:
    """The plan, and the credits that plainer characters would have saved in it."""
    found = recipients.load(writer.case_id, writer.root_id, order.application_ids)
    prices = recipients.prices(writer.root_id)
    around = pressure.load(case, order.application_ids, order.now)
    basis = (found, prices, around, timetable)
    means, again = order.means, order.again
    planned = plan(writer, order.text, *basis, means=means, again=again)
    return planned, saving(writer, order.text, *basis, planned, means=means, again=again)


def _check(planned: Plan, shown_credits: int | None, skip: Sentence | None = None) -> None:
    if planned.problems:
        raise NotSendable(planned.problems[0])
    if not planned.sendable:
        raise NotSendable(skip or say("Nobody among the selected can get this message."))
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
        email=person.email,
    )
