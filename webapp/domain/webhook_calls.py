"""Signed calls are taken once: a copy of one that was taken changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from webapp import db
from webapp.lib import clock
from webapp.lib.tokens import stored_form

KEPT_HOURS = 3


def take_once(jti: str, act: Callable[[], object]) -> bool:
    """Act on a call unless it was taken before; True if it was acted on.

    Both in one transaction: a call that failed may be tried again under the same name.
    """
    with db.transaction():
        is_new = db.execute(
            "INSERT INTO webhook_call (jti_hash, at) VALUES (?, ?) "
            "ON CONFLICT (jti_hash) DO NOTHING",
            (stored_form(jti), clock.now_ms()),
        )
        if is_new:
            act()
        return bool(is_new)


def forget_old(now: datetime | None = None) -> None:
    """Drop calls whose signature nobody would believe any more (they are valid for an hour)."""
    before = (now or clock.now()) - timedelta(hours=KEPT_HOURS)
    db.execute("DELETE FROM webhook_call WHERE at < ?", (clock.to_ms(before),))
