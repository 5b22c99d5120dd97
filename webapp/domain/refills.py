"""Refills and corrections that a person books: each once, with a reason, and in the log."""

from collections.abc import Callable

from peewee import IntegrityError

from webapp import db
from webapp.domain import credits, log
from webapp.domain.credits import Balance, NotEnoughCredits
from webapp.domain.log import Did
from webapp.domain.states import Kind
from webapp.models import LedgerEntry, Organisation

MOST = 1_000_000


class AlreadyBooked(Exception):
    """This form was booked before, with another amount or reason; nothing was booked now."""


def refill(parent: Organisation, amount: int, reference: str, *, key: str, by_id: int) -> Balance:
    """Add credits to a parent organisation; return its balance.

    Raises ValueError unless the amount is from 1 to `MOST`. A second call with the same key books
    nothing; it raises AlreadyBooked where it says something else than the first.
    """
    if not 0 < amount <= MOST:
        raise ValueError(f"A refill must be from 1 to {MOST} credits.")

    def book() -> Balance:
        log.record(Did.CREDITS_TOPPED_UP, parent.id, by_id, reference, credits=amount)
        return credits.top_up(parent.id, amount, reference, by_id, key=key)

    return _once(parent, Kind.TOP_UP, amount, reference, key, book)


def correct(parent: Organisation, amount: int, reason: str, *, key: str, by_id: int) -> Balance:
    """Change the available credits by a positive or negative amount; return the balance.

    Raises ValueError for 0 or more than `MOST` either way, and NotEnoughCredits when fewer are
    available than are to be taken away. A second call is as with `refill`.
    """
    if not 0 < abs(amount) <= MOST:
        raise ValueError(f"A correction must be from 1 to {MOST} credits, up or down.")

    def book() -> Balance:
        log.record(Did.CREDITS_CORRECTED, parent.id, by_id, reason, credits=amount)
        return credits.adjust(parent.id, amount, reason, by_id, key=key)

    return _once(parent, Kind.ADJUST, amount, reason, key, book)


def _once(
    parent: Organisation,
    kind: Kind,
    amount: int,
    note: str,
    key: str,
    book: Callable[[], Balance],
) -> Balance:
    try:
        with db.transaction():
            return book()
    except (IntegrityError, NotEnoughCredits):
        # The same form again: its key is taken, or what it took away is gone already.
        booked = LedgerEntry.get_or_none(LedgerEntry.key == f"{kind}:{key}")
        if booked is None:
            raise
        if (booked.available_delta, booked.note) != (amount, note):
            raise AlreadyBooked from None
        return credits.balance(parent.id)
