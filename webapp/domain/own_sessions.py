"""The browsers in which a user is signed in, as they see and end them themselves."""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.lib.tokens import stored_form
from webapp.models import Session, User

_KEY_LETTERS = 16


class Open(NamedTuple):
    """One signed-in browser. `key` names it to its owner, and opens nothing."""

    key: str
    agent: str
    since: datetime
    seen_at: datetime
    is_this: bool


def of_user(user_id: int, token: str, idle_minutes: int, now: datetime | None = None) -> list[Open]:
    """Where a user is signed in: the browser with this token first, then as they were seen."""
    resting = (now or clock.now()) - timedelta(minutes=idle_minutes)
    found = Session.select().where(Session.user == user_id, Session.seen_at >= resting)
    this = stored_form(token)
    opened = [
        Open(
            one.token_hash[:_KEY_LETTERS],
            one.agent,
            one.created_at,
            one.seen_at,
            one.token_hash == this,
        )
        for one in found
    ]
    return sorted(opened, key=lambda one: (one.is_this, one.seen_at), reverse=True)


def end(user_id: int, key: str) -> int:
    """End one session of a user by its key; how many ended (none at a second call)."""
    if len(key) != _KEY_LETTERS or not key.isalnum():
        return 0
    return _end(user_id, Session.token_hash.startswith(key))


def end_others(user_id: int, token: str) -> int:
    """End all sessions of a user but the one with this token; how many ended."""
    return _end(user_id, Session.token_hash != stored_form(token))


def _end(user_id: int, condition: object) -> int:
    with db.transaction():
        ended = int(Session.delete().where(Session.user == user_id, condition).execute())
        if ended:
            where = User.get_by_id(user_id).organisation_id
            log.record(Did.SESSIONS_ENDED, where, user_id, browsers=ended)
        return ended
