"""Where nobody can answer STOP, the window offers a link for it and reckons with its length."""

import pytest

from tests import make
from tests.client import Client
from tests.contact import pages
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import stop_links
from webapp.models import Organisation

WARNING = "The sender is a name, so nobody can answer STOP."


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, whose sender is a name."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


def test_without_the_link_it_warns_and_with_it_not(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 1))

    without = pages.typed(as_alma, page, "Hi")
    with_it = pages.typed(as_alma, page, "Hi %OPTOUTLINK%")

    assert page.has("button[data-insert=%OPTOUTLINK%]")
    assert WARNING in without.text
    assert WARNING not in with_it.text
    assert without.one("button#send").text == with_it.one("button#send").text == "Send to 1"


def test_the_link_is_counted_as_long_as_it_will_be(as_alma: Client, case: CaseFacts):
    page = pages.opened(as_alma, case, make.candidates(case, 1))
    link = stop_links.stand_in()

    full = pages.typed(as_alma, page, "x" * (160 - len(link)) + "%OPTOUTLINK%")
    over = pages.typed(as_alma, page, "x" * (161 - len(link)) + "%OPTOUTLINK%")

    assert "0 characters left in this SMS" in full.one("p.room").text
    assert (pages.price(full), pages.price(over)) == (1, 2)


def test_to_a_number_everybody_can_answer(as_alma: Client, case: CaseFacts):
    Organisation.update(sender="+46701740699").execute()
    page = pages.opened(as_alma, case, make.candidates(case, 1))

    live = pages.typed(as_alma, page, "Hi")

    assert not page.has("button[data-insert=%OPTOUTLINK%]")
    assert WARNING not in live.text
