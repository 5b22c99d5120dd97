"""Outcomes as a gateway gives them, for tests that settle by hand."""

from webapp.domain.dispatch import Claimed
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib.words import say


def accepted(one: Claimed) -> Settled:
    """The carrier took it."""
    return Settled(one.message_id, Outcome(Verdict.ACCEPTED, f"carrier-{one.message_id}"))


def refused(one: Claimed) -> Settled:
    """Never to be sent."""
    detail = say("The carrier does not know this mobile number.")
    return Settled(one.message_id, Outcome(Verdict.REFUSED, code="1430", detail=detail))


def unknown(one: Claimed) -> Settled:
    """No answer came."""
    return Settled(one.message_id, Outcome(Verdict.UNKNOWN, code="timeout"))


def later(one: Claimed, after_s: float | None = None) -> Settled:
    """Surely not sent."""
    return Settled(one.message_id, Outcome(Verdict.RETRY, code="429", retry_after_s=after_s))


def account_fault(one: Claimed) -> Settled:
    """The account is out of money."""
    detail = say("Our account at the carrier is out of money.")
    return Settled(one.message_id, Outcome(Verdict.ACCOUNT_FAULT, code="402", detail=detail))
