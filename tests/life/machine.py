"""The steps, in any order. After each one the house is compared with the model."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests import make
from tests.life.carrier import ANSWERS, Carrier
from tests.life.house import CHORES, LEASE, TEXTS, Desk, Hand, House, desk_of, not_sendable, refused
from tests.life.model import Model
from webapp.domain import (
    credits,
    dispatch,
    doubts,
    opt_outs,
    replies,
    sending,
    settling,
)
from webapp.domain.settling import Settled
from webapp.gateways.sms import ReceiptStatus
from webapp.lib import number_hash
from webapp.models import Batch, Case, Destination, InboundText

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORKERS = ("one", "two")
# How long nothing happens, the usual more often than the extreme.
WAITS_S = [1, 1, 11, 11, 11, 31, 61, 61, 301, 3_600, 5 * 3_600, 80 * 3_600]
ENDS = [ReceiptStatus.DELIVERED, ReceiptStatus.REJECTED, ReceiptStatus.UNDELIVERABLE]
PICK = st.integers(0, 20)
TEXT = st.sampled_from(sorted(TEXTS))
OFTEN = st.sampled_from([True, True, True, False])
CHOSEN = st.sets(st.integers(0, 4), min_size=1)
ANSWER = st.sampled_from(sorted(ANSWERS))


class Life(House):
    """Everything that can happen to a message, in any order."""

    renew: ClassVar[Callable[[], None]]

    @initialize(bought=st.integers(0, 80), first=st.sets(st.integers(0, 4)))
    def begin(self, bought: int, first: set[int]) -> None:
        type(self).renew()
        self.model, self.carrier = Model(BEGIN), Carrier()
        self.hands: list[Hand] = []
        self.answered: list[Settled] = []
        self.on_its_way: set[int] = set()
        self.unnamed: set[str] = set()
        self.batches: list[tuple[Batch, Desk, list[int], str]] = []
        self.desks = [desk_of(case) for case in Case.select().order_by(Case.id)]
        self.prices = {
            (one.organisation_id, one.country): one.credits_per_sms for one in Destination.select()
        }
        for place in range(len(self.desks)) if bought else ():
            self.book(place, bought)
            self.send(place, "Hi", first, hurry=True)

    # What people do.

    @rule(pick=PICK, amount=st.integers(-10, 30))
    def book(self, pick: int, amount: int) -> None:
        root = self._desk(pick).case.root_id
        book = credits.top_up if amount > 0 and pick % 2 else credits.adjust
        if self.model.available(root) + amount >= 0:
            book(root, amount, "booked")
            self.model.bought[root] += amount
        else:
            missing = refused(lambda: book(root, amount, "booked"))
            assert missing == -amount - self.model.available(root)

    @rule(pick=PICK, price=st.integers(1, 4))
    def change_price(self, pick: int, price: int) -> None:
        desk = self._desk(pick)
        make.price(desk.case, "SE", price)
        self.prices[desk.case.root_id, "SE"] = price

    @rule(pick=PICK, text=TEXT, chosen=CHOSEN, hurry=OFTEN)
    def send(self, pick: int, text: str, chosen: set[int], hurry: bool) -> None:
        desk, key = self._desk(pick), sending.new_key()
        ids = [identity for place, identity in enumerate(desk.applicants) if place in chosen]
        costs = self._costs(desk, text, ids)
        total, root = sum(costs.values()), desk.case.root_id

        def send() -> Batch:
            return sending.send(
                desk.case, desk.person, ids, text, key=key, again=True, now=self.model.now
            )

        if not costs:
            not_sendable(send)
        elif total > self.model.available(root):
            assert refused(send) == total - self.model.available(root)
        else:
            batch = send()
            assert (batch.credits, batch.recipients) == (total, len(costs))
            self.batches.append((batch, desk, ids, text))
            self._learn(batch, desk, costs)
            if hurry:
                self.send_now(len(self.batches) - 1)

    @rule(pick=PICK)
    def send_test(self, pick: int) -> None:
        desk = self._desk(pick)
        cost, root = self.prices[desk.case.root_id, "SE"], desk.case.root_id

        def send() -> Batch:
            return sending.send_test(
                desk.case, desk.person, "Hi", key=sending.new_key(), now=self.model.now
            )

        if cost > self.model.available(root):
            assert refused(send) == cost - self.model.available(root)
        else:
            self._learn(send(), desk, {0: cost})

    @precondition(lambda self: self.batches)
    @rule(pick=PICK)
    def send_the_same_form_again(self, pick: int) -> None:
        batch, desk, ids, text = self._one(self.batches, pick)
        again = sending.send(
            desk.case, desk.person, ids, text, key=batch.key, again=True, now=self.model.now
        )
        assert again.id == batch.id

    @precondition(lambda self: self.batches)
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        batch = self._one(self.batches, pick)[0]
        waiting = self._in_state("queued", batch.id)
        assert sending.cancel(batch, self.model.now) == len(waiting)
        self.model.undo(batch.id)

    @precondition(lambda self: self.batches)
    @rule(pick=PICK)
    def send_now(self, pick: int) -> None:
        batch = self._one(self.batches, pick)[0]
        waiting = [o for o in self._in_state("queued", batch.id) if o.send_after > self.model.now]
        assert sending.depart(batch, self.model.now) == len(waiting)
        for one in waiting:
            one.send_after = self.model.now

    @rule(pick=PICK, who=st.integers(0, 4))
    def stop(self, pick: int, who: int) -> None:
        desk = self._desk(pick)
        number = list(desk.applicants.values())[who][0]
        make.stop(desk.case.root_id, number, "STOP", self.model.now)
        self.model.stop(desk.case.root_id, number)

    @rule(pick=PICK, who=st.integers(0, 4))
    def start(self, pick: int, who: int) -> None:
        desk = self._desk(pick)
        number = list(desk.applicants.values())[who][0]
        lifted = opt_outs.start(desk.case.root_id, number_hash.of(number), self.model.now)
        assert (lifted is not None) == self.model.start(desk.case.root_id, number)

    @rule(pick=PICK, who=st.integers(0, 4))
    def write_what_might_be_stop(self, pick: int, who: int) -> None:
        desk = self._desk(pick)
        application, (number, _) = list(desk.applicants.items())[who]
        wrote = InboundText.create(
            carrier_id=secrets.token_hex(8),
            from_number=number,
            to="",
            text="Please stop texting me",
            application=application,
            at=self.model.now,
            received_at=self.model.now,
        )
        doubts.note(desk.case.root_id, number, wrote.id, self.model.now)
        self.model.doubted.add((desk.case.root_id, number, application))

    @precondition(lambda self: self.model.doubted)
    @rule(pick=PICK, who=st.integers(0, 4), stopped=st.booleans())
    def decide(self, pick: int, who: int, stopped: bool) -> None:
        desk = self._desk(pick)
        application = list(desk.applicants)[who]
        decided = replies.decide(
            application, stopped=stopped, by_id=desk.person.id, now=self.model.now
        )
        assert decided == self.model.decide(application, stopped)

    @precondition(lambda self: self.model.messages)
    @rule(pick=PICK)
    def somebody_says_it_was_not_sent(self, pick: int) -> None:
        one = self._one(self._in_state("unconfirmed") or list(self.model.messages.values()), pick)
        assert settling.count_as_not_sent(one.id, self.model.now) == (one.state == "unconfirmed")
        if one.state == "unconfirmed":
            one.state = "not_sent"

    # What workers do, until they die.

    @rule(wait_s=st.sampled_from(WAITS_S))
    def time_passes(self, wait_s: int) -> None:
        self.model.now += timedelta(seconds=wait_s)

    @rule(worker=st.sampled_from(WORKERS), most=st.integers(1, 4))
    def claim(self, worker: str, most: int) -> None:
        due = self.model.due(most)
        claimed = dispatch.claim(
            worker, most, 30, lease_s=LEASE.total_seconds(), now=self.model.now
        )
        assert [one.message_id for one in claimed] == due
        self.model.claim(due, worker, LEASE)
        self.hands += [Hand(worker, one) for one in claimed]

    @precondition(lambda self: self._unstamped())
    @rule(pick=PICK)
    def stamp(self, pick: int) -> None:
        self._stamp(self._one(self._unstamped(), pick))

    @precondition(lambda self: self._unstamped())
    @rule(worker=st.sampled_from(WORKERS), was_noticed=st.booleans())
    def oversleep(self, worker: str, was_noticed: bool) -> None:
        """Whoever holds claims now wakes up when they are another's, or their own anew."""
        asleep = self._unstamped()
        self.time_passes(61)
        if was_noticed:
            self.keep_house("recover")
            self.claim(worker, 4)
        for hand in asleep:
            self._stamp(hand)

    @precondition(lambda self: self._unstamped())
    @rule(pick=PICK)
    def put_back(self, pick: int) -> None:
        self._drop(self._one(self._unstamped(), pick))

    @precondition(lambda self: self._uncalled())
    @rule(pick=PICK, answer=ANSWER, end=st.sampled_from(ENDS))
    def call(self, pick: int, answer: str, end: ReceiptStatus) -> None:
        hand = self._one(self._uncalled(), pick)
        hand.outcome = self.carrier.call(hand.claimed, answer, end, self.model.now)
        self.seen[f"called: {answer}"] += 1

    @precondition(lambda self: self._unsettled())
    @rule(worker=st.sampled_from(WORKERS), twice=st.booleans())
    def settle(self, worker: str, twice: bool) -> None:
        mine = [hand for hand in self._unsettled() if hand.worker == worker]
        answers = [Settled(h.claimed.message_id, h.outcome) for h in mine if h.outcome]
        for _ in range(1 + twice):
            settling.settle(answers, self.model.now)
        for answer in answers:
            self._settle(answer.message_id, answer.outcome)
        self.hands = [hand for hand in self.hands if hand not in mine]

    @rule(worker=st.sampled_from(WORKERS), answers=st.just([*ANSWERS]) | st.lists(ANSWER))
    def work(self, worker: str, answers: list[str]) -> None:
        """An ordinary round, so that long lives are not left to chance."""
        self.claim(worker, 4)
        self.hands, mine = [], [hand for hand in self.hands if hand.worker == worker]
        others = [hand for hand in self.hands if hand not in mine]
        self.hands = mine
        while self._unstamped():
            self.stamp(0)
        for answer in answers or ["accepted"]:
            if self._uncalled():
                self.call(0, answer, ReceiptStatus.DELIVERED)
        self.settle(worker, twice=False)
        self.hands += others

    @rule(worker=st.sampled_from(WORKERS))
    def work_well(self, worker: str) -> None:
        self.work(worker, ["accepted"] * 4)

    @rule(worker=st.sampled_from(WORKERS), answer=ANSWER)
    def work_badly(self, worker: str, answer: str) -> None:
        self.work(worker, [answer] * 4)

    @precondition(lambda self: self.hands)
    @rule(worker=st.sampled_from(WORKERS))
    def die(self, worker: str) -> None:
        self.hands = [hand for hand in self.hands if hand.worker != worker]

    @rule(chore=st.sampled_from(CHORES))
    def keep_house(self, chore: str) -> None:
        self._keep_house(chore)

    # What the carrier reports, late and twice and in any order.

    @precondition(lambda self: self.carrier.receipts)
    @rule(pick=PICK, comes_again=st.booleans(), is_named=OFTEN)
    def receipt(self, pick: int, comes_again: bool, is_named: bool) -> None:
        report = self._one(self.carrier.receipts, pick)
        if not comes_again:
            self.carrier.receipts.remove(report)
        self._report(report, is_named)
