"""From a telephone to the carrier, to us, and back: stopping, starting again, and being told."""

from collections.abc import Callable

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.running import Carrier, wait_until
from webapp.domain import checks, opt_outs
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import number_hash
from webapp.models import Message, OptOut, Organisation

PHONE = CANDIDATE_NUMBERS[0]
SENDER = "+46701740699"


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 20 credits and a number as its sender."""
    Organisation.update(sender=SENDER).execute()
    made = make.case(alma)
    make.credits(made, 20)
    return made


@pytest.fixture
def write(case: CaseFacts, alma: Person) -> Callable[[str], Message]:
    """A function that sends a text to the telephone."""
    ines = make.application(case, PHONE)
    return lambda text: make.departed(case, alma, [ines.id], text)[0]


def test_a_telephone_stops_is_answered_and_starts_again(
    carrier: Carrier, case: CaseFacts, write: Callable[[str], Message]
):
    write("Can you come?")
    wait_until(lambda: len(texts(carrier)) == 1)

    carrier.reply(PHONE, SENDER, "Stop")
    wait_until(lambda: len(texts(carrier)) == 2)
    carrier.reply(PHONE, SENDER, "Start")
    wait_until(lambda: len(texts(carrier)) == 3)
    write("Welcome back")
    wait_until(lambda: len(texts(carrier)) == 4)

    assert [one.split()[0] for one in texts(carrier)] == ["Can", "You", "You", "Welcome"]
    assert "answer START" in texts(carrier)[1]
    assert "answer STOP" in texts(carrier)[2]
    assert all(rule.broken == 0 for rule in checks.check())


def test_whoever_told_the_carrier_is_stopped_here_too(
    carrier: Carrier, case: CaseFacts, write: Callable[[str], Message]
):
    carrier.behave(PHONE, outcome="rejected", code="1240")

    message = write("Can you come?")
    wait_until(lambda: opt_outs.has_stopped(case.root_id, number_hash.of(PHONE)))

    opt_out = OptOut.get()
    assert (opt_out.cause, opt_out.message_id) == ("carrier", message.id)
    assert "STOP" in opt_out.reason
    assert len(texts(carrier)) == 1


def texts(carrier: Carrier) -> list[str]:
    return [one["text"] for one in carrier.messages(PHONE)]
