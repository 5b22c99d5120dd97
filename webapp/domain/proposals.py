"""None of the offered times fits: what candidates propose instead, and the recruiter's answer."""

from collections.abc import Sequence
from datetime import datetime

from peewee import Expression

from webapp import db
from webapp.domain import booking_news, bookings, second_thoughts, slots
from webapp.domain.settings import NotPossible
from webapp.lib import clock, sms_text
from webapp.lib.words import say
from webapp.models import Invitation, Proposal, ProposedTime, Slot

MOST_PROPOSED = 3
MOST_WORDS = 500


def propose(
    invitation_id: int,
    words: str,
    starts: Sequence[datetime],
    now: datetime | None = None,
) -> int:
    """None of the times fits: store what the candidate proposes instead; the proposal's id.

    At most MOST_PROPOSED times, all ahead and within ten years, or words, or both. A new proposal
    replaces one that waits for its answer. What they had booked stays booked. Raises LinkEnded
    and NotPossible.
    """
    now = now or clock.now()
    words = sms_text.normalise(words).strip()[:MOST_WORDS]
    times = sorted({clock.to_ms(one) for one in starts})
    if not words and not times:
        raise NotPossible(say("Propose a time, or write when you can come."))
    if len(times) > MOST_PROPOSED:
        raise NotPossible(say("Propose %(most)d times at most.", most=MOST_PROPOSED))
    if times and times[0] <= clock.to_ms(now):
        raise NotPossible(say("Propose times that lie ahead."))
    if times and times[-1] > clock.to_ms(now + slots.FARTHEST):
        raise NotPossible(say("This is more than ten years away. Check the year."))
    with db.transaction():
        bookings.check_open(bookings.held(invitation_id), now)
        second_thoughts.check_proposals(invitation_id, now)
        # Kept, so that an answer to it that comes late is never taken for one to the new one.
        Proposal.update(answered_at=now).where(_waiting(invitation_id)).execute()
        proposal = Proposal.create(invitation=invitation_id, words=words, at=now)
        for begin in times:
            ProposedTime.create(proposal=proposal, starts_at=begin)
        booking_news.proposed(invitation_id, proposal.id, now)
        return proposal.id


def accept(invitation_id: int, time_id: int, by_id: int, now: datetime | None = None) -> int:
    """Take a proposed time: offer it to this candidate alone if need be, and book it; the id.

    Raises NotPossible when it is past, overlaps another time of the interview, or is not proposed
    (any more); LinkEnded when the invitation has ended.
    """
    now = now or clock.now()
    with db.transaction():
        invitation = bookings.held(invitation_id)
        times = {one.id: one.starts_at for one in _proposed(invitation_id)}
        if time_id not in times:
            raise NotPossible(_ANSWERED)
        _answer(invitation_id, "accepted", by_id, now)
        slot_id = _slot_at(invitation, times[time_id], now)
        db.execute(
            "INSERT INTO invitation_slot (invitation_id, slot_id) VALUES (?, ?) "
            "ON CONFLICT DO NOTHING",
            (invitation.id, slot_id),
        )
        return bookings.book(invitation.id, slot_id, by_id=by_id, now=now)


def decline(invitation_id: int, proposal_id: int, by_id: int, now: datetime | None = None) -> None:
    """None of the proposed times can be; raises NotPossible when that was answered before."""
    with db.transaction():
        bookings.held(invitation_id)
        waiting = Proposal.get_or_none(_waiting(invitation_id))
        if waiting is None or waiting.id != proposal_id:
            raise NotPossible(_ANSWERED)
        _answer(invitation_id, "declined", by_id, now or clock.now())


def _waiting(invitation_id: int) -> Expression:
    return (Proposal.invitation == invitation_id) & Proposal.answered_at.is_null()


def _proposed(invitation_id: int) -> list[ProposedTime]:
    """The times of the proposal that waits for an answer."""
    return list(ProposedTime.select().join(Proposal).where(_waiting(invitation_id)))


def _slot_at(invitation: bookings.Facts, starts_at: datetime, now: datetime) -> int:
    """The interview's slot that begins then, offered anew if there is none."""
    interview = Invitation.get_by_id(invitation.id).interview
    slots.add(interview, [starts_at], interview.created_by_id, now=now)
    return Slot.get(
        Slot.interview == interview.id,
        Slot.starts_at == starts_at,
        Slot.withdrawn_at.is_null(),
    ).id


def _answer(invitation_id: int, answer: str, by_id: int, now: datetime) -> None:
    answered = (
        Proposal.update(answer=answer, answered_at=now, answered_by=by_id)
        .where(_waiting(invitation_id))
        .execute()
    )
    if not answered:
        raise NotPossible(_ANSWERED)


_ANSWERED = say("This proposal was answered before.")
