"""The life of a message: one table of its states and of what each step does to the credits."""

from enum import StrEnum


class State(StrEnum):
    """Where a message stands. The value is what the table holds."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NOT_SENT = "not_sent"


class Kind(StrEnum):
    """What a ledger entry does with credits."""

    TOP_UP = "top_up"
    ADJUST = "adjust"
    RESERVE = "reserve"
    CAPTURE = "capture"
    RELEASE = "release"
    ABSORB = "absorb"


# From a state to a state: the ledger entry that goes with it. What is not here cannot happen.
STEPS: dict[tuple[State, State], Kind | None] = {
    (State.QUEUED, State.CLAIMED): None,
    (State.QUEUED, State.CANCELLED): Kind.RELEASE,
    (State.QUEUED, State.EXPIRED): Kind.RELEASE,
    (State.CLAIMED, State.QUEUED): None,
    (State.CLAIMED, State.SENDING): None,
    (State.CLAIMED, State.CANCELLED): Kind.RELEASE,
    (State.SENDING, State.QUEUED): None,
    (State.SENDING, State.REFUSED): Kind.RELEASE,
    (State.SENDING, State.ACCEPTED): Kind.CAPTURE,
    (State.SENDING, State.UNCONFIRMED): None,
    (State.UNCONFIRMED, State.ACCEPTED): Kind.CAPTURE,
    (State.UNCONFIRMED, State.NOT_SENT): Kind.RELEASE,
    (State.ACCEPTED, State.UNDELIVERED): None,
    (State.ACCEPTED, State.DELIVERED): None,
    (State.UNDELIVERED, State.DELIVERED): None,
    # Proof that comes after all: the message has left, so it must never leave again. Where the
    # credits were already given back, the house pays.
    (State.QUEUED, State.ACCEPTED): Kind.CAPTURE,
    (State.CLAIMED, State.ACCEPTED): Kind.CAPTURE,
    (State.NOT_SENT, State.ACCEPTED): Kind.ABSORB,
    (State.REFUSED, State.ACCEPTED): Kind.ABSORB,
    (State.CANCELLED, State.ACCEPTED): Kind.ABSORB,
    (State.EXPIRED, State.ACCEPTED): Kind.ABSORB,
}

HOLDING = (State.QUEUED, State.CLAIMED, State.SENDING, State.UNCONFIRMED)
LEFT = (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED)
RELEASED = (State.REFUSED, State.CANCELLED, State.EXPIRED, State.NOT_SENT)


def sources(target: State) -> tuple[State, ...]:
    """The states from which a message may come into this one."""
    return tuple(before for before, after in STEPS if after is target)
