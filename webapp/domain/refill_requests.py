"""Asking the Customer Success Manager for a refill, and what became of it."""

from enum import StrEnum
from typing import NamedTuple

from peewee import IntegrityError

from webapp import db
from webapp.domain import log, mail
from webapp.domain.log import Did
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Organisation, RefillRequest

MOST = 1_000_000


class NobodyToAsk(Exception):
    """The parent organisation names no e-mail address of a Customer Success Manager."""


class State(StrEnum):
    """What became of a request."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATES: dict[State, Sentence] = {
    State.OPEN: say("open"),
    State.DONE: say("done"),
    State.WITHDRAWN: say("withdrawn"),
}


class Asked(NamedTuple):
    """A request as people see it; `at` and `done_at` are in milliseconds."""

    id: int
    amount: int
    message: str
    who: str
    at: int
    withdrawn_at: int | None
    done_at: int | None

    @property
    def state(self) -> State:
        """Withdrawn by somebody, done by a refill after it, or still open."""
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.OPEN if self.done_at is None else State.DONE


def ask(parent: Organisation, person: Person, amount: int, message: str, *, key: str) -> None:
    """Write to the Customer Success Manager of a parent organisation.

    Raises NobodyToAsk without their e-mail address, ValueError unless the amount is from 1 to
    `MOST`. A second call with the same key asks nothing more.
    """
    if not parent.csm_email:
        raise NobodyToAsk
    if not 0 < amount <= MOST:
        raise ValueError(f"Ask for 1 to {MOST} credits.")
    try:
        with db.transaction():
            RefillRequest.create(
                key=key, root=parent, amount=amount, message=message, by=person.id, at=clock.now()
            )
            log.record(Did.REFILL_ASKED, parent.id, person.id, parent.name, credits=amount)
            _write(parent, person, amount, message, key)
    except IntegrityError:
        if not RefillRequest.select().where(RefillRequest.key == key).exists():
            raise


def latest(root_id: int) -> Asked | None:
    """The newest request of a parent organisation, if there is any."""
    found = db.row(
        "SELECT q.id, q.amount, q.message, u.name, q.at, q.withdrawn_at, "
        "(SELECT min(l.at) FROM ledger_line l JOIN account a ON a.id = l.account_id "
        "WHERE a.organisation_id = q.root_id AND l.kind = 'top_up' AND l.at >= q.at) "
        'FROM refill_request q JOIN "user" u ON u.id = q.by_id '
        "WHERE q.root_id = ? ORDER BY q.id DESC LIMIT 1",
        (root_id,),
    )
    return Asked._make(found) if found else None


def withdraw(request_id: int, root_id: int, by_id: int) -> bool:
    """Take an open request back; False if it was not open any more, and then nothing changes."""
    with db.transaction():
        asked = latest(root_id)
        if asked is None or asked.id != request_id or asked.state is not State.OPEN:
            return False
        now_ms = clock.now_ms()
        withdrawn = db.execute(
            "UPDATE refill_request SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
            (now_ms, request_id),
        )
        if withdrawn:
            log.record(Did.REFILL_REQUEST_WITHDRAWN, root_id, by_id, "", credits=asked.amount)
        return withdrawn == 1


def _write(parent: Organisation, person: Person, amount: int, message: str, key: str) -> None:
    subject = say_n(
        "%(name)s asks for a refill of %(num)d credit",
        "%(name)s asks for a refill of %(num)d credits",
        amount,
        name=parent.name,
    )
    text = say(
        "%(who)s (%(email)s) asks for a refill.\n\n"
        "Parent organisation: %(name)s\nCredits: %(credits)s\n\n%(message)s\n",
        who=person.name,
        email=person.email,
        name=parent.name,
        credits=amount,
        message=message,
    )
    mail.queue(
        parent.id,
        f"refill-request:{key}",
        parent.csm_email,
        subject,
        text,
        language=parent.language,
    )
