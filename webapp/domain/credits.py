"""Credits: what a parent organisation may still send, and the ledger that explains it.

An account is three figures (available, held, spent), and each is the sum of its ledger entries.
Every verb here changes both in the caller's transaction, or neither.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import credit_warnings, usage
from webapp.domain.states import Kind
from webapp.lib import clock
from webapp.models import Account, LedgerEntry

# What one credit does to (available, held, spent).
_EFFECTS: dict[Kind, tuple[int, int, int]] = {
    Kind.RESERVE: (-1, 1, 0),
    Kind.CAPTURE: (0, -1, 1),
    Kind.RELEASE: (1, -1, 0),
    Kind.ABSORB: (0, 0, 0),
}


class NotEnoughCredits(Exception):
    """The account holds fewer credits than are needed; nothing was changed."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} credits are missing")
        self.missing = missing


class Charge(NamedTuple):
    """One message's credits, on the account of its parent organisation."""

    message_id: int
    root_id: int
    credits: int


class Balance(NamedTuple):
    """The figures of one account, in credits."""

    available: int
    held: int
    spent: int


def balance(root_id: int) -> Balance:
    """The account of a parent organisation."""
    found = db.row(
        "SELECT available, held, spent FROM account WHERE organisation_id = ?", (root_id,)
    )
    return Balance(*found) if found else Balance(0, 0, 0)


def top_up(
    root_id: int,
    amount: int,
    note: str,
    by_id: int | None = None,
    *,
    key: str = "",
    now: datetime | None = None,
) -> Balance:
    """Add credits and return the new balance; raises ValueError unless the amount is positive.

    A second call with the same key raises IntegrityError and adds nothing; without a key each is
    an entry of its own.
    """
    if amount <= 0:
        raise ValueError("A refill must be 1 credit or more.")
    return _book(root_id, Kind.TOP_UP, amount, note, by_id, key, now)


def adjust(
    root_id: int, amount: int, note: str, by_id: int | None = None, *, key: str = ""
) -> Balance:
    """Correct the available credits by a positive or negative amount, for a stated reason.

    Raises NotEnoughCredits when fewer are available than are to be taken away. A second call
    with the same key raises IntegrityError and changes nothing.
    """
    return _book(root_id, Kind.ADJUST, amount, note, by_id, key)


def hold(root_id: int) -> None:
    """Keep other sends of a tree waiting until the caller's transaction ends.

    What is counted afterwards stays true until then.
    """
    db.hold("account", "organisation_id = ?", (root_id,))


def reserve(charges: Iterable[Charge], root_id: int, at: datetime, by_id: int | None) -> None:
    """Hold the credits of new messages; raises NotEnoughCredits, and then holds none of them.

    What costs nothing has no entry. One conditional statement decides: reading the balance first
    sold it several times over.
    """
    charges = [charge for charge in charges if charge.credits]
    if not charges:
        return
    total = sum(charge.credits for charge in charges)
    changed = db.execute(
        "UPDATE account SET available = available - ?, held = held + ? "
        "WHERE organisation_id = ? AND available >= ?",
        (total, total, root_id, total),
    )
    if not changed:
        raise NotEnoughCredits(total - balance(root_id).available)
    _write_entries(Kind.RESERVE, charges, at, by_id, "")
    credit_warnings.after_use(root_id, at)


def post(kind: Kind, charges: Iterable[Charge], at: datetime, note: str = "") -> None:
    """Capture, release or absorb the credits of messages that were reserved before.

    The entry's key is made of kind and message, so that a second call for the same message
    raises IntegrityError and undoes the caller's transaction.
    """
    charges = [charge for charge in charges if charge.credits]
    if not charges:
        return
    totals: dict[int, int] = defaultdict(int)
    for charge in charges:
        totals[charge.root_id] += charge.credits
    available, held, spent = _EFFECTS[kind]
    for root_id, total in sorted(totals.items()):
        db.execute(
            "UPDATE account SET available = available + ?, held = held + ?, spent = spent + ? "
            "WHERE organisation_id = ?",
            (available * total, held * total, spent * total, root_id),
        )
    _write_entries(kind, charges, at, None, note)


def _book(
    root_id: int,
    kind: Kind,
    amount: int,
    note: str,
    by_id: int | None,
    key: str,
    now: datetime | None = None,
) -> Balance:
    with db.transaction():
        changed = db.execute(
            "UPDATE account SET available = available + ? "
            "WHERE organisation_id = ? AND available + ? >= 0",
            (amount, root_id, amount),
        )
        if not changed:
            raise NotEnoughCredits(-amount - balance(root_id).available)
        account, now = Account.get(Account.organisation == root_id), now or clock.now()
        LedgerEntry.create(
            account=account,
            kind=kind,
            available_delta=amount,
            held_delta=0,
            spent_delta=0,
            key=f"{kind}:{key or secrets.token_hex(16)}",
            by=by_id,
            note=note,
            at=now,
        )
        usage.add_booking(account.id, kind, amount, now, by_id, note)
        if amount > 0:
            credit_warnings.after_refill(root_id)
        else:
            credit_warnings.after_use(root_id, now)
        return balance(root_id)


def _write_entries(
    kind: Kind, charges: list[Charge], at: datetime, by_id: int | None, note: str
) -> None:
    accounts = {root_id: _account_id(root_id) for root_id in {one.root_id for one in charges}}
    available, held, spent = _EFFECTS[kind]
    db.insert_rows(
        "ledger_entry",
        ("account_id", "message_id", "key", "available_delta", "held_delta", "spent_delta"),
        (
            (
                accounts[root_id],
                message_id,
                f"{kind}:{message_id}",
                available * amount,
                held * amount,
                spent * amount,
            )
            for message_id, root_id, amount in charges
        ),
        same={"kind": str(kind), "by_id": by_id, "note": note, "at": clock.to_ms(at)},
    )
    of_account: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for message_id, root_id, amount in charges:
        of_account[accounts[root_id]].append((message_id, amount))
    for account_id, some in sorted(of_account.items()):
        usage.add_messages(account_id, kind, some, _EFFECTS[kind], at, by_id, note)


def _account_id(root_id: int) -> int:
    found = db.row("SELECT id FROM account WHERE organisation_id = ?", (root_id,))
    if found is None:
        raise LookupError(f"organisation {root_id} has no account")
    return int(found[0])
