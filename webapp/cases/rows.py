"""The application list as its template shows it: ready strings, so that fifty rows are cheap."""

from typing import NamedTuple

from webapp.domain import application_list
from webapp.domain.application_list import Latest, Listed
from webapp.domain.applications import STAGES
from webapp.domain.states import State
from webapp.lib import phone
from webapp.lib.words import Sentence, say
from webapp.web.filters import initials, translate


class Contact(NamedTuple):
    """The latest contact: its look, its words, when it was, and what lies behind "Why?"."""

    kind: str
    icon: str
    words: Sentence
    at: int | None
    why: Sentence | None


class Row(NamedTuple):
    """One row of the application list."""

    id: int
    name: str
    initials: str
    tint: int
    town: str
    stage_key: str
    stage: str
    mobile: str
    mobile_state: str
    latest: Contact
    needs_reply: bool


# How a message's state looks in the list: kind, icon and words.
_LOOKS: dict[str, tuple[str, str, Sentence]] = {
    State.QUEUED: ("wait", "clock", say("Waits to be sent")),
    State.CLAIMED: ("wait", "clock", say("On its way")),
    State.SENDING: ("wait", "clock", say("On its way")),
    State.ACCEPTED: ("wait", "clock", say("On its way")),
    State.DELIVERED: ("sms", "message-square", say("Delivered")),
    State.UNDELIVERED: ("fail", "triangle-alert", say("Not delivered")),
    State.REFUSED: ("fail", "triangle-alert", say("Not sent")),
    State.EXPIRED: ("fail", "triangle-alert", say("Not sent")),
    State.NOT_SENT: ("fail", "triangle-alert", say("Not sent")),
    State.UNCONFIRMED: ("unconfirmed", "circle-help", say("Unconfirmed")),
}
_REASONS: dict[str, Sentence] = {
    State.EXPIRED: say("It waited too long to be sent. Nothing was charged."),
    State.NOT_SENT: say("It was counted as not sent. Nothing was charged."),
    State.UNCONFIRMED: say(
        "The carrier did not answer, so it may or may not have been sent. Hej never sends it "
        "again by itself; the receipt, if one comes, will tell."
    ),
    State.UNDELIVERED: say("The phone could not be reached."),
    State.REFUSED: say("The carrier did not take it. Nothing was charged."),
}
_NEVER = Contact("none", "clock", say("Not contacted"), None, None)


def rows_of(listed: list[Listed]) -> list[Row]:
    """The rows of one page, with the latest contact of each."""
    latest = application_list.latest_messages([one.id for one in listed])
    stages = {key: translate(words) for key, words in STAGES.items()}
    return [_row(one, latest.get(one.id), stages) for one in listed]


def _row(one: Listed, latest: Latest | None, stages: dict[str, str]) -> Row:
    name = f"{one.first_name} {one.last_name}".strip()
    return Row(
        id=one.id,
        name=name,
        initials=initials(name),
        tint=one.id % 4,
        town=one.town,
        stage_key=one.stage,
        stage=stages[one.stage],
        mobile=phone.display(one.mobile) if one.mobile else one.mobile_typed,
        mobile_state=_mobile_state(one),
        latest=_contact(one, latest),
        needs_reply=one.needs_reply_at is not None,
    )


def _mobile_state(one: Listed) -> str:
    if one.stopped:
        return "stopped"
    if one.mobile:
        return "ok"
    return "invalid" if one.mobile_typed else "missing"


def _contact(one: Listed, latest: Latest | None) -> Contact:
    if one.needs_reply_at is not None:
        return Contact("reply", "reply", say("Replied"), one.needs_reply_at, None)
    if latest is None:
        return _NEVER
    kind, icon, words = _LOOKS[latest.state]
    why = say(latest.words) if latest.words else _REASONS.get(latest.state)
    return Contact(kind, icon, words, latest.at, why if kind in ("fail", "unconfirmed") else None)
