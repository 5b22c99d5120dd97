"""Writing a batch: its row, its messages, and the credits that they hold.

The caller has planned them and looked at every limit (domain.sending), in the same transaction.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from peewee import IntegrityError

from webapp import db
from webapp.domain import budgets, credits
from webapp.domain.contacting import Plan, Planned, Writer
from webapp.domain.credits import Charge
from webapp.domain.means import Means
from webapp.domain.refusals import NotSendable
from webapp.domain.states import State
from webapp.domain.timing import SEND_WITHIN_HOURS, Leaving
from webapp.lib import clock
from webapp.models import Batch


def find_batch(key: str) -> Batch | None:
    """The batch that was made of the form with this key, if any."""
    return Batch.get_or_none(Batch.key == key)


def recipients_of(batch: Batch) -> set[int]:
    """The applications that the batch writes to."""
    found = db.rows("SELECT application_id FROM message WHERE batch_id = ?", (batch.id,))
    return {identity for (identity,) in found if identity is not None}


def once(key: str, write: Callable[[], Batch]) -> Batch:
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


def write(
    key: str,
    writer: Writer,
    text: str,
    means: Means,
    planned: Plan,
    now: datetime,
    undo_seconds: int,
    **more: object,
) -> Batch:
    """Write the batch, its messages and their reserved credits; return the batch.

    `more` are further columns of the batch. Raises NotEnoughCredits, and NotSendable when the
    budget of an organisation above would be passed.
    """
    at_once = _at_once(now + timedelta(seconds=undo_seconds))
    batch: Batch = Batch.create(
        key=key,
        root=writer.root_id,
        case=writer.case_id,
        user=writer.user_id,
        text=text,
        contact_type=means.contact_type.value,
        email_instead=means.email_instead,
        subject=means.subject if planned.emails else "",
        recipients=len(planned.sendable),
        credits=planned.credits,
        undo_seconds=undo_seconds,
        created_at=now,
        send_after=min((one.leaving or at_once).send_after for one in planned.sendable),
        **more,
    )
    _queue(batch, writer, planned.sendable, at_once)
    if beyond := budgets.problem(
        writer.organisation_path, planned.credits, batch.created_at, is_booked=True
    ):
        raise NotSendable(beyond)
    return batch


# What is each message's own.
_OWN = (
    *("to", "number_hash", "text", "segments", "credits"),
    *("contact_type", "sender", "subject", "zone", "send_after", "send_before"),
)


def _at_once(send_after: datetime) -> Leaving:
    """When a test leaves: no hour disturbs whoever sends it to themselves."""
    return Leaving("", send_after, send_after + timedelta(hours=SEND_WITHIN_HOURS), waits=False)


def _queue(batch: Batch, writer: Writer, sendable: list[Planned], at_once: Leaving) -> None:
    """The messages of a batch and the credits they hold, by bulk."""
    ids = db.reserve_ids("message", len(sendable))
    # One draw of randomness for the whole batch, cut into 128 bits each.
    random = secrets.token_hex(16 * len(sendable))
    refs = (random[start : start + 32] for start in range(0, len(random), 32))
    db.insert_rows(
        "message",
        ("id", "client_ref", "application_id", *_OWN),
        (
            (
                identity,
                ref,
                one.recipient.application_id or None,
                one.address,
                one.number_hash,
                one.text,
                one.segments,
                one.credits,
                one.contact_type.value,
                writer.organisation_name if one.is_email else writer.sender,
                one.subject,
                *_times(one.leaving or at_once),
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


def _times(leaving: Leaving) -> tuple[str, int, int]:
    """The columns that say when one leaves."""
    return leaving.zone, clock.to_ms(leaving.send_after), clock.to_ms(leaving.send_before)


def _same_in_all(batch: Batch, writer: Writer) -> dict[str, object]:
    """What the messages of a batch share."""
    created_ms = clock.to_ms(batch.created_at)
    return {
        "batch_id": batch.id,
        "root_id": writer.root_id,
        "state": State.QUEUED.value,
        "state_at": created_ms,
        "created_at": created_ms,
        "passes_quiet": batch.passes_quiet,
        "claimed_by": "",
        "attempts": 0,
        "carrier_id": "",
        "carrier_code": "",
        "carrier_words": "",
    }
