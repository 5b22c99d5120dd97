"""The Credits tab: the balance with its past, what was used, and the ledger."""

import csv
import io

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.domain.test_credit_report import used
from webapp.domain import credits, ledger, log
from webapp.domain.people import Person


def test_nothing_yet_is_said_in_words(as_cleo: Client, cast: Cast):
    page = as_cleo.get("credits.index", organisation_id=cast.group.id)

    assert page.one("p.figure").text == "0 credits"
    assert "At or below your warning level of 50." in page.text
    assert "Nothing was used in these 30 days." in page.text
    assert "It begins with the first refill." in page.text


def test_without_use_there_is_no_forecast(as_cleo: Client, cast: Cast):
    make.credits(cast.group, 90)

    page = as_cleo.get("credits.index", organisation_id=cast.group.id)

    assert "Nothing was used in the last 30 days, so there is no forecast." in page.text


def test_balance_use_and_ledger_tell_the_same(as_cleo: Client, cast: Cast, alma: Person):
    make.credits(cast.group, 100)
    used(make.case(alma, title="Nurse"), alma, 3)
    used(make.case(alma, cast.home, title="Carer"), alma, 1)

    page = as_cleo.get("credits.index", organisation_id=cast.group.id)

    assert page.one("p.figure").text == "96 credits"
    assert "About 11 days until your warning level of 50, at 4 credits a day." in page.text
    assert [one.text for one in page.one("#legend").all("li")] == [
        "Emergency care 3",
        "Home care 1",
    ]
    first = page.one("#lines").all("tr")[1]
    assert "SMS to 1 candidate" in first.text
    assert first.all("td")[-1].text == "Balance96"
    assert "4 credits in 30 days. Emergency care used the most: 3." in page.text


def test_what_is_on_its_way_is_reserved(as_cleo: Client, cast: Cast, alma: Person):
    make.credits(cast.group, 100)
    case = make.case(alma)
    make.batch(case, alma, make.candidates(case, 2))

    page = as_cleo.get("credits.index", organisation_id=cast.group.id)

    assert "2 more are reserved for SMS on their way." in page.text


@pytest.mark.parametrize("days", [90, 365])
def test_the_period_is_chosen(as_cleo: Client, cast: Cast, alma: Person, days: int):
    make.credits(cast.group, 100)
    used(make.case(alma), alma, 2)

    page = as_cleo.get("credits.index", organisation_id=cast.group.id, days=days)

    assert page.one("#balance-title").text == f"Balance, last {days} days"
    assert (page.one("#use-title").text == "Used per week") == (days == 365)


@pytest.mark.parametrize("asked", [{"days": "31"}, {"days": "x"}, {"show": "x"}, {"before": "x"}])
def test_an_address_that_means_nothing_shows_the_usual(
    as_cleo: Client, cast: Cast, asked: dict[str, str]
):
    page = as_cleo.get("credits.index", organisation_id=cast.group.id, **asked)

    assert page.one("#balance-title").text == "Balance, last 30 days"


def test_the_ledger_is_narrowed_and_turned(as_cleo: Client, cast: Cast, alma: Person):
    for number in range(ledger.PAGE_SIZE + 2):
        credits.top_up(cast.group.id, 1, f"order {number}.", cast.cleo.id)
    used(make.case(alma), alma, 1)

    refills = as_cleo.get("credits.index", organisation_id=cast.group.id, show="refills")
    older = as_cleo.open(refills.one("a.link", "Older")["href"])
    newer = as_cleo.open(older.one("a.link", "Newer")["href"])

    assert len(refills.all("td.at")) == len(newer.all("td.at")) == ledger.PAGE_SIZE
    assert [row.all("td")[-1].text for row in older.one("#lines").all("tr")[1:]] == [
        "Balance2",
        "Balance1",
    ]
    assert "order 0." in older.text


def test_the_file_is_safe_for_spreadsheets_and_its_taking_is_logged(as_cleo: Client, cast: Cast):
    credits.top_up(cast.group.id, 7, "=HYPERLINK(1)", cast.cleo.id)

    answer = as_cleo.get("credits.export", parent_id=cast.group.id, show="refills")

    rows = list(csv.reader(io.StringIO(answer.body.lstrip("\ufeff"))))
    assert rows[1][1:] == ["Refill", "", "'=HYPERLINK(1)", "Cleo Administrator", "7", "7"]
    assert log.entries(cast.group)[0].did == "ledger_exported"


def test_an_organisation_below_sees_its_own_use_and_whose_credits_they_are(
    as_cleo: Client, cast: Cast, alma: Person
):
    make.credits(cast.group, 100)
    used(make.case(alma), alma, 3)
    used(make.case(alma, cast.home, title="Carer"), alma, 1)

    page = as_cleo.get("credits.index", organisation_id=cast.home.id)

    assert "The credits belong to Northern group." in page.text
    assert [one.text for one in page.one("#legend").all("li")] == ["Home care 1"]
    assert "Nurse" not in page.text


def test_what_could_have_been_saved_is_shown_with_its_template(
    as_cleo: Client, cast: Cast, alma: Person
):
    make.credits(cast.group, 100)
    template = make.template(cast.group, "Pasted")
    text = "It’s on Monday. " + "x" * 70
    used(make.case(alma), alma, 2, text=text, template_id=template.id)

    shown = as_cleo.get("credits.index", organisation_id=cast.group.id).one("#saving")

    assert "2 credits went to characters that one press replaces." in shown.text
    assert "Most come from the template Pasted." in shown.text
