"""How often a candidate may change their mind in a day.

Each booking and each proposal writes to the interviewers: whoever has a link, or a program that
got hold of it, could otherwise fill their mailboxes. A time can always be given back.
"""

from datetime import datetime, timedelta

from webapp import db
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import say

MOST_BOOKINGS = 20
MOST_PROPOSALS = 10


def check_bookings(invitation_id: int, now: datetime) -> None:
    """Raise NotPossible where a candidate has booked too often within a day."""
    by_themselves = "booking WHERE booked_by_id IS NULL AND booked_at > ?"
    _check(by_themselves, MOST_BOOKINGS, invitation_id, now)


def check_proposals(invitation_id: int, now: datetime) -> None:
    """Raise NotPossible where a candidate has proposed too often within a day."""
    _check("proposal WHERE at > ?", MOST_PROPOSALS, invitation_id, now)


def _check(rows: str, most: int, invitation_id: int, now: datetime) -> None:
    since = clock.to_ms(now - timedelta(days=1))
    found = db.row(
        f"SELECT count(*) FROM {rows} AND invitation_id = ?",
        (since, invitation_id),
    )
    if found and found[0] >= most:
        raise NotPossible(
            say("You have changed this many times today. Write to whoever invited you.")
        )
