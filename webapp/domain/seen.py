"""How far each user has read a conversation."""

from webapp import db


def until(user_id: int, application_id: int) -> int | None:
    """The moment (milliseconds) up to which a user has seen a conversation, None for never."""
    sql = 'SELECT "until" FROM conversation_seen WHERE user_id = ? AND application_id = ?'
    found = db.row(sql, (user_id, application_id))
    return int(found[0]) if found else None


def mark(user_id: int, application_id: int, at_ms: int) -> None:
    """A user has seen all up to this moment (milliseconds); what they had seen stays seen."""
    db.execute(
        'INSERT INTO conversation_seen (user_id, application_id, "until") VALUES (?, ?, ?) '
        'ON CONFLICT (user_id, application_id) DO UPDATE SET "until" = excluded."until" '
        'WHERE excluded."until" > conversation_seen."until"',
        (user_id, application_id, at_ms),
    )
