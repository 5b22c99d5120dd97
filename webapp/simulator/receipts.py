"""Which webhooks an accepted message causes, and when; and the one that a reply causes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import PRICE_EUR, Carrier, Text
from webapp.simulator.postman import Postman
from webapp.simulator.settings import INBOUND_PATH, STATUS_PATH

REFERENCE_URL = "https://developer.vonage.com/api-errors/messages"
_DETAIL = {
    "1120": "The sender is not allowed here",
    "1170": "The number is not valid",
    "1180": "The subscriber is absent for now",
    "1190": "The subscriber is gone",
    "1210": "Rejected as spam",
    "1240": "The recipient has sent STOP",
    "1250": "There is no route",
    "1260": "The destination cannot be reached",
    "1280": "The carrier blocks the number",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One receipt to come."""

    after_s: float
    """Seconds since the acceptance."""
    status: str
    code: str = ""


class Receipts:
    """Reports on messages to the application. Any thread may call it."""

    def __init__(self, carrier: Carrier, postman: Postman) -> None:
        self._carrier = carrier
        self._postman = postman

    def plan(self, text: Text, behaviour: Behaviour) -> None:
        """Arrange the receipts of a message that was just taken."""
        steps = _steps(behaviour, self._carrier.settings.deliver_after_s)
        if behaviour.receipts == "early":
            self._report(text, steps.pop(0))
        self._follow(text, steps)

    def reply(self, reply: Text) -> None:
        """Tell the application what a phone wrote."""
        payload = _inbound(reply)
        self._postman.later(0, lambda: self._postman.post(INBOUND_PATH, payload))

    def _follow(self, text: Text, steps: Sequence[Step]) -> None:
        """One step after the other, so that the order of the first attempts is certain."""
        if steps:
            wait_s = text.at + steps[0].after_s - time.time()
            self._postman.later(wait_s, lambda: self._take(text, steps))

    def _take(self, text: Text, steps: Sequence[Step]) -> None:
        self._report(text, steps[0])
        self._follow(text, steps[1:])

    def _report(self, text: Text, step: Step) -> None:
        if step.status != "submitted" or text.status == "accepted":
            self._carrier.mark(text, step.status, step.code)
        self._postman.post(STATUS_PATH, _status(text, step))


def _steps(behaviour: Behaviour, usual_s: float) -> list[Step]:
    wait_s = usual_s if behaviour.deliver_after_s is None else behaviour.deliver_after_s
    code = "" if behaviour.outcome == "delivered" else behaviour.code or "1260"
    first, last = Step(0, "submitted"), Step(wait_s, behaviour.outcome, code)
    if behaviour.receipts == "never":
        return []
    if behaviour.receipts == "out-of-order":
        return [last, Step(wait_s, "submitted")]
    if behaviour.receipts == "twice":
        return [first, first, last, last]
    return [first, last]


def _status(text: Text, step: Step) -> dict[str, Any]:
    """The body of a status webhook (Messages API 1.11, messageStatusSMS)."""
    payload: dict[str, Any] = {
        "message_uuid": text.message_uuid,
        "to": text.phone.removeprefix("+"),
        "from": text.other,
        "timestamp": _now(),
        "status": step.status,
        "channel": "sms",
        "usage": {"currency": "EUR", "price": f"{text.segments * PRICE_EUR:.4f}"},
        "destination": {"network_code": "24001"},
        "sms": {"count_total": str(text.segments)},
    }
    if text.client_ref:
        payload["client_ref"] = text.client_ref
    if step.code:
        payload["error"] = {
            "type": f"{REFERENCE_URL}#{step.code}",
            "title": step.code,
            "detail": _DETAIL.get(step.code, "The message was not delivered"),
            "instance": text.message_uuid,
        }
    return payload


def _inbound(reply: Text) -> dict[str, Any]:
    """The body of an inbound webhook (Messages API 1.11, inboundMessageSMS)."""
    words = reply.text.split(maxsplit=1)
    return {
        "channel": "sms",
        "message_uuid": reply.message_uuid,
        "to": reply.other.removeprefix("+"),
        "from": reply.phone.removeprefix("+"),
        "timestamp": _now(),
        "text": reply.text,
        "sms": {"num_messages": str(reply.segments), "keyword": words[0].upper()},
        "usage": {"currency": "EUR", "price": "0.0000"},
        "origin": {"network_code": "24001"},
    }


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
