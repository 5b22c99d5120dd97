"""Inviting from the contact window: to which interview, and which of its times."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from webapp.domain import invitations
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import INVITE_LINK
from webapp.domain.invitations import Offer
from webapp.domain.rights import Right
from webapp.lib import clock, parameters
from webapp.lib.words import Sentence
from webapp.web import access


class Choice(NamedTuple):
    """A time that can be offered, in words."""

    slot_id: int
    words: str
    free: int
    is_chosen: bool


class Inviting(NamedTuple):
    """What the window shows of an invitation beside its text."""

    interview_id: int
    interviews: list[tuple[int, str]]
    times: list[Choice]
    offers_all: bool
    advice: Sentence | None


def read(case: CaseFacts, sent: MultiDict[str, str]) -> Offer | None:
    """The offer in a form or an address; None where nobody is invited to anything."""
    if "interview" not in sent:
        return None
    access.require(Right.INTERVIEWS, case.organisation_path)
    slot_ids = sent.getlist("slot", type=int) if sent.get("times") == "some" else []
    return invitations.possible(case.id, sent.get("interview", 0, type=int), slot_ids)


def build(case: CaseFacts, offer: Offer | None, candidates: int, now: datetime) -> Inviting | None:
    """What to show of an offer to so many candidates."""
    if offer is None:
        return None
    if not offer.interview_id:
        return Inviting(0, [], [], offers_all=True, advice=None)
    zone = ZoneInfo(invitations.zone_of(offer))
    return Inviting(
        interview_id=offer.interview_id,
        interviews=invitations.interviews_of(case.id),
        times=[
            Choice(one.id, _words(one.starts_at, zone), one.free, one.id in offer.slot_ids)
            for one in invitations.free_times(offer, now)
        ],
        offers_all=not offer.slot_ids,
        advice=invitations.advice(offer, candidates, now),
    )


def lacks_link(text: str) -> bool:
    """Whether an invitation's text has no place for its link."""
    return INVITE_LINK not in parameters.compile_text(text).names


def _words(at: int, zone: ZoneInfo) -> str:
    local = clock.from_ms(at).astimezone(zone)
    day = dates.format_date(local.date(), "EEE d MMM", locale=get_locale())
    return f"{day} {local:%H:%M}"
