"""What nobody presses Send for: confirmations and reminders, by SMS or e-mail, one at a time.

Each SMS costs what any SMS costs. A closed case does not stop them, and an opt-out stops SMS.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import budgets, credits, settling
from webapp.domain.credits import Charge
from webapp.domain.means import ContactType
from webapp.domain.states import State
from webapp.lib import number_hash, sms_text
from webapp.models import Batch, Message


class BeyondBudget(Exception):
    """Nothing is left of the month's budget."""


class Letter(NamedTuple):
    """One SMS to one number, or one e-mail, which has a subject and perhaps a `calendar` entry, to
    one address. `price` is in credits for each SMS that the text needs; after `send_before` it does
    not leave any more, nor before `send_after`, if that is said. Where the clocks of a `zone` are
    named, quiet hours hold it.
    """

    root_id: int
    case_id: int
    user_id: int
    application_id: int | None
    organisation_path: str
    sender: str
    to: str
    text: str
    price: int
    send_before: datetime
    contact_type: ContactType = ContactType.SMS
    subject: str = ""
    calendar: str = ""
    zone: str = ""
    send_after: datetime | None = None

    @property
    def is_email(self) -> bool:
        """Whether it goes by e-mail."""
        return self.contact_type is ContactType.EMAIL


def queue(letter: Letter, now: datetime, key: str = "") -> int:
    """Queue it in the caller's transaction and reserve its credits; the message's id.

    Raises NotEnoughCredits and BeyondBudget, after which the transaction must be undone; and
    IntegrityError when something was queued under this key before.
    """
    segments = 0 if letter.is_email else sms_text.measure(letter.text).segments
    batch = _batch(letter, segments * letter.price, now, key)
    message = _message(letter, batch, segments)
    charge = Charge(message.id, letter.root_id, batch.credits)
    credits.reserve([charge], letter.root_id, now, None)
    if budgets.problem(letter.organisation_path, batch.credits, now, is_booked=True):
        raise BeyondBudget
    return int(message.id)


def take_back(keys: Sequence[str], now: datetime) -> None:
    """Cancel those of these that still wait, and give their credits back."""
    waiting = db.rows(
        "SELECT m.id FROM message m JOIN batch b ON b.id = m.batch_id "
        f"WHERE m.state = 'queued' AND b.key IN ({db.marks(keys)}) ORDER BY m.id",
        keys,
    )
    settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def _batch(letter: Letter, price: int, now: datetime, key: str) -> Batch:
    return Batch.create(
        key=key or secrets.token_hex(16),
        root=letter.root_id,
        case=letter.case_id,
        user=letter.user_id,
        is_automatic=True,
        text=letter.text,
        contact_type=letter.contact_type.value,
        subject=letter.subject,
        calendar=letter.calendar,
        recipients=1,
        credits=price,
        undo_seconds=0,
        created_at=now,
        send_after=letter.send_after or now,
    )


def _message(letter: Letter, batch: Batch, segments: int) -> Message:
    return Message.create(
        batch=batch,
        application=letter.application_id,
        root=letter.root_id,
        to=letter.to,
        number_hash="" if letter.is_email else number_hash.of(letter.to),
        contact_type=letter.contact_type.value,
        subject=letter.subject,
        sender=letter.sender,
        text=letter.text,
        segments=segments,
        credits=batch.credits,
        client_ref=secrets.token_hex(16),
        state=State.QUEUED.value,
        state_at=batch.created_at,
        created_at=batch.created_at,
        send_after=batch.send_after,
        send_before=letter.send_before,
        zone=letter.zone,
    )
