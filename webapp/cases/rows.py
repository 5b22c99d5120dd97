"""The rows of the application list."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from flask_babel import get_locale
from markupsafe import Markup

from webapp.domain import application_list
from webapp.domain.application_list import Latest, Listed, Unread
from webapp.domain.cases import CaseFacts
from webapp.domain.recipients import INVALID_NUMBER, MAY_HAVE_STOPPED, NO_MOBILE, STOPPED
from webapp.domain.stages import STAGES
from webapp.domain.states import State
from webapp.lib import phone
from webapp.lib.words import Sentence, say
from webapp.web.filters import initials, meeting, spoken, zone
from webapp.web.pages import fragment
from webapp.web.reasons import fate, reason


class Row(NamedTuple):
    """One row. `mobile` is the number, or where there is a `mobile_icon`, what is wrong with it;
    the latest contact is a `kind`, an `icon`, words, and what lies behind "Why?".
    """

    id: int
    name: str
    initials: str
    tint: int
    town: str
    stage_key: str
    stage: Sentence
    mobile: str | Sentence
    mobile_typed: str
    mobile_icon: str
    kind: str
    icon: str
    words: Sentence
    why: Sentence | None
    needs_reply: bool
    unread: Unread | None
    message_id: int


# How a message's fate looks in the list: kind, icon and words.
_LOOKS: dict[str, tuple[str, str, Sentence]] = {
    State.QUEUED: ("wait", "clock", say("Waits to be sent")),
    "scheduled": ("wait", "clock", say("Scheduled for")),
    State.CLAIMED: ("wait", "clock", say("On its way")),
    State.SENDING: ("wait", "clock", say("On its way")),
    State.ACCEPTED: ("wait", "clock", say("On its way")),
    State.DELIVERED: ("sms", "message-square", say("Delivered")),
    State.UNDELIVERED: ("fail", "triangle-alert", say("Not delivered")),
    State.REFUSED: ("fail", "triangle-alert", say("Not sent")),
    State.EXPIRED: ("fail", "triangle-alert", say("Not sent")),
    State.NOT_SENT: ("fail", "triangle-alert", say("Not sent")),
    State.UNCONFIRMED: ("unconfirmed", "circle-help", say("Unconfirmed")),
    "emailed": ("mail", "mail", say("E-mail sent")),
    "put_off": ("later", "clock", say("Tried again later")),
}
_REPLIED = say("Replied")
_NEVER = say("Not contacted")
_ANONYMISED = say("Anonymised")


def rows_of(
    case: CaseFacts, listed: list[Listed], *, may_contact: bool, may_send: bool
) -> list[Markup]:
    """The rows of one page as HTML, with the latest contact of each.

    Rows are remembered as they were rendered. The list is shown again and again while a send is
    under way, and mostly the same: a remembered row costs a twentieth of a rendered one. What
    candidates wrote is shown to those who may write to them.
    """
    latest = application_list.latest_messages([one.id for one in listed])
    wanting = [one.id for one in listed if one.needs_reply_at or one.may_have_stopped]
    unread = application_list.unread(wanting) if may_contact else {}
    now = datetime.now(zone())
    locale = str(get_locale())
    return [
        _rendered(
            one,
            latest.get(one.id),
            unread.get(one.id),
            _at(one, latest, now),
            locale,
            _page_of(case, one, may_contact=may_contact),
            may_send,
        )
        for one in listed
    ]


@lru_cache(maxsize=4096)
def _rendered(
    one: Listed,
    latest: Latest | None,
    unread: Unread | None,
    at: tuple[str, str] | None,
    locale: str,
    page: str,
    may_send: bool,
) -> Markup:
    row = _row(one, latest, unread)
    return fragment("cases/_row.html", row=row, at=at, page=page, may_send=may_send)


def _page_of(case: CaseFacts, one: Listed, *, may_contact: bool) -> str:
    """The address of a candidate's page: of the conversation, for those who may read it."""
    path = f"/cases/{case.id}/applications/{one.id}"
    return f"{path}/conversation" if may_contact else path


def _at(one: Listed, latest: dict[int, Latest], now: datetime) -> tuple[str, str] | None:
    """When the latest contact was, for machines and for people."""
    at_ms = one.needs_reply_at or (latest[one.id].at if one.id in latest else None)
    if at_ms is None:
        return None
    local = datetime.fromtimestamp(at_ms / 1000, now.tzinfo)
    if local > now:
        return local.isoformat(timespec="minutes"), meeting(at_ms, zone())
    return local.isoformat(timespec="minutes"), spoken(local, now)


def _row(one: Listed, latest: Latest | None, unread: Unread | None) -> Row:
    name = f"{one.first_name} {one.last_name}".rstrip()
    return Row(
        one.id,
        name,
        initials(name),
        one.id % 4,
        one.town,
        one.stage,
        STAGES[one.stage],
        *_mobile(one),
        *_contact(one, latest),
        _why(one, latest),
        one.needs_reply_at is not None,
        unread,
        latest.message_id if latest else 0,
    )


def _mobile(one: Listed) -> tuple[str | Sentence, str, str]:
    if one.is_anonymised:
        return _ANONYMISED, "", "shield-check"
    if one.stopped:
        return STOPPED, "", "ban"
    if one.mobile and one.may_have_stopped:
        return MAY_HAVE_STOPPED, phone.display(one.mobile), "circle-help"
    if one.mobile:
        return phone.display(one.mobile), "", ""
    if one.mobile_typed:
        return INVALID_NUMBER, one.mobile_typed, "phone-off"
    return NO_MOBILE, "", "phone-off"


def _contact(one: Listed, latest: Latest | None) -> tuple[str, str, Sentence]:
    if one.needs_reply_at is not None:
        return "reply", "reply", _REPLIED
    return _look(latest) if latest else ("none", "clock", _NEVER)


def _look(latest: Latest) -> tuple[str, str, Sentence]:
    return _LOOKS[fate(latest.state, latest.words, latest.contact_type)]


def _why(one: Listed, latest: Latest | None) -> Sentence | None:
    if latest is None or one.needs_reply_at is not None:
        return None
    if _look(latest)[0] not in ("fail", "unconfirmed", "later"):
        return None
    return reason(latest.state, latest.words, latest.contact_type)
