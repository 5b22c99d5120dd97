"""Telling that an interview has changed: another place, or others who hold it.

Candidates who have booked are told of another place, interviewers of both, with the calendar
entry. Called in the transaction of the change, after each booking's entry got its new version.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import booking_costs, booking_facts, booking_news
from webapp.domain.booking_facts import Told
from webapp.lib import clock
from webapp.lib.calendar_file import Method
from webapp.lib.words import Sentence, say


class Known(NamedTuple):
    """What was told of an interview so far."""

    place: str
    video_url: str
    interviewer_ids: frozenset[int]

    @property
    def where(self) -> str:
        """Place and video address in one line."""
        return ", ".join(one for one in (self.place, self.video_url) if one) or "-"


def now_is(interview_id: int) -> Known:
    """What an interview says now, to be compared after a change."""
    ((place, video_url),) = db.rows(
        "SELECT place, video_url FROM interview WHERE id = ?", (interview_id,)
    )
    return Known(place, video_url, frozenset(booking_news.interviewers(interview_id)))


def changed(interview_id: int, before: Known, now: datetime) -> None:
    """Tell of what differs from before, for each booking that is ahead."""
    after = now_is(interview_id)
    if after == before:
        return
    bookings = booking_costs.live(interview_id, clock.to_ms(now))
    for told in booking_facts.find(bookings):
        _tell_interviewers(told, before, after, now)
        if after.where != before.where and (after.place or after.video_url):
            _tell_candidate(told, now)


def _tell_candidate(told: Told, now: datetime) -> None:
    # A confirmation that waits still holds for the time; the new place comes after it.
    booking_news.forget_waiting(told, now, ("changed", "remind-day", "remind-hour"))
    booking_news.tell_candidate(
        "changed",
        told,
        now,
        now + timedelta(hours=booking_news.WITHIN_HOURS),
        by_sms=not booking_news.had_enough(told, now),
        occasion=f"changed-{told.sequence}",
    )


def _tell_interviewers(told: Told, before: Known, after: Known, now: datetime) -> None:
    facts = booking_facts.facts(told)
    here, were = after.interviewer_ids, before.interviewer_ids
    if after.where != before.where:
        text = say(
            "%(title)s with %(candidate)s on %(when)s moves from %(before)s to %(after)s",
            **facts,
            before=before.where,
            after=after.where,
        )
        _mail(told, sorted(here & were), text, Method.REQUEST, now)
    text = say("You hold %(title)s with %(candidate)s on %(when)s.%(place)s", **facts)
    _mail(told, sorted(here - were), text, Method.REQUEST, now)
    text = say("You no longer hold %(title)s with %(candidate)s on %(when)s.", **facts)
    _mail(told, sorted(were - here), text, Method.CANCEL, now)


def _mail(
    told: Told, user_ids: Sequence[int], text: Sentence, method: Method, now: datetime
) -> None:
    for user_id in user_ids:
        key = f"changed:{told.booking_id}:{told.sequence}:{user_id}"
        booking_news.mail_interviewer(key, told, user_id, text, method, now)
