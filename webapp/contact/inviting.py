"""Inviting from the contact window: to which interview, and which of its times."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from webapp.domain import booking_costs, invitations
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.invitations import Offer
from webapp.domain.rights import Right
from webapp.domain.slots import SlotView
from webapp.domain.text_rules import INVITE_LINK
from webapp.lib import parameters
from webapp.lib.words import Sentence, say_n
from webapp.web import access
from webapp.web.filters import meeting_parts


class Choice(NamedTuple):
    """A time that can be offered: its day in words, and when it begins."""

    slot_id: int
    day: str
    begin: str
    free: int
    is_chosen: bool


class Inviting(NamedTuple):
    """What the window shows of an invitation beside its text."""

    interview_id: int
    interviews: list[tuple[int, str]]
    times: list[Choice]
    offers_all: bool
    advice: Sentence | None
    later: Sentence | None = None

    def days(self) -> list[tuple[str, list[Choice]]]:
        """The times by their days, both in order."""
        return [(day, list(of_it)) for day, of_it in groupby(self.times, key=lambda one: one.day)]


def read(case: CaseFacts, sent: MultiDict[str, str]) -> Offer | None:
    """The offer in a form or an address; None where nobody is invited to anything."""
    if "interview" not in sent:
        return None
    access.require(Right.INTERVIEWS, case.organisation_path)
    slot_ids = sent.getlist("slot", type=int) if sent.get("times") == "some" else None
    return invitations.possible(case.id, sent.get("interview", 0, type=int), slot_ids)


def build(
    case: CaseFacts, offer: Offer | None, plan: Plan, language: str, now: datetime
) -> Inviting | None:
    """What to show of an offer to those whom this plan reaches, in this language
    (empty for the organisation's)."""
    if offer is None:
        return None
    if not offer.interview_id:
        return Inviting(0, [], [], offers_all=True, advice=None)
    zone = invitations.zone_of(offer)
    times = invitations.free_times(offer, now)
    return Inviting(
        interview_id=offer.interview_id,
        interviews=invitations.interviews_of(case.id),
        times=[
            Choice(
                one.id,
                *meeting_parts(one.starts_at, zone),
                one.free,
                one.id in (offer.slot_ids or ()),
            )
            for one in times
        ],
        offers_all=offer.slot_ids is None,
        advice=invitations.advice(offer, len(plan.sendable), now),
        later=_later(offer, times, plan, language),
    )


def _later(offer: Offer, times: list[SlotView], plan: Plan, language: str) -> Sentence | None:
    """What it costs besides, once they book: they are confirmed and reminded by SMS."""
    chosen = offer.slot_ids
    offered = [one.starts_at for one in times if chosen is None or one.id in chosen]
    if not offered or not plan.by_sms:
        return None
    each = booking_costs.later(offer.interview_id, offered, language)
    credits = sum(each * one.credits // one.segments for one in plan.by_sms if one.segments)
    if not credits:
        # Nothing is written yet, so no price is known.
        return None
    return say_n(
        "If all of them book, confirmations and reminders cost up to %(num)d credit more, when "
        "they go out.",
        "If all of them book, confirmations and reminders cost up to %(num)d credits more, when "
        "they go out.",
        credits,
    )


def lacks_link(text: str) -> bool:
    """Whether an invitation's text has no place for its link."""
    return INVITE_LINK not in parameters.compile_text(text).names
