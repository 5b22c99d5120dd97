"""The cards beside a conversation: how to reach the candidate, and what there was so far."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp import db
from webapp.domain.recipients import INVALID_NUMBER, MAY_HAVE_STOPPED, NO_MOBILE, STOPPED, Recipient
from webapp.domain.states import LEFT
from webapp.domain.timeline import Entry
from webapp.lib import phone
from webapp.lib.words import Sentence, say_n
from webapp.models import Application

_LEFT = tuple(str(state) for state in LEFT)


class Reach(NamedTuple):
    """How the candidate can be reached; `trouble` says why not by SMS."""

    mobile: str
    email: str
    trouble: Sentence | None


class SoFar(NamedTuple):
    """What was sent, and how soon the candidate answers (None where they never did)."""

    replies_after: Sentence | None
    sms: int
    credits: int
    emails: int


def reach(application: Application, recipient: Recipient) -> Reach:
    """The card "Reach"."""
    mobile = phone.display(recipient.mobile) if recipient.mobile else recipient.mobile_typed
    return Reach(mobile, application.email, _trouble(recipient))


def so_far(application: Application, entries: Sequence[Entry]) -> SoFar:
    """The card "So far"; how soon somebody answers is read off these entries, oldest first."""
    found = db.row(
        "SELECT coalesce(sum(segments), 0), coalesce(sum(credits), 0), "
        "coalesce(sum(CASE WHEN contact_type = 'email' THEN 1 ELSE 0 END), 0) FROM message "
        f"WHERE application_id = ? AND state IN ({db.marks(_LEFT)})",
        (application.id, *_LEFT),
    )
    sms, credits, emails = found or (0, 0, 0)
    waits = list(_waits(entries))
    after = _in_words(sum(waits) // len(waits) // 60_000) if waits else None
    return SoFar(after, int(sms), int(credits), int(emails))


def _trouble(recipient: Recipient) -> Sentence | None:
    if not recipient.mobile:
        return INVALID_NUMBER if recipient.mobile_typed else NO_MOBILE
    if recipient.stopped:
        return STOPPED
    return MAY_HAVE_STOPPED if recipient.may_have_stopped else None


def _waits(entries: Sequence[Entry]) -> list[int]:
    """The milliseconds from our last message to the first answer to it, for each answer."""
    waits, sent_at = [], None
    for one in entries:
        if one.kind == "message" and one.state in _LEFT:
            sent_at = one.at
        elif one.kind == "reply" and sent_at is not None:
            waits.append(one.at - sent_at)
            sent_at = None
    return waits


def _in_words(minutes: int) -> Sentence:
    if minutes < 60:
        return say_n("%(num)d min on average", "%(num)d min on average", max(1, minutes))
    if minutes < 48 * 60:
        return say_n("%(num)d h on average", "%(num)d h on average", round(minutes / 60))
    days = round(minutes / (24 * 60))
    return say_n("%(num)d day on average", "%(num)d days on average", days)
