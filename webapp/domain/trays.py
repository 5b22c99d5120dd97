"""Texts from numbers that nobody wrote to: each parent organisation has a tray of them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp import db

PAGE_SIZE = 25


class Unknown(NamedTuple):
    """What one number wrote into a tray: its last text, and how many there are.

    `at` in milliseconds since 1970; `reason` and `by` are set where it was set aside.
    """

    text_id: int
    from_number: str
    tray_id: int
    tray_name: str
    text: str
    at: int
    texts: int
    reason: str | None
    by: str | None


def page_of(tray_ids: Sequence[int], q: str, before: int, *, aside: bool = False) -> list[Unknown]:
    """A page of the numbers in these trays, the latest first, and one more if there are more:
    those that wait, or those that were set aside. `before` is the text that the last page ended
    with, or 0.
    """
    if not tray_ids:
        return []
    conditions = [
        "i.application_id IS NULL",
        f"i.tray_id IN ({db.marks(tray_ids)})",
        "x.id IS NOT NULL" if aside else "x.id IS NULL",
    ]
    values: list[Any] = [*tray_ids]
    for word in q.casefold().split():
        conditions.append(db.matches("i.from_number", "i.text"))
        values += [db.containing(word)] * 2
    having = "HAVING max(i.id) < ?" if before else ""
    values += [before] * bool(before)
    found = db.rows(
        "SELECT t.id, t.from_number, o.id, o.name, t.text, t.received_at, n.texts, x.reason, "
        "u.name "
        "FROM (SELECT max(i.id) AS id, count(*) AS texts FROM inbound_text i "
        "LEFT JOIN set_aside x ON x.reply_id = i.id "
        f"WHERE {' AND '.join(conditions)} GROUP BY i.tray_id, i.from_number {having}) n "
        "JOIN inbound_text t ON t.id = n.id JOIN organisation o ON o.id = t.tray_id "
        "LEFT JOIN set_aside x ON x.reply_id = t.id "
        'LEFT JOIN "user" u ON u.id = x.by_id ORDER BY t.id DESC LIMIT ?',
        [*values, PAGE_SIZE + 1],
    )
    return [Unknown._make(one) for one in found]
