"""Whatever happens in whatever order: a stopped number gets nothing, its confirmation apart."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.running import Carrier, running_simulator
from webapp.domain import checks, dispatch, opt_out_import, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.dispatch import Claimed
from webapp.domain.people import Person
from webapp.domain.sending import NotSendable
from webapp.domain.settling import Settled
from webapp.gateways.sms import Outgoing
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings
from webapp.lib import clock
from webapp.models import Message, OptOut, Organisation

SENDER = "+46701740699"
NUMBERS = CANDIDATE_NUMBERS[:2]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["STOP", "START", "send", "send", "claim", "leave", "import"]),
        st.integers(0, 1),
    ),
    max_size=14,
)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Carrier]:
    """A carrier that reports to nobody."""
    with running_simulator(api_key="key", api_secret="secret") as one:
        yield one


@settings(parent=settings(suppress_health_check=make.SHARED), max_examples=25)
@given(steps=STEPS)
def test_nothing_is_accepted_for_a_stopped_number(
    case: CaseFacts, alma: Person, simulator: Carrier, steps: list[tuple[str, int]]
):
    with make.rolled_back():
        world = _World(case, alma, simulator)
        for step, who in steps:
            world.take(step, who)
        world.take("claim", 0)
        world.take("leave", 0)

    assert world.wrong == []


class _World:
    """Two candidates, a worker that claims and sends, and the carrier's own account of it."""

    def __init__(self, case: CaseFacts, alma: Person, simulator: Carrier) -> None:
        Organisation.update(sender=SENDER).execute()
        self.case, self.alma, self.simulator = make.facts(case.id), alma, simulator
        self.ids = [make.application(case, number).id for number in NUMBERS]
        self.hand: list[Claimed] = []
        self.wrong: list[str] = []
        self.now = clock.now()

    def take(self, step: str, who: int) -> None:
        self.now += timedelta(seconds=30)
        if step == "send":
            self._send(who)
        elif step in ("STOP", "START"):
            make.replied(self.ids[who], step, self.now)
        elif step == "import":
            number = NUMBERS[who].encode()
            root = Organisation.get_by_id(self.case.root_id)
            opt_out_import.import_numbers(root, number, self.alma.id, dry_run=False)
        elif step == "claim":
            self.hand += dispatch.claim("one", 9, 1000, lease_s=3600, now=self.now)
        else:
            self._leave()
        if any(rule.broken for rule in checks.check()):
            self.wrong.append(f"A rule of the credits is broken after {step}.")

    def _send(self, who: int) -> None:
        try:
            make.departed(self.case, self.alma, [self.ids[who]], f"Hi at {self.now}")
        except NotSendable:
            return
        if self._stands(NUMBERS[who]):
            self.wrong.append("Something was queued for a stopped number.")

    def _leave(self) -> None:
        settings = VonageSettings("", "", "key", "secret", self.simulator.host)
        with closing(VonageGateway(settings)) as gateway:
            for one in self.hand:
                if not dispatch.stamp(one.message_id, "one", self.now):
                    dispatch.put_back([one.message_id], "one", self.now)
                    continue
                outcome = gateway.send(Outgoing(one.to, one.sender, one.text, one.client_ref))
                settling.settle([Settled(one.message_id, outcome)], self.now)
                self._look(one, Message.get_by_id(one.message_id))
        self.hand = []

    def _look(self, one: Claimed, message: Message) -> None:
        """What the carrier took must be wanted, or confirm that nothing more comes."""
        took = [text for text in self.simulator.messages(one.to) if text["text"] == one.text]
        standing = self._stands(one.to)
        if standing and standing.confirmation_id != message.id:
            self.wrong.append(f"{one.text} was accepted ({len(took)}) after the STOP.")
        if message.state != "accepted" or not took:
            self.wrong.append(f"{one.text} was not accepted.")

    def _stands(self, number: str) -> OptOut | None:
        return OptOut.get_or_none(OptOut.number == number, OptOut.lifted_at.is_null())
