"""The demo's inbox: conversations of every kind, and texts from numbers that nobody knows."""

from datetime import datetime, timedelta

from webapp.domain import cases, conversations, replies
from webapp.domain.demo_past import SENDER, answer_of, first_ids, local
from webapp.gateways.sms import InboundText
from webapp.lib import clock
from webapp.models import Case

# Two of the numbers kept for drama that none of the applicants has.
_UNKNOWN = ("+46701740686", "+46701740687")


def seed_inbox(rita_id: int, adam_id: int, nils_id: int, theatres: Case, now: datetime) -> None:
    """What came in during the last days and nobody has answered yet, or somebody has."""
    perhaps, given, resting, answered, *_ = first_ids(theatres, 7)
    told = (
        (perhaps, "Can you please stop sending these so late in the evening?", (1, 21, 40)),
        (given, "I have night shifts until Thursday. Could we speak on Friday?", (1, 9, 12)),
        (resting, "My certificate comes at the end of the month.", (2, 13, 5)),
        (answered, "Thank you, that is very kind!", (2, 16, 30)),
    )
    for application_id, text, at in told:
        answer_of(application_id, text, local(now, *at))
    facts = cases.find(theatres.id)
    assert facts is not None
    conversations.assign(facts, given, nils_id, rita_id)
    conversations.snooze(resting, local(now, -4, 8, 0), rita_id, now)
    replies.mark_answered(answered, local(now, 1, 8, 20), by_id=adam_id)
    _came(_UNKNOWN[0], "Hi, I got your number from a friend. Are you still hiring?", now, 7)
    _came(_UNKNOWN[1], "This is Göran, I have a new number", now, 3)
    _came(_UNKNOWN[1], "The old one no longer works /Göran", now, 2)


def _came(number: str, text: str, now: datetime, hours_ago: int) -> None:
    at = now - timedelta(hours=hours_ago)
    carrier_id = f"demo-unknown-{number}-{clock.to_ms(at)}"
    replies.reply_came(InboundText(carrier_id, number, SENDER, text, at), now=at)
