"""What a number said last about SMS, by when it was said: texts come late and in any order.

A STOP that comes after a START which was said later changes nothing, and the other way round.
"""

from collections.abc import Callable

from webapp import db
from webapp.domain.inbound import Stored
from webapp.domain.opt_out_words import is_start, is_stop
from webapp.lib import number_hash


def hold(root_id: int, text: Stored) -> None:
    """Have this number's STOP and START heeded one after the other, in the caller's transaction."""
    db.hold_names([f"said {root_id} {number_hash.of(text.from_number)}"])


def started_since(root_id: int, text: Stored) -> bool:
    """Whether the number that wrote this has started SMS from this parent again after it, by a
    text or on the page of an opt-out link.
    """
    return _wrote_since(root_id, text, is_start) or bool(
        db.row(
            "SELECT 1 FROM opt_out WHERE root_id = ? AND number_hash = ? "
            "AND lifted_by_reply_id IS NULL AND lifted_at > ?",
            (root_id, number_hash.of(text.from_number), text.said_at),
        )
    )


def stopped_since(root_id: int, text: Stored) -> bool:
    """Whether the number that wrote this has written STOP to this parent after it."""
    return _wrote_since(root_id, text, is_stop)


def _wrote_since(root_id: int, text: Stored, means: Callable[[str], bool]) -> bool:
    """Of what was joined; what was not will find this text joined."""
    later = db.rows(
        "SELECT i.text FROM inbound_text i "
        "LEFT JOIN application a ON a.id = i.application_id "
        'LEFT JOIN "case" c ON c.id = a.case_id '
        "WHERE i.from_number = ? AND i.id <> ? AND coalesce(c.root_id, i.tray_id) = ? "
        "AND i.at > ? AND i.received_at > ?",
        (text.from_number, text.id, root_id, text.said_at, text.said_at),
    )
    return any(means(words) for (words,) in later)
