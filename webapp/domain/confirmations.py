"""The one SMS that answers STOP, and the one that answers START.

Each costs what any SMS costs. It is written only when the text came a moment ago, when the parent
organisation wants it, and when it can be paid; never after an import, a link or a decision. The
confirmation of a STOP passes the opt-out because the opt-out names it, and nothing else does.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import automatic, recipients
from webapp.domain.automatic import BeyondBudget, Letter
from webapp.domain.credits import NotEnoughCredits
from webapp.gateways.sms import InboundText as Inbound
from webapp.lib import clock, number_hash, phone, sender, sms_text

WITHIN_MINUTES = 10
# Whoever writes STOP and START by turns gets no more of them than this.
MOST_PER_DAY = 4
# How the keys of their batches begin, so that nothing else is counted.
_KEY = "answer-"
# There the mobile networks and the carrier answer both words themselves.
ANSWERED_BY_CARRIERS = ("US", "CA")

_STOPPED = {
    "en": "You will get no more SMS from %s. To get them again, answer START.",
    "sv": "Du får inga fler sms från %s. Svara START för att få dem igen.",
    "nb": "Du får ingen flere SMS fra %s. Svar START for å få dem igjen.",
    "da": "Du får ikke flere sms fra %s. Svar START for at få dem igen.",
    "fi": "Et saa enää tekstiviestejä: %s. Vastaa START, jos haluat niitä taas.",
}
_STARTED = {
    "en": "You will get SMS from %s again. To stop them, answer STOP.",
    "sv": "Du får sms från %s igen. Svara STOP för att stoppa dem.",
    "nb": "Du får SMS fra %s igjen. Svar STOP for å stoppe dem.",
    "da": "Du får sms fra %s igen. Svar STOP for at stoppe dem.",
    "fi": "Saat taas tekstiviestejä: %s. Vastaa STOP, jos et halua niitä.",
}


class _Answered(NamedTuple):
    """The message that the candidate answered, and who pays for the answer to that."""

    root_id: int
    case_id: int
    user_id: int
    application_id: int | None
    sender: str
    language: str
    organisation_path: str
    root_name: str
    wants_it: bool


def stopped(opt_out_id: int, message_id: int, reply: Inbound, now: datetime) -> None:
    """Confirm an opt-out to whoever just wrote STOP in answer to this message."""
    made = _send(message_id, reply, _STOPPED, now)
    if made:
        db.execute("UPDATE opt_out SET confirmation_id = ? WHERE id = ?", (made, opt_out_id))


def started(message_id: int, reply: Inbound, now: datetime) -> None:
    """Confirm to whoever just wrote START that they get SMS again."""
    _send(message_id, reply, _STARTED, now)


def _send(message_id: int, reply: Inbound, texts: dict[str, str], now: datetime) -> int | None:
    """Queue the text in answer to this reply; the message's id, or None where there is none."""
    answered = _find(message_id)
    country = phone.region_of(reply.from_number)
    price = recipients.prices(answered.root_id).get(country, 0)
    is_wanted = answered.wants_it and country not in ANSWERED_BY_CARRIERS
    is_possible = price and not sender.is_name(answered.sender)
    is_late = abs(now - reply.at) > timedelta(minutes=WITHIN_MINUTES)
    if not is_wanted or not is_possible or is_late or _had_enough(answered.root_id, reply, now):
        return None
    text = texts.get(answered.language, texts["en"]) % answered.root_name
    text = sms_text.normalise(text)
    try:
        with db.transaction():
            return _queue(answered, reply, text, price, now)
    except (NotEnoughCredits, BeyondBudget):
        # The opt-out stands all the same.
        return None


def _queue(answered: _Answered, reply: Inbound, text: str, price: int, now: datetime) -> int:
    letter = Letter(
        root_id=answered.root_id,
        case_id=answered.case_id,
        user_id=answered.user_id,
        application_id=answered.application_id,
        organisation_path=answered.organisation_path,
        sender=answered.sender,
        to=reply.from_number,
        text=text,
        price=price,
        send_before=now + timedelta(minutes=WITHIN_MINUTES),
    )
    return automatic.queue(letter, now, f"{_KEY}{secrets.token_hex(12)}")


def _find(message_id: int) -> _Answered:
    found = db.row(
        "SELECT m.root_id, b.case_id, b.user_id, m.application_id, m.sender, g.language, g.path, "
        "r.name, r.confirms_opt_outs FROM message m JOIN batch b ON b.id = m.batch_id "
        'JOIN "case" c ON c.id = b.case_id JOIN organisation g ON g.id = c.organisation_id '
        "JOIN organisation r ON r.id = m.root_id WHERE m.id = ?",
        (message_id,),
    )
    assert found is not None
    return _Answered._make(found)


def _had_enough(root_id: int, reply: Inbound, now: datetime) -> bool:
    found = db.row(
        "SELECT count(*) FROM batch b JOIN message m ON m.batch_id = b.id "
        "WHERE b.root_id = ? AND b.created_at > ? AND b.is_automatic AND m.number_hash = ? "
        "AND b.key LIKE ?",
        (
            root_id,
            clock.to_ms(now - timedelta(days=1)),
            number_hash.of(reply.from_number),
            f"{_KEY}%",
        ),
    )
    return found is not None and found[0] >= MOST_PER_DAY
