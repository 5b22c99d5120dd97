"""Sums of the ledger: what the Credits tab reads instead of a million entries.

They are written in the transaction of the entries themselves, after the account's own row, which
every writer takes first: so two writers never wait for each other. `hej credits check` proves
them equal to the ledger.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from webapp import db
from webapp.domain.states import Kind
from webapp.lib import clock

DAY_MS = 86_400_000
_MOST_IDS = 500


def day_of(at: datetime) -> int:
    """The day of a moment: days since 1970, in UTC."""
    return clock.to_ms(at) // DAY_MS


def add_booking(
    account_id: int, kind: Kind, amount: int, at: datetime, by_id: int | None, note: str
) -> None:
    """A refill or a correction: a line of its own."""
    _add_line(account_id, kind, None, 1, (amount, 0, 0), at, by_id, note)
    _add_day(account_id, kind, 1, (amount, 0, 0), at)


def add_messages(
    account_id: int,
    kind: Kind,
    charges: Iterable[tuple[int, int]],
    effect: tuple[int, int, int],
    at: datetime,
    by_id: int | None,
    note: str,
) -> None:
    """The entries of messages (their ids and credits) that belong to one account.

    `effect` is what one credit does to (available, held, spent).
    """
    numbers: Counter[int] = Counter()
    totals: dict[int, int] = defaultdict(int)
    credits = dict(charges)
    for message_id, batch_id in _batches_of(list(credits)):
        numbers[batch_id] += 1
        totals[batch_id] += credits[message_id]
    for batch_id, total in sorted(totals.items()):
        deltas = (effect[0] * total, effect[1] * total, effect[2] * total)
        _add_line(account_id, kind, batch_id, numbers[batch_id], deltas, at, by_id, note)
        if kind is Kind.CAPTURE:
            _add_usage(batch_id, numbers[batch_id], total, at)
    whole = sum(totals.values())
    deltas = (effect[0] * whole, effect[1] * whole, effect[2] * whole)
    _add_day(account_id, kind, sum(numbers.values()), deltas, at)


def _batches_of(message_ids: list[int]) -> Iterable[tuple[int, int]]:
    """Each message with its batch. Ids that follow each other are asked for as one range, as those
    of a new batch do.
    """
    first, last = min(message_ids), max(message_ids)
    if last - first + 1 == len(message_ids):
        yield from db.rows(
            "SELECT id, batch_id FROM message WHERE id BETWEEN ? AND ?", (first, last)
        )
        return
    for start in range(0, len(message_ids), _MOST_IDS):
        some = message_ids[start : start + _MOST_IDS]
        marks = db.marks(some)
        yield from db.rows(f"SELECT id, batch_id FROM message WHERE id IN ({marks})", some)


def _add_line(
    account_id: int,
    kind: Kind,
    batch_id: int | None,
    entries: int,
    deltas: tuple[int, int, int],
    at: datetime,
    by_id: int | None,
    note: str,
) -> None:
    db.execute(
        "INSERT INTO ledger_line (account_id, kind, batch_id, day, entries, available_delta, "
        "held_delta, spent_delta, by_id, note, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (batch_id, kind, day) DO UPDATE SET "
        "entries = ledger_line.entries + excluded.entries, "
        "available_delta = ledger_line.available_delta + excluded.available_delta, "
        "held_delta = ledger_line.held_delta + excluded.held_delta, "
        "spent_delta = ledger_line.spent_delta + excluded.spent_delta, at = excluded.at",
        (
            account_id,
            kind.value,
            batch_id,
            day_of(at),
            entries,
            *deltas,
            by_id,
            note,
            clock.to_ms(at),
        ),
    )


def _add_day(
    account_id: int, kind: Kind, entries: int, deltas: tuple[int, int, int], at: datetime
) -> None:
    db.execute(
        "INSERT INTO ledger_day (account_id, day, kind, entries, available_delta, held_delta, "
        "spent_delta) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, day, kind) "
        "DO UPDATE SET entries = ledger_day.entries + excluded.entries, "
        "available_delta = ledger_day.available_delta + excluded.available_delta, "
        "held_delta = ledger_day.held_delta + excluded.held_delta, "
        "spent_delta = ledger_day.spent_delta + excluded.spent_delta",
        (account_id, day_of(at), kind.value, entries, *deltas),
    )


def _add_usage(batch_id: int, messages: int, credits: int, at: datetime) -> None:
    db.execute(
        "INSERT INTO usage_day (root_id, organisation_id, case_id, user_id, template_id, day, "
        "messages, credits) SELECT b.root_id, c.organisation_id, b.case_id, b.user_id, "
        "coalesce(b.template_id, 0), ?, ?, ? FROM batch b "
        'JOIN "case" c ON c.id = b.case_id WHERE b.id = ? '
        "ON CONFLICT (root_id, day, organisation_id, case_id, user_id, template_id) "
        "DO UPDATE SET messages = usage_day.messages + excluded.messages, "
        "credits = usage_day.credits + excluded.credits",
        (day_of(at), messages, credits, batch_id),
    )
