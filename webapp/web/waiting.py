"""What waits for the person who asks: the number beside Inbox on every page."""

from flask_login import current_user

from webapp.domain import inbox
from webapp.domain.inbox import Reader
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.web import access


def reader() -> Reader:
    """The person who asks, as a reader of the inbox: where they may contact candidates."""
    paths = tuple(access.grants().heads(Right.CONTACT))
    return Reader(current_user.person.id, paths, clock.now_ms())


def count() -> int:
    """How many conversations wait for the person who asks."""
    return inbox.count_mine(reader())
