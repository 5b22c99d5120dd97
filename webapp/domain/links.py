"""Links in e-mails that do one thing for one user, once. The database keeps only their hashes.

A link ends when it is used, after its time, when another of its kind is sent, when it is
withdrawn, and with its user.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from webapp.lib import clock
from webapp.lib.tokens import new_token, stored_form
from webapp.models import User, UserLink


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105


LASTS = {Purpose.INVITATION: timedelta(days=7), Purpose.PASSWORD: timedelta(hours=1)}


class State(StrEnum):
    """Whether a link opens something, and if not, why."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Link(NamedTuple):
    """A link as its page needs it; `user` and `kept` are None for one that never was."""

    state: State
    user: User | None
    kept: UserLink | None


def send(
    user_id: int, purpose: Purpose, by_id: int | None = None, now: datetime | None = None
) -> tuple[str, datetime]:
    """The token of a new link and until when it is good; older ones of its kind end.

    In the caller's transaction.
    """
    now = now or clock.now()
    end(user_id, purpose, now)
    token, until = new_token(), now + LASTS[purpose]
    UserLink.create(
        user=user_id,
        by=by_id,
        purpose=purpose.value,
        token_hash=stored_form(token),
        created_at=now,
        expires_at=until,
    )
    return token, until


def find(token: str, purpose: Purpose, now: datetime | None = None) -> Link:
    """What a link does now; looking at it changes nothing."""
    kept = UserLink.get_or_none(
        UserLink.token_hash == stored_form(token), UserLink.purpose == purpose.value
    )
    if kept is None:
        return Link(State.UNKNOWN, None, None)
    return Link(_state(kept, now or clock.now()), kept.user, kept)


def use(token: str, now: datetime) -> bool:
    """Use a link up, in the caller's transaction; False for all but the first of two at once."""
    used = UserLink.update(used_at=now).where(
        UserLink.token_hash == stored_form(token),
        UserLink.used_at.is_null(),
        UserLink.ended_at.is_null(),
        UserLink.expires_at > now,
    )
    return bool(used.execute())


def end(user_id: int, purpose: Purpose | None = None, now: datetime | None = None) -> None:
    """Let the open links of a user (of one purpose) open nothing any more."""
    condition = (
        (UserLink.user == user_id) & UserLink.used_at.is_null() & UserLink.ended_at.is_null()
    )
    if purpose:
        condition &= UserLink.purpose == purpose.value
    UserLink.update(ended_at=now or clock.now()).where(condition).execute()


def _state(kept: UserLink, now: datetime) -> State:
    if kept.used_at is not None:
        return State.USED
    if kept.ended_at is not None or kept.user.inactivated_at is not None:
        return State.ENDED
    return State.GOOD if now < kept.expires_at else State.EXPIRED
