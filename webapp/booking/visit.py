"""A candidate's visit to their booking link: what it is about, and its pages."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import abort, render_template

from webapp.booking import layout
from webapp.domain import booking_page, bookings
from webapp.domain.booking_page import About
from webapp.domain.bookings import Facts
from webapp.domain.templates import LANGUAGES
from webapp.lib import clock
from webapp.lib.tokens import stored_form
from webapp.lib.words import Sentence, say
from webapp.web.language import CANDIDATE_LANGUAGES, for_candidates, speaking


class Visit(NamedTuple):
    """Who opened which invitation, and how its page speaks and tells the time."""

    token: str
    invitation: Facts
    about: About
    zone: ZoneInfo
    language: str
    now: datetime

    @classmethod
    def of(cls, token: str) -> "Visit":
        """The visit to this link; for anything else the same 404, after the same one query."""
        found = bookings.facts_by_hash(stored_form(token))
        if found is None:
            abort(404)
        now = clock.now()
        about = booking_page.about(found, now)
        language = for_candidates(about.language or "en")
        return cls(token, found, about, ZoneInfo(found.time_zone), language, now)

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done."""
        return self.invitation.is_open(self.now)

    @property
    def is_booked(self) -> bool:
        """Whether the candidate has a time."""
        return self.invitation.booking_id is not None

    def days(self) -> list[layout.Day]:
        """What there is to choose from."""
        return layout.days(bookings.choices(self.invitation, self.now), self.zone, self.language)

    def page(self, template: str, **values: Any) -> str:
        """A page in the candidate's language."""
        at = self.invitation.starts_at
        until = self.invitation.ends_at
        booked = None
        if at is not None and until is not None:
            booked = layout.moment(at, until, self.zone, self.language)
        first = clock.from_ms(at) if at is not None else self.now
        with speaking(self.language):
            return render_template(
                template,
                token=self.token,
                language=self.language,
                languages={one: LANGUAGES[one] for one in CANDIDATE_LANGUAGES},
                invitation=self.invitation,
                about=self.about,
                booked=booked,
                may_change=self.invitation.may_change(self.now),
                zone=layout.zone_name(first, self.zone, self.language),
                **{"problem": None, "news": None, "chosen": None, **values},
            )


def why_ended(invitation: Facts) -> Sentence:
    """Why a link leads nowhere any more."""
    if invitation.cancelled_at:
        return say("This interview was cancelled.")
    if invitation.ends_at is not None:
        return say("Your interview has taken place.")
    if invitation.case_closed_at:
        return say("This recruitment is over.")
    if invitation.is_replaced:
        return say("You got a newer link to this interview. Please use that one.")
    if invitation.revoked_at:
        return say("The person who invited you has ended this link.")
    return say("This link has expired.")
