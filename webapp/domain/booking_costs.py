"""What telling candidates about their bookings will take, before anybody is told."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import booking_facts, booking_news, recipients
from webapp.domain.booking_facts import Told
from webapp.lib import clock, sms_text
from webapp.lib.smtp_url import is_address

# In the order of an interview's columns.
_REMINDERS = ("day", "hour")


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
    told = booking_facts.find(booking_ids)
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
            text = sms_text.normalise(booking_facts.words(what, one))
            price = sms_text.measure(text).segments * prices[person.country]
            found = found._replace(by_sms=found.by_sms + 1, credits=found.credits + price)
        elif is_address(one.email):
            found = found._replace(by_mail=found.by_mail + 1)
        else:
            found = found._replace(unreached=found.unreached + 1)
    return found


def later(interview_id: int, starts: Iterable[int], language: str = "") -> int:
    """How many SMS a candidate is told by at most, once they book one of these times
    (milliseconds since 1970): the confirmation and the reminders, in the language that they are
    invited in (the organisation's where none is named).
    """
    told = booking_facts.planned(interview_id, language)
    zone = ZoneInfo(told.time_zone)
    # The texts of one day have one length.
    days = {clock.from_ms(one).astimezone(zone).date(): one for one in starts}
    wanted = db.row(
        "SELECT reminds_day_before, reminds_hour_before FROM interview WHERE id = ?",
        (interview_id,),
    )
    kinds = [
        f"remind-{kind}"
        for kind, is_wanted in zip(_REMINDERS, wanted or (), strict=False)
        if is_wanted
    ]
    return sum(_most_segments(what, told, days.values()) for what in ("booked", *kinds))


def _most_segments(what: str, told: Told, starts: Iterable[int]) -> int:
    texts = [booking_facts.words(what, told._replace(starts_at=one)) for one in starts]
    return max((sms_text.measure(sms_text.normalise(one)).segments for one in texts), default=0)


def live(interview_id: int, now_ms: int) -> list[int]:
    """The bookings of an interview that would end with it: those whose time is not over."""
    found = db.rows(
        "SELECT b.id FROM booking b JOIN slot s ON s.id = b.slot_id "
        "WHERE s.interview_id = ? AND b.ended_at IS NULL AND s.ends_at > ? ORDER BY b.id",
        (interview_id, now_ms),
    )
    return [identity for (identity,) in found]
