"""Inviting candidates to an interview: an SMS with a link, and which times the link offers."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import slots
from webapp.domain.contacting import Writer
from webapp.domain.text_rules import INVITE_LINK
from webapp.lib import clock, invite_links
from webapp.lib.tokens import new_token, stored_form
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Batch, Interview, Invitation, InvitationSlot, Slot

VALID_DAYS = 30


class Offer(NamedTuple):
    """What an invitation offers: an interview (0 where the case has none yet) and which of its
    times; None stands for all, those that are added later too. `is_gone` where another interview
    was chosen, which takes no invitations any more: this one is only shown in its place.
    """

    interview_id: int
    slot_ids: frozenset[int] | None = None
    is_gone: bool = False


def interviews_of(case_id: int) -> list[tuple[int, str]]:
    """The interviews of a case that one can be invited to, the newest first; ids and titles."""
    return db.rows(
        "SELECT id, title FROM interview WHERE case_id = ? AND cancelled_at IS NULL "
        "ORDER BY id DESC",
        (case_id,),
    )


def possible(case_id: int, interview_id: int, slot_ids: Collection[int] | None) -> Offer:
    """The offer as it can be: the newest interview of the case where none (0) was chosen yet."""
    known = [identity for identity, _title in interviews_of(case_id)]
    if not known:
        return Offer(0)
    if interview_id not in known:
        return Offer(known[0], is_gone=interview_id != 0)
    if slot_ids is None:
        return Offer(interview_id)
    of_it = {one.id for one in Slot.select(Slot.id).where(Slot.interview == interview_id)}
    return Offer(interview_id, frozenset(slot_ids) & of_it)


def inviting(writer: Writer, offer: Offer) -> Writer:
    """The writer, who now has a link to give; whoever has booked already gets none."""
    booked = db.rows(
        "SELECT v.application_id FROM invitation v JOIN booking b ON b.invitation_id = v.id "
        "WHERE v.interview_id = ? AND b.ended_at IS NULL",
        (offer.interview_id,),
    )
    has_booked = say("Has booked a time already")
    return replace(
        writer,
        values=writer.values | {INVITE_LINK: invite_links.stand_in()},
        skips={identity: has_booked for (identity,) in booked},
    )


def problem(offer: Offer, now: datetime) -> Sentence | None:
    """Why nobody can be invited so; None if they can."""
    if not offer.interview_id:
        return say("This case has no interview yet. Plan one under Interviews first.")
    if offer.is_gone:
        return say("The interview that you had chosen was cancelled. Choose again.")
    if offer.slot_ids is not None and not offer.slot_ids:
        return say("Choose at least one time, or all of them.")
    if not _free(offer, now):
        return say("No free time is left to offer. Add times to the interview first.")
    return None


def advice(offer: Offer, candidates: int, now: datetime) -> Sentence | None:
    """What to know before more candidates are invited than there are places."""
    places = sum(one.free for one in _free(offer, now))
    if not places or candidates <= places:
        return None
    return say(
        "%(candidates)s for %(places)s: who comes last finds no time, and can propose one.",
        candidates=say_n("%(num)d candidate", "%(num)d candidates", candidates),
        places=say_n("%(num)d place", "%(num)d places", places),
    )


def make(batch: Batch, offer: Offer, now: datetime) -> int:
    """An invitation for each message of a batch, in the caller's transaction; how many.

    Once its SMS has left, its link replaces those that the same candidate had (domain.bookings).
    """
    sent = db.rows(
        "SELECT id, application_id FROM message WHERE batch_id = ? ORDER BY id", (batch.id,)
    )
    ids = db.reserve_ids("invitation", len(sent))
    db.insert_rows(
        "invitation",
        ("id", "application_id", "message_id", "token_hash", "uid"),
        (
            (identity, application_id, message_id, _hash(message_id), new_token()[:40])
            for identity, (message_id, application_id) in zip(ids, sent, strict=True)
        ),
        same={
            "interview_id": offer.interview_id,
            "sequence": 0,
            "offers_all": offer.slot_ids is None,
            "language": _language_of(batch.template_id),
            "created_by_id": batch.user_id,
            "created_at": clock.to_ms(now),
            "expires_at": clock.to_ms(now + timedelta(days=VALID_DAYS)),
        },
    )
    db.insert_rows(
        "invitation_slot",
        ("invitation_id", "slot_id"),
        [(identity, slot_id) for identity in ids for slot_id in sorted(offer.slot_ids or ())],
    )
    return len(sent)


def offer_of(batch_id: int) -> Offer | None:
    """What a batch offered; None for one that invited nobody."""
    found = Invitation.get_or_none(
        Invitation.message.in_(_messages(batch_id)),
    )
    if found is None:
        return None
    if found.offers_all:
        return Offer(found.interview_id)
    chosen = InvitationSlot.select().where(InvitationSlot.invitation == found)
    return Offer(found.interview_id, frozenset(one.slot_id for one in chosen))


def free_times(offer: Offer, now: datetime) -> list[slots.SlotView]:
    """All times of the interview that somebody can still choose, chosen here or not."""
    return _free(offer._replace(slot_ids=None), now)


def zone_of(offer: Offer) -> str:
    """The name of the interview's time zone."""
    return str(Interview.get_by_id(offer.interview_id).time_zone)


def _messages(batch_id: int) -> list[int]:
    return [one for (one,) in db.rows("SELECT id FROM message WHERE batch_id = ?", (batch_id,))]


def _free(offer: Offer, now: datetime) -> list[slots.SlotView]:
    now_ms = clock.to_ms(now)
    return [
        one
        for one in slots.of_interview(offer.interview_id, now)
        if one.free
        and one.starts_at > now_ms
        and (offer.slot_ids is None or one.id in offer.slot_ids)
    ]


def _language_of(template_id: int | None) -> str:
    """Of the template it was made from, so that the page goes on as the text began; or empty."""
    found = db.row("SELECT language FROM template WHERE id = ?", (template_id or 0,))
    return str(found[0]) if found else ""


def _hash(message_id: int) -> str:
    return stored_form(invite_links.token(message_id))
