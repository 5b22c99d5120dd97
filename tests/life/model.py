"""What must be: the states and the credits of all messages, by the rules, in plain Python.

It shares no code with the house: neither the table of steps nor the ledger nor the renderer.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HELD = {"queued", "claimed", "sending", "unconfirmed"}
LEFT = {"accepted", "delivered", "undelivered"}
FREE = {"cancelled", "expired", "refused", "not_sent"}

MOST_ATTEMPTS = 8
GIVE_UP = timedelta(hours=72)
LOOK_AGAIN = timedelta(seconds=60)
TRIAL_EVERY = timedelta(seconds=60)


@dataclass
class Known:
    """One message, as it must stand."""

    id: int
    ref: str
    root: int
    batch: int
    application: int | None
    number: str
    credits: int
    send_after: datetime
    send_before: datetime
    state: str = "queued"
    worker: str = ""
    lease_until: datetime | None = None
    attempts: int = 0
    carrier_id: str = ""
    paid_by_house: bool = False


@dataclass
class Model:
    """Everything that must be true of messages and credits, at `now`."""

    now: datetime
    messages: dict[int, Known] = field(default_factory=dict)
    bought: Counter[int] = field(default_factory=Counter)
    stopped: set[tuple[int, str]] = field(default_factory=set)
    taken_back: set[int] = field(default_factory=set)
    doubted: set[tuple[int, str, int]] = field(default_factory=set)
    reported: set[tuple[str, str]] = field(default_factory=set)
    paused: bool = False
    try_again_at: datetime | None = None

    def held(self, root: int) -> int:
        """Credits of what is on its way."""
        return self._sum(root, HELD)

    def spent(self, root: int) -> int:
        """Credits of what left, unless the house paid."""
        return self._sum(root, LEFT)

    def available(self, root: int) -> int:
        """What is left of what was bought."""
        return self.bought[root] - self.held(root) - self.spent(root)

    def contacted(self) -> set[int]:
        """The applications to which something was written that was not taken back."""
        return {
            one.application
            for one in self.messages.values()
            if one.application and one.state not in FREE
        }

    def due(self, most: int) -> list[int]:
        """The messages that the next claim must get."""
        waiting = sorted(
            (one.send_after, one.id)
            for one in self.messages.values()
            if one.state == "queued" and one.send_after <= self.now < one.send_before
        )
        return sorted(identity for _, identity in waiting[: self._may_take(most)])

    def claim(self, ids: list[int], worker: str, lease: timedelta) -> None:
        """These are the worker's, for a while."""
        for identity in ids:
            one = self.messages[identity]
            one.state, one.worker, one.lease_until = "claimed", worker, self.now + lease

    def stamp(self, identity: int, worker: str, lease: timedelta) -> bool:
        """Whether the worker may send it now; then it is being sent, for a while of its own."""
        one = self.messages[identity]
        allowed = (
            one.state == "claimed"
            and one.worker == worker
            and one.lease_until is not None
            and one.lease_until > self.now
            and not self._is_unwanted(one)
            and not self.waits(one.root, one.number)
        )
        if allowed:
            one.state, one.lease_until = "sending", self.now + lease
        return allowed

    def undo(self, batch: int) -> None:
        """What waits is cancelled, and what is in a worker's hand does not leave any more."""
        self.taken_back.add(batch)
        for one in self.messages.values():
            if (one.batch, one.state) == (batch, "queued"):
                one.state = "cancelled"

    def put_back(self, identity: int, worker: str) -> None:
        """A claimed one goes back; one that nobody wants any more is cancelled."""
        one = self.messages[identity]
        if one.state == "claimed" and self._is_unwanted(one):
            one.state = "cancelled"
        elif one.state == "claimed" and one.worker == worker:
            waits = self.waits(one.root, one.number)
            self._queue(one, self.now + LOOK_AGAIN if waits else None)

    def accept(self, identity: int, carrier_id: str) -> None:
        """The carrier has it, whatever we thought."""
        one = self.messages[identity]
        one.carrier_id = one.carrier_id or carrier_id
        if one.state not in LEFT:
            one.paid_by_house = one.state in FREE
            one.state = "accepted"
        reports = {status for name, status in self.reported if name == carrier_id}
        if "delivered" in reports:
            one.state = "delivered"
        elif reports - {"submitted"} and one.state == "accepted":
            one.state = "undelivered"

    def refuse(self, identity: int) -> None:
        """It was not sent and never will be."""
        if self.messages[identity].state == "sending":
            self.messages[identity].state = "refused"

    def lose_sight(self, identity: int) -> None:
        """It may or may not have been sent."""
        if self.messages[identity].state == "sending":
            self.messages[identity].state = "unconfirmed"

    def try_later(self, identity: int, wait: timedelta | None) -> None:
        """It was surely not sent: later again, eight times at most."""
        one = self.messages[identity]
        if one.state != "sending":
            return
        one.attempts += 1
        if one.attempts == MOST_ATTEMPTS:
            one.state = "refused"
            return
        backoff = timedelta(seconds=min(5 * 2**one.attempts, 300))
        self._queue(one, self.now + (wait or backoff))

    def account_fault(self, identity: int) -> None:
        """It was not sent, and nothing will be until a trial works."""
        self.paused, self.try_again_at = True, self.now + TRIAL_EVERY
        if self.messages[identity].state == "sending":
            self._queue(self.messages[identity], self.now)

    def report(self, identity: int, carrier_id: str, status: str, named: bool) -> None:
        """A receipt proves the acceptance and may tell the end.

        One that does not name our reference counts once the carrier's id is known.
        """
        self.reported.add((carrier_id, status))
        if named or self.messages[identity].carrier_id == carrier_id:
            self.accept(identity, carrier_id)

    def recover(self) -> None:
        """What workers left behind when their lease ended."""
        for one in self.messages.values():
            if one.lease_until is not None and one.lease_until <= self.now:
                if one.state == "claimed":
                    self._queue(one)
                elif one.state == "sending":
                    one.state = "unconfirmed"

    def expire(self) -> None:
        """What waited too long never leaves."""
        for one in self.messages.values():
            if one.state == "queued" and one.send_before <= self.now:
                one.state = "expired"

    def give_up(self) -> None:
        """What nobody confirmed for three days counts as not sent."""
        for one in self.messages.values():
            if one.state == "unconfirmed" and one.send_before + GIVE_UP <= self.now:
                one.state = "not_sent"

    def waits(self, root: int, number: str) -> bool:
        """Whether somebody has yet to decide if a reply from this number means STOP."""
        return (root, number) in {(one[0], one[1]) for one in self.doubted}

    def decide(self, application: int, stopped: bool) -> bool:
        """What this applicant wrote means STOP, or not."""
        mine = {one for one in self.doubted if one[2] == application}
        self.doubted -= mine
        for root, number, _ in mine if stopped else ():
            self.stop(root, number)
        return bool(mine)

    def stop(self, root: int, number: str) -> None:
        """No SMS to this number any more; what waits is cancelled."""
        self.stopped.add((root, number))
        self.doubted = {one for one in self.doubted if (one[0], one[1]) != (root, number)}
        for one in self.messages.values():
            if (one.root, one.number, one.state) == (root, number, "queued"):
                one.state = "cancelled"

    def start(self, root: int, number: str) -> bool:
        """The number's owner wants SMS again; whether it was stopped. Nothing comes back."""
        was_stopped = (root, number) in self.stopped
        if was_stopped:
            self.stopped.discard((root, number))
            self.doubted = {one for one in self.doubted if (one[0], one[1]) != (root, number)}
        return was_stopped

    def _is_unwanted(self, one: Known) -> bool:
        return (one.root, one.number) in self.stopped or one.batch in self.taken_back

    def _queue(self, one: Known, send_after: datetime | None = None) -> None:
        one.state, one.worker, one.lease_until = "queued", "", None
        one.send_after = send_after or one.send_after

    def _sum(self, root: int, states: set[str]) -> int:
        return sum(
            one.credits
            for one in self.messages.values()
            if one.root == root and one.state in states and not one.paid_by_house
        )

    def _may_take(self, most: int) -> int:
        if not self.paused:
            return most
        if self.try_again_at is not None and self.try_again_at <= self.now:
            self.try_again_at = self.now + TRIAL_EVERY
            return 1
        return 0
