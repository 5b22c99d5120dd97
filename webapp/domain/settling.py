"""What is learned of a message that was on its way, written down with its credits.

The worker settles the carrier's answers here, and receipts settle what they prove. Whichever
comes first wins; the other finds nothing left to do.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import credits, folding, outlet
from webapp.domain.applications import cases_of, recall_contact, recount
from webapp.domain.credits import Charge
from webapp.domain.outlet import Way
from webapp.domain.states import LEFT, RELEASED, STEPS, Kind, State, sources
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.lib.words import Sentence, say

MOST_ATTEMPTS = 8
_FIRST_RETRY_S = 5
_CARRIER_ID_MAX = 100


class _Patience(NamedTuple):
    """How often something is tried, how long it waits at most in between, and what is said then."""

    most_attempts: int
    longest_retry_s: int
    given_up: Sentence


_PATIENCE = {
    Way.CARRIER: _Patience(
        MOST_ATTEMPTS,
        300,
        say("The carrier could not be reached. Nothing was sent and nothing was charged."),
    ),
    # A mail server that knows no sender yet asks it to come again, some of them after an hour.
    Way.MAIL: _Patience(
        20, 3600, say("The mail server put it off again and again. Nothing was sent.")
    ),
}


class Settled(NamedTuple):
    """One message and what the carrier, or the mail server, answered."""

    message_id: int
    outcome: Outcome
    way: Way = Way.CARRIER


def settle(answers: Iterable[Settled], now: datetime | None = None) -> None:
    """Write down the carrier's answers and move their credits, all in one transaction.

    A second call with the same answers changes nothing.
    """
    now = now or clock.now()
    answers = list(answers)
    with db.transaction():
        # Before the messages, as receipts take them.
        db.hold_names(one.outcome.carrier_id for one in answers if one.outcome.carrier_id)
        _hold([one.message_id for one in answers])
        changed = [one.message_id for one in answers if _settle_one(one, now)]
        _follow_contact(changed)


def accept(message_id: int, carrier_id: str, at: datetime) -> bool:
    """The carrier has this message: charge for it, unless that was done; True if it was news.

    Where the credits had already been given back, the house pays (`absorb`). The message can
    never be queued again. It follows what was reported of it, which may have come before this.
    The caller holds the carrier's name for it (db.hold_names).
    """
    before = _accept(message_id, carrier_id, at)
    if before in RELEASED:
        _follow_contact([message_id])
    return before is not None and before not in LEFT


def release(message_ids: Iterable[int], target: State, at: datetime, **details: str) -> int:
    """Move messages to a state in which they have not left, and give their credits back.

    Messages that cannot come into that state stay as they are; returns how many moved.
    """
    message_ids = list(message_ids)
    _hold(message_ids)
    moved = [one for one in message_ids if _release(one, target, at, **details)]
    _follow_contact(moved)
    return len(moved)


def count_as_not_sent(message_id: int, now: datetime | None = None) -> bool:
    """A person decides that an unconfirmed message was not sent; False if it was not unconfirmed.

    Its credits come back. Should proof of it come later, the house pays.
    """
    with db.transaction():
        return release([message_id], State.NOT_SENT, now or clock.now()) == 1


def _hold(message_ids: Collection[int]) -> None:
    """Lock messages and then the accounts that pay for them, each by rising id.

    Everybody who needs several takes them in this order, so that no two transactions ever wait
    for each other. SQLite has one writer at a time and needs none of it.
    """
    if not (message_ids and db.for_update()):
        return
    root_ids: set[int] = set()
    for ids in db.in_chunks(message_ids):
        marks = db.marks(ids)
        sql = f"SELECT root_id FROM message WHERE id IN ({marks}) ORDER BY id{db.for_update()}"
        root_ids.update(root_id for (root_id,) in db.rows(sql, ids))
    for root_id in sorted(root_ids):
        db.row(f"SELECT id FROM account WHERE organisation_id = ?{db.for_update()}", (root_id,))


def _settle_one(answer: Settled, now: datetime) -> bool:
    """Write down one answer; True if it changes who was contacted."""
    message_id, outcome, way = answer
    details = {"carrier_code": outcome.code[:16], "carrier_words": str(outcome.detail or "")[:300]}
    if outcome.verdict is Verdict.ACCEPTED:
        outlet.resume(way)
        return _accept(message_id, outcome.carrier_id, now) in RELEASED
    if outcome.verdict is Verdict.REFUSED:
        return _release(message_id, State.REFUSED, now, **details)
    if outcome.verdict is Verdict.UNKNOWN:
        if _locked_state(message_id) is State.SENDING:
            _step(message_id, State.SENDING, State.UNCONFIRMED, now, **details)
        return False
    if outcome.verdict is Verdict.ACCOUNT_FAULT:
        outlet.pause(details["carrier_words"], now, way)
    return _requeue(answer, now)


def _accept(message_id: int, carrier_id: str, at: datetime) -> State | None:
    """Step to accepted, unless it has left already; the state before, None if unknown."""
    carrier_id = carrier_id[:_CARRIER_ID_MAX]
    before = _locked_state(message_id)
    if before in LEFT:
        db.execute(
            "UPDATE message SET carrier_id = ? WHERE id = ? AND carrier_id = ''",
            (carrier_id, message_id),
        )
    elif before is not None:
        _step(message_id, before, State.ACCEPTED, at, carrier_id=carrier_id, carrier_words="")
    if before is not None:
        folding.fold(message_id, carrier_id)
    return before


def _release(message_id: int, target: State, at: datetime, **details: str) -> bool:
    before = _locked_state(message_id)
    if before is None or before not in sources(target):
        return False
    return _step(message_id, before, target, at, **details)


def _requeue(answer: Settled, now: datetime) -> bool:
    """Surely not sent: wait and try again, unless the account is at fault or tries run out.

    True if they ran out, so that it was given up.
    """
    message_id, outcome, way = answer
    patience = _PATIENCE[way]
    found = db.row(
        "SELECT attempts FROM message WHERE id = ? AND state = 'sending'" + db.for_update(),
        (message_id,),
    )
    if found is None:
        return False
    attempts = found[0] + (outcome.verdict is Verdict.RETRY)
    if attempts >= patience.most_attempts:
        return _release(message_id, State.REFUSED, now, carrier_words=str(patience.given_up))
    wait_s = outcome.retry_after_s or _FIRST_RETRY_S * 2**attempts
    wait_s = min(wait_s, patience.longest_retry_s)
    if outcome.verdict is Verdict.ACCOUNT_FAULT:
        wait_s = 0
    db.execute(
        "UPDATE message SET state = 'queued', state_at = ?, claimed_by = '', lease_until = NULL, "
        "attempts = ?, send_after = ?, carrier_words = ? WHERE id = ?",
        (
            clock.to_ms(now),
            attempts,
            clock.to_ms(now + timedelta(seconds=wait_s)),
            str(outcome.detail or "")[:300],
            message_id,
        ),
    )
    return False


def _locked_state(message_id: int) -> State | None:
    """The state of a message, which stays so until the transaction ends; None if unknown."""
    found = db.row("SELECT state FROM message WHERE id = ?" + db.for_update(), (message_id,))
    return State(found[0]) if found else None


def _step(message_id: int, before: State, after: State, at: datetime, **details: str) -> bool:
    """One step of the table, with its ledger entry. The caller holds the row."""
    kind = STEPS[before, after]
    assignments = "".join(f", {name} = ?" for name in details)
    found = db.row(
        f"UPDATE message SET state = ?, state_at = ?{assignments} WHERE id = ? AND state = ? "
        "RETURNING id, root_id, credits",
        (after.value, clock.to_ms(at), *details.values(), message_id, before.value),
    )
    if found is None:
        return False
    if kind:
        note = f"{found[2]} credits paid by the house" if kind is Kind.ABSORB else ""
        credits.post(kind, [Charge(*found)], at, note)
    return True


def _follow_contact(message_ids: list[int]) -> None:
    """The people of these messages were not contacted by them after all, or were indeed."""
    application_ids: set[int] = set()
    for ids in db.in_chunks(message_ids):
        marks = db.marks(ids)
        sql = f"SELECT application_id FROM message WHERE id IN ({marks})"
        application_ids.update(identity for (identity,) in db.rows(sql, ids) if identity)
    recall_contact(sorted(application_ids))
    recount(cases_of(application_ids))
