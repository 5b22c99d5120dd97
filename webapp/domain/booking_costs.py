"""What telling candidates about their bookings will take, before anybody is told."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp import db
from webapp.domain import booking_news, recipients
from webapp.lib import sms_text
from webapp.lib.smtp_url import is_address


class Foreseen(NamedTuple):
    """How many would be told by SMS, for so many credits; by e-mail; and whom nothing reaches."""

    by_sms: int = 0
    credits: int = 0
    by_mail: int = 0
    unreached: int = 0

    @property
    def told(self) -> int:
        """All who are told."""
        return self.by_sms + self.by_mail


def foresee(what: str, booking_ids: Sequence[int]) -> Foreseen:
    """What it takes to tell this (a key of booking_words.WORDS) to those who have booked, all of
    one case, by the very texts that would be sent now.
    """
    told = booking_news.find(booking_ids)
    if not told:
        return Foreseen()
    root_id = told[0].root_id
    prices = recipients.prices(root_id)
    theirs = [one.application_id for one in told]
    people = {one.application_id: one for one in recipients.load(told[0].case_id, root_id, theirs)}
    found = Foreseen()
    for one in told:
        person = people.get(one.application_id)
        if person and booking_news.is_told_by_sms(one, person, prices):
            text = sms_text.normalise(booking_news.words(what, one))
            price = sms_text.measure(text).segments * prices[person.country]
            found = found._replace(by_sms=found.by_sms + 1, credits=found.credits + price)
        elif is_address(one.email):
            found = found._replace(by_mail=found.by_mail + 1)
        else:
            found = found._replace(unreached=found.unreached + 1)
    return found


def live(interview_id: int, now_ms: int) -> list[int]:
    """The bookings of an interview that would end with it: those whose time is not over."""
    found = db.rows(
        "SELECT b.id FROM booking b JOIN slot s ON s.id = b.slot_id "
        "WHERE s.interview_id = ? AND b.ended_at IS NULL AND s.ends_at > ? ORDER BY b.id",
        (interview_id, now_ms),
    )
    return [identity for (identity,) in found]
