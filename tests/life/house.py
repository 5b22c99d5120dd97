"""The house under test beside the model, and what must hold between them after each step."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests import make
from tests.life.carrier import RETRY_AFTER_S, Carrier
from tests.life.model import HELD, LEFT, Known, Model
from webapp import db
from webapp.domain import (
    checks,
    credits,
    dispatch,
    people,
    receipts,
)
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance, NotEnoughCredits
from webapp.domain.dispatch import Claimed
from webapp.domain.people import Person
from webapp.domain.refusals import NotSendable
from webapp.gateways.outcome import Outcome, Verdict
from webapp.models import Application, Batch, Case

LEASE = timedelta(seconds=60)
CHORES = ("recover", "expire", "give_up")
# A text, and of how many SMS it is by the standard.
TEXTS = {"Hi": 1, "x" * 161: 2, "ж" * 71: 2, "y" * 307: 3}


@dataclass
class Hand:
    """A message in a worker's hand: claimed, then stamped, then answered."""

    worker: str
    claimed: Claimed
    is_stamped: bool = False
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Desk:
    """One user at one case, and the people who applied to it, by their ids."""

    person: Person
    case: CaseFacts
    applicants: dict[int, tuple[str, str]]


class House(RuleBasedStateMachine):
    """What is known of a life, and how it is compared with the model."""

    steps: ClassVar[int] = 0
    seen: ClassVar[Counter[str]] = Counter()
    model: Model
    carrier: Carrier
    hands: list[Hand]
    on_its_way: set[int]
    unnamed: set[str]
    desks: list[Desk]
    prices: dict[tuple[int, str], int]

    @invariant()
    def everything_is_as_it_must_be(self) -> None:
        type(self).steps += 1
        if not hasattr(self, "model"):
            return
        broken = [one for one in checks.check() if one.broken]
        assert not broken
        found = dict(db.rows("SELECT id, state FROM message"))
        assert found == {one.id: one.state for one in self.model.messages.values()}
        for desk in self.desks:
            root = desk.case.root_id
            assert credits.balance(root) == Balance(
                self.model.available(root), self.model.held(root), self.model.spent(root)
            )
            assert min(credits.balance(root)) >= 0
        self._never_twice()
        self._contacts_and_counts()

    def teardown(self) -> None:
        """Nothing is lost: time passes, and every message comes to an end."""
        if not hasattr(self, "model"):
            return
        self.seen.update(one.state for one in self.model.messages.values())
        self.seen["paid by the house"] += sum(
            one.paid_by_house for one in self.model.messages.values()
        )
        self.hands = []
        self.model.now += timedelta(hours=100)
        for chore in CHORES:
            self._keep_house(chore)
        assert not [one for one in self.model.messages.values() if one.state in HELD]
        while self.carrier.receipts:
            self._report(self.carrier.receipts.pop(), is_named=True)
        self.everything_is_as_it_must_be()
        left = {one.ref for one in self.model.messages.values() if one.state in LEFT}
        assert left <= set(self.carrier.taken) <= left | self.unnamed

    def _keep_house(self, chore: str) -> None:
        getattr(dispatch, chore)(self.model.now)
        getattr(self.model, chore)()

    def _never_twice(self) -> None:
        by_recipient = Counter(
            (one.batch, one.application)
            for one in self.model.messages.values()
            for _ in range(self.carrier.taken[one.ref])
        )
        assert max(by_recipient.values(), default=0) <= 1
        assert set(self.carrier.taken) <= {one.ref for one in self.model.messages.values()}

    def _contacts_and_counts(self) -> None:
        contacted = db.rows("SELECT id FROM application WHERE contacted_at IS NOT NULL")
        assert {identity for (identity,) in contacted} == self.model.contacted()
        counted = db.rows('SELECT id, not_contacted_count FROM "case" ORDER BY id')
        for (case_id, count), desk in zip(counted, self.desks, strict=True):
            assert case_id == desk.case.id
            assert count == len(set(desk.applicants) - self.model.contacted())

    def _settle(self, identity: int, outcome: Outcome) -> None:
        if outcome.verdict is Verdict.ACCEPTED:
            self.model.accept(identity, outcome.carrier_id)
            self.model.paused = False
        elif outcome.verdict is Verdict.REFUSED:
            self.model.refuse(identity)
        elif outcome.verdict is Verdict.UNKNOWN:
            self.model.lose_sight(identity)
        elif outcome.verdict is Verdict.RETRY:
            wait = timedelta(seconds=RETRY_AFTER_S) if outcome.retry_after_s else None
            self.model.try_later(identity, wait)
        else:
            self.model.account_fault(identity)
        if self.model.messages[identity].state == "queued":
            self.on_its_way.discard(identity)

    def _report(self, report: receipts.Receipt, is_named: bool) -> None:
        sent = report
        if not is_named:
            sent = replace(report, client_ref="")
            self.unnamed.add(report.client_ref)
        receipts.receipt_came(sent, self.model.now)
        identity = next(o.id for o in self.model.messages.values() if o.ref == report.client_ref)
        self.model.report(identity, report.carrier_id, report.status.value, is_named)

    def _stamp(self, hand: Hand) -> None:
        identity = hand.claimed.message_id
        allowed = self.model.stamp(identity, hand.worker, LEASE)
        assert dispatch.stamp(identity, hand.worker, self.model.now) == allowed
        self.seen["stamped" if allowed else "not stamped"] += 1
        if not allowed:
            self._drop(hand)
            return
        assert identity not in self.on_its_way, "It may have left already."
        self.on_its_way.add(identity)
        hand.is_stamped = True

    def _drop(self, hand: Hand) -> None:
        identity = hand.claimed.message_id
        dispatch.put_back([identity], hand.worker, self.model.now)
        self.model.put_back(identity, hand.worker)
        self.hands.remove(hand)

    def _costs(self, desk: Desk, text: str, ids: list[int]) -> dict[int, int]:
        """What each recipient must cost; those who are skipped are not in it."""
        root = desk.case.root_id
        return {
            identity: TEXTS[text] * self.prices[root, country]
            for identity, (number, country) in desk.applicants.items()
            if identity in ids
            and (root, number) not in self.model.stopped
            and not self.model.waits(root, number)
        }

    def _learn(self, batch: Batch, desk: Desk, costs: dict[int, int]) -> None:
        undo = timedelta(seconds=0 if batch.is_test else 10)
        found = db.rows(
            'SELECT id, client_ref, coalesce(application_id, 0), "to" FROM message '
            "WHERE batch_id = ?",
            (batch.id,),
        )
        assert sorted(row[2] for row in found) == sorted(costs)
        for identity, ref, application, number in found:
            self.model.messages[identity] = Known(
                id=identity,
                ref=ref,
                root=desk.case.root_id,
                batch=batch.id,
                application=application or None,
                number=number,
                credits=costs[application],
                send_after=self.model.now + undo,
                send_before=self.model.now + undo + timedelta(hours=4),
            )

    def _desk(self, pick: int) -> Desk:
        return self.desks[pick % len(self.desks)]

    def _one(self, things: list, pick: int):  # type: ignore[no-untyped-def, type-arg]
        return things[pick % len(things)]

    def _in_state(self, state: str, batch: int | None = None) -> list[Known]:
        return [
            one
            for one in self.model.messages.values()
            if one.state == state and batch in (None, one.batch)
        ]

    def _unstamped(self) -> list[Hand]:
        return [hand for hand in self.hands if not hand.is_stamped]

    def _uncalled(self) -> list[Hand]:
        return [hand for hand in self.hands if hand.is_stamped and hand.outcome is None]

    def _unsettled(self) -> list[Hand]:
        return [hand for hand in self.hands if hand.outcome is not None]


def desk_of(case: Case) -> Desk:
    found = Application.select().where(Application.case == case).order_by(Application.id)
    return Desk(
        people.load(case.responsible_id),
        make.facts(case.id),
        {one.id: (one.mobile, one.mobile_country) for one in found},
    )


def refused(send: Callable[[], object]) -> int:
    """The credits that were missing."""
    try:
        send()
    except NotEnoughCredits as error:
        return error.missing
    raise AssertionError("It was sold for credits that nobody has.")


def not_sendable(send: Callable[[], object]) -> None:
    try:
        send()
    except NotSendable:
        return
    raise AssertionError("It was sent to nobody.")
