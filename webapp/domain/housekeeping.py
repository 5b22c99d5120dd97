"""What the worker does beside sending, a chore at a time.

Each is by itself: one that fails is logged and tried again with the next round. Neither the others
nor what is to be sent wait for it.
"""

import logging
from collections.abc import Callable
from threading import Lock

from webapp import db
from webapp.domain import (
    dispatch,
    erasing,
    mail_dispatch,
    password_resets,
    reminders,
    replies,
    retention,
    sign_in,
    webhook_calls,
)

_log = logging.getLogger(__name__)


def keep_house(writing: Lock, base_url: str) -> None:
    """What a few seconds may pass without; `base_url` is where the pages are, for links in mails.

    `writing` is held for each chore alone, so that nothing that is due waits for all of them.
    """
    recovered = _do(writing, dispatch.recover) + _do(writing, mail_dispatch.recover)
    expired = _do(writing, dispatch.expire)
    given_up = _do(writing, dispatch.give_up)
    _do(writing, replies.join_stored)
    _do(writing, lambda: password_resets.answer(base_url))
    _do(writing, reminders.send_due)
    _do(writing, erasing.finish)
    _do(writing, retention.step)
    if recovered or expired or given_up:
        _log.info("Recovered %d, expired %d, gave up %d.", recovered, expired, given_up)


def clean_up(writing: Lock) -> None:
    """Drop what only mattered for a while."""
    _do(writing, dispatch.forget_old_beats)
    _do(writing, webhook_calls.forget_old)
    _do(writing, sign_in.forget_old)
    _do(writing, password_resets.forget_old)
    _do(writing, retention.forget_strangers)
    _do(writing, db.empty_log)


def _do(writing: Lock, chore: Callable[[], int | None]) -> int:
    """Do it; what it returns, 0 where it failed."""
    try:
        with writing:
            return chore() or 0
    except Exception:
        _log.exception("A chore failed; it is tried again.")
        return 0
