"""The budget on an organisation's Credits tab, and in the contact window."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import budgets, log
from webapp.domain.people import Person
from webapp.models import Organisation


def test_the_budget_is_kept_and_shown_with_what_was_used(as_cleo: Client, cast: Cast, alma: Person):
    make.credits(cast.group, 50)
    case = make.case(alma)
    make.batch(case, alma, make.candidates(case, 2))

    as_cleo.post("budgets.save", {"budget": "20"}, organisation_id=cast.care.id)

    page = as_cleo.get("credits.index", organisation_id=cast.care.id)
    assert "Used 2 of 20 credits this month." in page.text
    assert log.entries(cast.care, area="credits")[0].did == "budget_set"


def test_an_empty_budget_takes_it_away(as_cleo: Client, cast: Cast):
    budgets.choose(cast.care, 20, cast.cleo.id)

    as_cleo.post("budgets.save", {"budget": " "}, organisation_id=cast.care.id)

    page = as_cleo.get("credits.index", organisation_id=cast.care.id)
    assert "There is no monthly budget." in page.text


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        ("-1", "Choose a budget from 0 to 1,000,000 credits."),
        ("1000001", "Choose a budget from 0 to 1,000,000 credits."),
        ("much", "Write a whole number."),
    ],
)
def test_a_budget_that_cannot_be_is_refused(as_cleo: Client, cast: Cast, budget: str, words: str):
    answer = as_cleo.post("budgets.save", {"budget": budget}, organisation_id=cast.care.id)

    assert answer.status == 422
    assert answer.one("#budget-about").text == words
    assert answer.one("input#budget")["value"] == budget
    assert Organisation.get_by_id(cast.care.id).monthly_budget is None


def test_nobody_sets_their_own(app, cast: Cast):
    own = signed_in(app, worlds.administering(cast.alma))

    page = own.get("credits.index", organisation_id=cast.care.id)
    answer = own.post("budgets.save", {"budget": "999"}, organisation_id=cast.care.id)

    assert "Set the budget" not in page.text
    assert answer.status == 403


def test_a_parent_organisation_has_no_budget(as_cleo: Client, cast: Cast):
    assert as_cleo.get("budgets.edit", organisation_id=cast.group.id).status == 404


def test_the_contact_window_says_so_before_and_at_send(as_alma: Client, cast: Cast, alma: Person):
    make.credits(cast.group, 50)
    budgets.choose(cast.care, 1, cast.cleo.id)
    case = make.case(alma)
    ids = ",".join(map(str, make.candidates(case, 2)))
    written = {"ids": ids, "text": "Hi", "key": "k"}

    before = as_alma.post("contact.preview", written, case_id=case.id)
    at_send = as_alma.post("contact.send", written, case_id=case.id)

    words = "Emergency care has used 0 of its 1 credits for this month, and this costs 2."
    assert words in before.one("#problems").text
    assert "aria-disabled" in before.one("button#send")
    assert at_send.status == 422
    assert words in at_send.text
