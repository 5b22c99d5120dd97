"""The demo's interviews: one to which nobody is invited yet, and one that is well under way."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.domain import cases, interviews, series, slots
from webapp.domain.interviews import Details
from webapp.domain.series import Series
from webapp.lib.tokens import new_token, stored_form
from webapp.models import (
    Application,
    Booking,
    Case,
    Interview,
    Invitation,
    Proposal,
    ProposedTime,
    Slot,
)

MINUTES = 45
_BOOKED, _INVITED = 4, 8


def seed(nurses: Case, theatres: Case, user_id: int, now: datetime) -> None:
    """Interviews of these two cases."""
    _plan(nurses, Details("First interview", MINUTES, place="Main entrance, Granvik"), user_id, now)
    video = Details("Interview by video", MINUTES, video_url="https://video.example.org/theatre")
    _invite(_plan(theatres, video, user_id, now), user_id, now)


def _plan(case: Case, details: Details, user_id: int, now: datetime) -> Interview:
    """An interview on Tuesdays and Thursdays of the next two weeks."""
    facts = cases.find(case.id)
    assert facts is not None
    zone = ZoneInfo(facts.time_zone)
    interview = interviews.plan(facts, user_id, details, [user_id], now)
    first = now.astimezone(zone).date() + timedelta(days=1)
    weeks = Series(
        first=first,
        last=first + timedelta(days=13),
        weekdays=frozenset((1, 3)),
        begin=time(9),
        end=time(12),
        every=MINUTES,
        minutes=MINUTES,
    )
    slots.add(interview, series.starts(weeks, zone), user_id, now=now)
    return interview


def _invite(interview: Interview, user_id: int, now: datetime) -> None:
    """Some have booked, one proposes another time, one has looked, and others are silent.

    Written down as it would be weeks later, so that nobody is told of it now.
    """
    applications = Application.select().where(Application.case == interview.case_id)
    offered = list(Slot.select().where(Slot.interview == interview.id).order_by(Slot.starts_at))
    for number, application in enumerate(applications.order_by(Application.id).limit(_INVITED)):
        invitation = Invitation.create(
            interview=interview,
            application=application,
            token_hash=stored_form(new_token()),
            uid=new_token(),
            created_by=user_id,
            created_at=now - timedelta(days=3),
            expires_at=now + timedelta(days=27),
            opened_at=now - timedelta(days=2) if number <= _BOOKED + 1 else None,
        )
        if number < _BOOKED:
            slot = offered[2 * number]
            at = now - timedelta(days=1, hours=number)
            Booking.create(invitation=invitation, slot=slot, place=1, booked_at=at)
        elif number == _BOOKED:
            _propose(invitation, offered[-1], now)


def _propose(invitation: Invitation, last: Slot, now: datetime) -> None:
    proposal = Proposal.create(
        invitation=invitation, words="Only after my shift, please", at=now - timedelta(hours=5)
    )
    ProposedTime.create(proposal=proposal, starts_at=last.starts_at + timedelta(hours=4))
