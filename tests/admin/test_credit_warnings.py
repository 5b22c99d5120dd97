"""The warning level on the Credits tab, and the notice on all pages."""

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain import credit_warnings, credits
from webapp.lib import clock
from webapp.models import Organisation, User


def test_the_level_and_who_is_told_are_kept(as_cleo: Client, cast: Cast):
    as_cleo.post(
        "credit_warnings.save", {"level": "150", "users": [cast.cleo.id]}, parent_id=cast.group.id
    )

    page = as_cleo.get("credit_warnings.edit", parent_id=cast.group.id)
    assert page.one("input#level")["value"] == "150"
    assert "checked" in page.one(f"input#user-{cast.cleo.id}")
    assert "checked" not in page.one(f"input#user-{cast.alma.id}")
    tab = as_cleo.get("credits.index", organisation_id=cast.group.id)
    assert "Warn at 150" in tab.text


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("-1", "Choose a level from 0 to 1,000,000 credits."),
        ("1000001", "Choose a level from 0 to 1,000,000 credits."),
        ("low", "Write a whole number."),
    ],
)
def test_a_level_that_cannot_be_is_refused_in_its_own_words(
    as_cleo: Client, cast: Cast, level: str, words: str
):
    answer = as_cleo.post(
        "credit_warnings.save", {"level": level, "users": [cast.cleo.id]}, parent_id=cast.group.id
    )

    assert answer.status == 422
    assert answer.one("#level-about").text == words
    assert answer.one("input#level")["value"] == level
    assert "checked" in answer.one(f"input#user-{cast.cleo.id}")
    assert Organisation.get_by_id(cast.group.id).warning_level == 50


def test_somebody_elsewhere_cannot_be_chosen(as_cleo: Client, cast: Cast):
    answer = as_cleo.post(
        "credit_warnings.save", {"level": "5", "users": [cast.dag.id]}, parent_id=cast.group.id
    )

    assert answer.status == 422
    assert not User.get_by_id(cast.dag.id).watches_credits


def test_the_notice_stands_on_every_page_until_it_is_dismissed(as_alma: Client, cast: Cast):
    make.credits(cast.group, 60)
    credit_warnings.choose(cast.group, 50, [cast.alma.id], cast.cleo.id, clock.now())
    credits.adjust(cast.group.id, -20, "crossing")

    page = as_alma.get("cases.index", q="nurse")
    answer = as_alma.post(
        "auth.dismiss_low_credits", {"next": page.one("input[name=next]")["value"]}
    )

    assert "Your credits run low: 40 credits are left." in page.text
    assert answer.headers["Location"] == "/cases?q=nurse"
    assert "run low" not in as_alma.get("cases.index").text


def test_dismissing_leads_nowhere_else(as_alma: Client):
    answer = as_alma.post("auth.dismiss_low_credits", {"next": "//example.org"})

    assert answer.headers["Location"] == "/cases"
