"""Sending later: chosen in the window, and what the window says of it."""

from datetime import datetime, timedelta

import pytest

from tests import make
from tests.client import Client
from tests.contact import pages
from webapp.contact import when
from webapp.domain import credits, dispatch
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan
from webapp.domain.credits import Balance
from webapp.domain.people import Person
from webapp.domain.timing import When
from webapp.lib import clock, zones
from webapp.models import Batch, Message, Organisation

STOCKHOLM = "Europe/Stockholm"


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case with 100 credits; its clocks are in Stockholm."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


def in_days(days: int, time: str) -> str:
    """A time of day some days from now, as a form has it."""
    there = zones.to_wall(clock.now(), STOCKHOLM) + timedelta(days=days)
    return f"{there:%Y-%m-%d}T{time}"


def moment(wall: str, zone: str = STOCKHOLM) -> datetime:
    """What the clocks of a zone call so."""
    return zones.to_utc(datetime.fromisoformat(wall), zone)


def test_it_leaves_at_the_time_that_was_chosen_and_not_before(as_alma: Client, case: CaseFacts):
    at = in_days(3, "09:30")
    form = pages.form(pages.opened(as_alma, case, make.candidates(case, 2), "Hi"))

    answer = as_alma.submit(form, when="later", at=at, clocks="here")

    assert answer.status == 303
    assert {one.send_after for one in Message.select()} == {moment(at)}
    assert credits.balance(case.root_id) == Balance(98, 2, 0)
    assert dispatch.claim("one", 9, 1000, now=moment(at) - timedelta(seconds=1)) == []
    assert len(dispatch.claim("one", 9, 1000, now=moment(at))) == 2


def test_by_each_candidates_clock_it_leaves_at_two_moments(as_alma: Client, case: CaseFacts):
    make.price(case, "FI", 2)
    ids = [*make.candidates(case, 1), make.application(case, "+358 40 512 3456", "Aino").id]
    at = in_days(3, "09:30")

    form = pages.form(pages.opened(as_alma, case, ids, "Hi"))
    as_alma.submit(form, when="later", at=at, clocks="own")

    assert [one.send_after for one in Message.select().order_by(Message.id)] == [
        moment(at),
        moment(at, "Europe/Helsinki"),
    ]


def test_what_is_not_sent_by_the_last_time_costs_nothing(as_alma: Client, case: CaseFacts):
    form = pages.form(pages.opened(as_alma, case, make.candidates(case, 1), "Hi"))
    until = in_days(3, "10:00")

    as_alma.submit(form, when="later", at=in_days(3, "09:30"), until=until)
    dispatch.expire(moment(until))

    assert [one.state for one in Message.select()] == ["expired"]
    assert credits.balance(case.root_id) == Balance(100, 0, 0)


def test_the_window_says_what_it_does_and_who_waits_for_the_morning(
    as_alma: Client, case: CaseFacts
):
    make.quiet_hours(case, 20, 8)
    page = pages.opened(as_alma, case, make.candidates(case, 2), "Hi")

    live = pages.typed(as_alma, page, "Hi", when="later", at=in_days(3, "22:00"), clocks="here")

    assert "2 of 2 get it at 08:00: it is night there." in live.one("#live").text
    assert live.one("button#send").text == "Schedule for 2"
    assert live.one("p#leaves").text.endswith("08:00")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at": ""}, "Choose the day and the time to send."),
        ({"at": "no time at all"}, "Choose the day and the time to send."),
        ({"at": "2020-01-01T09:00"}, "This time has passed. Choose a later one, or Send now."),
        ({"at": in_days(200, "09:00")}, "Choose a time within 90 days from now."),
        (
            {"at": in_days(3, "09:00"), "until": in_days(2, "09:00")},
            "The last time is before the time to send. Choose a later one, or none.",
        ),
    ],
)
def test_a_time_that_cannot_be_is_said_and_nothing_is_sent(
    as_alma: Client, case: CaseFacts, changes: dict[str, str], words: str
):
    page = pages.opened(as_alma, case, make.candidates(case, 1), "Hi")

    live = pages.typed(as_alma, page, "Hi", when="later", **changes)
    answer = as_alma.submit(pages.form(page), when="later", **changes)

    assert words in live.one("#problems").text
    assert answer.status == 422
    assert answer.one("textarea").raw_text == "Hi"
    assert not Batch.select().exists()


def test_who_must_have_it_before_the_morning_is_skipped_with_the_reason(
    as_alma: Client, case: CaseFacts
):
    make.quiet_hours(case, 20, 8)
    page = pages.opened(as_alma, case, make.candidates(case, 1), "Hi")

    times = {"at": in_days(3, "22:00"), "until": in_days(3, "23:00")}
    live = pages.typed(as_alma, page, "Hi", when="later", **times)

    assert pages.skipped(live) == {
        "Candidate 0 Candidate": "Quiet hours there last until 08:00, after the last time"
    }


def test_quiet_hours_may_be_passed_where_the_organisation_leaves_it_to_its_people(
    as_alma: Client, case: CaseFacts
):
    make.quiet_hours(case, 20, 8)
    ids = make.candidates(case, 1)
    strict = pages.opened(as_alma, case, ids, "Hi")
    Organisation.update(quiet_may_pass=True).execute()
    at = in_days(3, "22:00")

    lenient = pages.opened(as_alma, case, ids, "Hi")
    as_alma.submit(pages.form(lenient), when="later", at=at, passes_quiet="1")

    assert not strict.has("input[name=passes_quiet]")
    assert [one.send_after for one in Message.select()] == [moment(at)]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2027-03-28T02:30", ["The clocks skip 02:30 that day: it leaves an hour later."]),
        ("2027-10-31T02:30", ["The clocks show 02:30 twice that day: it leaves at the first."]),
        ("2027-10-31T03:00", []),
    ],
)
def test_what_is_odd_about_a_time_is_said(at: str, words: list[str]):
    nobody = Plan([], [], 0, [], 0)

    found = when.odd(When(at=datetime.fromisoformat(at), zone=STOCKHOLM), nobody)

    assert [str(one) for one in found] == words
