"""How far each user has read a conversation."""

from typing import NamedTuple

from webapp import db
from webapp.lib import clock
from webapp.models import Application


class Seen(NamedTuple):
    """Up to which moment (milliseconds) somebody has read, and how many replies came since."""

    until: int
    replies: int


def look(user_id: int, application: Application) -> Seen:
    """How far a user has read; who never opened it has read up to what was last sent."""
    contacted = application.contacted_at
    otherwise = clock.to_ms(contacted) if contacted else 0
    found = db.row(
        "WITH mark AS (SELECT coalesce((SELECT s.until FROM conversation_seen s "
        "WHERE s.user_id = ? AND s.application_id = ?), ?) AS at) "
        "SELECT mark.at, (SELECT count(*) FROM inbound_text i "
        "WHERE i.application_id = ? AND i.received_at > mark.at) FROM mark",
        (user_id, application.id, otherwise, application.id),
    )
    return Seen._make(found) if found else Seen(otherwise, 0)


def mark(user_id: int, application_id: int, at_ms: int) -> None:
    """A user has read all up to this moment (milliseconds); what they had read stays read."""
    db.execute(
        "INSERT INTO conversation_seen (user_id, application_id, until) VALUES (?, ?, ?) "
        "ON CONFLICT (user_id, application_id) DO UPDATE SET until = excluded.until "
        "WHERE excluded.until > conversation_seen.until",
        (user_id, application_id, at_ms),
    )
