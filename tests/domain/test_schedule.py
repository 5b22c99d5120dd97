"""Scheduled texts on a long walk: sent once or not at all, in their time, and paid only if sent."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.cast import Cast
from webapp.domain import checks, credits, dispatch, schedule, sending, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.refusals import NotSendable
from webapp.domain.settling import Settled
from webapp.domain.timing import When
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import zones
from webapp.models import Batch, Message

BEGIN = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)
"""Two days before the clocks in Stockholm change."""
STEPS = 120
BOUGHT = 200
STOCKHOLM = "Europe/Stockholm"


class Walk:
    """People who schedule, change and take back at random, and a worker, in a time of its own."""

    def __init__(self, cast: Cast, case: CaseFacts, seed: int) -> None:
        self.cast, self.case = cast, case
        self.random = random.Random(seed)
        self.people = make.candidates(case, 8)
        self.now = BEGIN
        self.batches: list[Batch] = []
        self.sent: Counter[int] = Counter()

    def step(self) -> None:
        """Something happens, and time passes."""
        deeds = (self.plan, self.plan, self.change, self.cancel, self.cancel_one, self.work)
        self.random.choice(deeds)()
        self.now += timedelta(minutes=self.random.choice([0, 1, 30, 240]))

    def plan(self) -> None:
        some = self.random.sample(self.people, self.random.randint(1, 3))
        try:
            self.batches.append(
                sending.send(
                    *(self.case, self.cast.alma, some, f"Text {len(self.batches)}"),
                    key=sending.new_key(),
                    again=True,
                    now=self.now,
                    when=self._some_time(),
                )
            )
        except NotSendable:
            assert Batch.select().count() == len(self.batches)

    def change(self) -> None:
        if self.batches:
            batch = Batch.get_by_id(self.random.choice(self.batches).id)
            before = [one.send_after for one in make.messages(batch)]
            try:
                schedule.change(batch, self._some_time(), self.cast.alma.id, self.now)
            except NotSendable:
                assert [one.send_after for one in make.messages(batch)] == before

    def cancel(self) -> None:
        if self.batches:
            sending.cancel(self.random.choice(self.batches), self.now)

    def cancel_one(self) -> None:
        if self.batches:
            message = self.random.choice(make.messages(self.random.choice(self.batches)))
            schedule.cancel_one(message.id, self.cast.alma.id, self.now)

    def work(self) -> None:
        """What is due is sent, within its time and outside of quiet hours."""
        for one in dispatch.claim("one", 5, 1000, now=self.now):
            if not dispatch.stamp(one.message_id, "one", self.now):
                dispatch.put_back([one.message_id], "one", self.now)
                continue
            message = Message.get_by_id(one.message_id)
            assert message.send_after <= self.now < message.send_before
            assert 8 <= zones.to_wall(self.now, STOCKHOLM).hour < 20
            self.sent[message.id] += 1
            accepted = Outcome(Verdict.ACCEPTED, f"carrier-{message.id}")
            settling.settle([Settled(message.id, accepted)], self.now)
        dispatch.expire(self.now)

    def _some_time(self) -> When:
        if self.random.random() < 0.2:
            return When(zone=STOCKHOLM)
        here = zones.to_wall(self.now, STOCKHOLM).replace(second=0, microsecond=0)
        at = here + timedelta(minutes=self.random.randint(1, 3_000))
        last = at + timedelta(hours=self.random.randint(1, 20))
        not_after = self.random.choice([None, last])
        own = self.random.random() < 0.5
        return When(at, not_after=not_after, own_zones=own, zone=STOCKHOLM)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_scheduled_changed_and_taken_back(cast: Cast, seed: int):
    case = make.case(cast.alma)
    make.credits(case, BOUGHT)
    make.quiet_hours(case, 20, 8)
    walk = Walk(cast, make.facts(case.id), seed)

    for _ in range(STEPS):
        walk.step()
    for _ in range(80):
        walk.now += timedelta(hours=1)
        walk.work()

    states = Counter(one.state for one in Message.select())
    assert set(walk.sent.values()) == {1}
    assert set(states) <= {"accepted", "cancelled", "expired"}
    assert states["accepted"] == len(walk.sent)
    left = credits.balance(case.root_id)
    assert (left.available, left.held) == (BOUGHT - len(walk.sent), 0)
    assert [rule.sentence for rule in checks.check() if rule.broken] == []
