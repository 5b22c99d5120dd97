"""Refills and corrections, booked by hand."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Answer, Client
from webapp.domain import checks, credits, log
from webapp.models import LedgerEntry

KEY = "a" * 32


def test_a_refill_is_booked_with_its_reference_and_logged(as_cleo: Client, cast: Cast):
    answer = book(as_cleo, cast, amount="1 000", reference="Order 17")

    page = as_cleo.open(answer.headers["Location"])
    assert "Booked. The balance is now 1,000." in page.text
    assert "Order 17" in page.one("#lines").text
    assert log.entries(cast.group, area="credits")[0].details == {"credits": 1000}
    assert all(rule.broken == 0 for rule in checks.check())


def test_pressing_twice_books_once(as_cleo: Client, cast: Cast):
    book(as_cleo, cast, amount="50", reference="Order 17")
    again = book(as_cleo, cast, amount="50", reference="Order 17")

    assert again.status == 303
    assert credits.balance(cast.group.id).available == 50
    assert len(log.entries(cast.group, area="credits")) == 1


def test_another_amount_in_the_same_form_is_asked_about(as_cleo: Client, cast: Cast):
    book(as_cleo, cast, amount="50", reference="Order 17")
    again = book(as_cleo, cast, amount="60", reference="Order 17")

    assert again.status == 422
    assert "This form was booked already" in again.text
    assert credits.balance(cast.group.id).available == 50


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "A refill must be 1 credit or more."),
        ("-5", "A refill must be 1 credit or more."),
        ("1000001", "Book at most 1,000,000 credits at once."),
        ("9" * 30, "Book at most 1,000,000 credits at once."),
        ("9" * 5000, "Write a whole number."),
        ("many", "Write a whole number."),
        ("1.5", "Write a whole number."),
        ("", "Write a whole number."),
    ],
)
def test_a_refill_that_cannot_be_is_refused_in_its_own_words(
    as_cleo: Client, cast: Cast, amount: str, words: str
):
    answer = book(as_cleo, cast, amount=amount, reference="Order 17")

    assert answer.status == 422
    assert answer.one("#amount-about").text == words
    assert answer.one("input#amount").get("value") == amount
    assert answer.one("input#reference")["value"] == "Order 17"
    assert LedgerEntry.select().count() == 0


def test_a_refill_needs_a_reference_and_its_form(as_cleo: Client, cast: Cast):
    without = book(as_cleo, cast, amount="5", reference=" ")
    elsewhere = book(as_cleo, cast, amount="5", reference="Order 17", key="x")

    assert without.one("#reference-about").text == "Write what the refill is booked for."
    assert "This form is out of date." in elsewhere.text
    assert LedgerEntry.select().count() == 0


def test_a_correction_takes_away_with_a_reason(as_cleo: Client, cast: Cast):
    make.credits(cast.group, 30)

    for _ in range(2):
        answer = book(as_cleo, cast, "correct", amount="-20", reference="Booked twice")

    assert answer.status == 303
    assert credits.balance(cast.group.id).available == 10
    assert log.entries(cast.group)[0].details == {"credits": -20}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-31", "Only 30 credits are available, so no more than that can be taken away."),
        ("0", "A correction of 0 changes nothing."),
        ("-1000001", "Book at most 1,000,000 credits at once."),
        ("", "Write a whole number."),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_its_own_words(
    as_cleo: Client, cast: Cast, amount: str, words: str
):
    make.credits(cast.group, 30)

    answer = book(as_cleo, cast, "correct", amount=amount, reference="Booked twice")

    assert answer.status == 422
    assert answer.one("#amount-about").text == words
    assert credits.balance(cast.group.id).available == 30
    assert log.entries(cast.group, area="credits") == []


def test_a_correction_needs_a_reason(as_cleo: Client, cast: Cast):
    answer = book(as_cleo, cast, "correct", amount="5", reference="")

    assert answer.one("#reference-about").text == "Write why the balance is corrected."


def test_each_form_has_a_key_of_its_own(as_cleo: Client, cast: Cast):
    keys = {
        as_cleo.get("refills.new", parent_id=cast.group.id).one("input#key")["value"]
        for _ in range(2)
    }

    assert len(keys) == 2


def book(
    client: Client, cast: Cast, what: str = "create", *, key: str = KEY, **written: str
) -> Answer:
    """Post a refill, or a correction, of the northern group."""
    return client.post(f"refills.{what}", {"key": key, **written}, parent_id=cast.group.id)
