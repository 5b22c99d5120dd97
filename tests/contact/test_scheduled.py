"""What is scheduled: the list, another time, and taking it back, all of it or one text."""

from datetime import datetime, timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain import checks, credits, dispatch, schedule, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.people import Person
from webapp.domain.timing import When
from webapp.lib import clock, zones
from webapp.models import Batch, LogEntry, Message

STOCKHOLM = "Europe/Stockholm"


def in_days(days: int, hour: int = 9) -> datetime:
    """An hour some days from now, by the clocks in Stockholm."""
    there = zones.to_wall(clock.now(), STOCKHOLM) + timedelta(days=days)
    return there.replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case with three candidates and 10 credits."""
    made = make.case(alma)
    make.credits(made, 10)
    return made


@pytest.fixture
def batch(alma: Person, case: CaseFacts) -> Batch:
    """An SMS to all three, in three days."""
    return planned(alma, case, make.candidates(case, 3), in_days(3))


def planned(person: Person, case: CaseFacts, ids: list[int], at: datetime) -> Batch:
    """An SMS to these candidates at a time by the clocks in Stockholm."""
    when = When(at=at, zone=STOCKHOLM)
    return sending.send(case, person, ids, f"At {at}", key=sending.new_key(), when=when)


def test_the_list_says_what_leaves_when_and_to_how_many_the_next_first(
    as_alma: Client, alma: Person, case: CaseFacts, batch: Batch
):
    sooner = planned(alma, case, make.candidates(case, 1), in_days(1))

    rows = as_alma.get("scheduled.index").one("tbody").all("tr")

    assert [row.one("p").text for row in rows] == [sooner.text, batch.text]
    assert "3 candidates" in rows[1].text
    assert "3 credits" in rows[1].text


def test_what_only_waits_for_its_undo_window_is_not_in_it(
    as_alma: Client, alma: Person, case: CaseFacts
):
    sending.send(case, alma, make.candidates(case, 1), "Now", key=sending.new_key())

    assert "Nothing is scheduled." in as_alma.get("scheduled.index").text


def test_another_time_moves_all_that_waits(as_alma: Client, batch: Batch):
    page = as_alma.get("scheduled.show", batch_id=batch.id)

    later = in_days(5, 14)
    as_alma.submit(page.one("form.form"), when="later", at=later.isoformat()[:16], clocks="here")

    moment = zones.to_utc(later, STOCKHOLM)
    assert {one.send_after for one in make.messages(batch)} == {moment}
    assert dispatch.claim("one", 9, 1000, now=moment - timedelta(minutes=1)) == []
    assert len(dispatch.claim("one", 9, 1000, now=moment)) == 3


def test_a_time_that_cannot_be_changes_nothing_and_says_why(as_alma: Client, batch: Batch):
    before = [one.send_after for one in make.messages(batch)]
    page = as_alma.get("scheduled.show", batch_id=batch.id)

    answer = as_alma.submit(page.one("form.form"), when="later", at="2020-01-01T09:00")

    assert answer.status == 422
    assert "This time has passed" in answer.one("main").text
    assert [one.send_after for one in make.messages(batch)] == before


def test_taking_one_back_leaves_the_others(as_alma: Client, case: CaseFacts, batch: Batch):
    page = as_alma.get("scheduled.show", batch_id=batch.id)

    forms = page.one("ul.waiting").all("form")
    as_alma.submit(forms[1])
    as_alma.submit(forms[1])

    assert [one.state for one in make.messages(batch)] == ["queued", "cancelled", "queued"]
    assert credits.balance(case.root_id) == Balance(8, 2, 0)
    assert LogEntry.select().where(LogEntry.kind == "taken_back").count() == 1


def test_taking_all_back_returns_all_credits(as_alma: Client, case: CaseFacts, batch: Batch):
    form = as_alma.get("scheduled.index").one("form", "Cancel")

    as_alma.submit(form)
    as_alma.submit(form)

    assert {one.state for one in make.messages(batch)} == {"cancelled"}
    assert credits.balance(case.root_id) == Balance(10, 0, 0)


def test_what_the_worker_has_taken_is_not_moved(alma: Person, batch: Batch):
    due = zones.to_utc(in_days(3), STOCKHOLM)
    [taken] = dispatch.claim("one", 1, 1000, now=due)

    moved = schedule.change(batch, When(at=in_days(4), zone=STOCKHOLM), alma.id)

    assert moved == 2
    assert dispatch.stamp(taken.message_id, "one", due)
    assert len(dispatch.claim("one", 9, 1000, now=due + timedelta(days=1))) == 2


def test_what_is_taken_back_after_the_worker_took_it_does_not_leave(
    alma: Person, case: CaseFacts, batch: Batch
):
    due = zones.to_utc(in_days(3), STOCKHOLM)
    [taken] = dispatch.claim("one", 1, 1000, now=due)

    is_back = schedule.cancel_one(taken.message_id, alma.id)

    assert is_back
    assert not dispatch.stamp(taken.message_id, "one", due)
    assert credits.balance(case.root_id) == Balance(8, 2, 0)
    assert not any(rule.broken for rule in checks.check())


def test_whoever_may_not_send_sees_the_list_and_changes_nothing(as_bo: Client, batch: Batch):
    the_list = as_bo.get("scheduled.index")
    page = as_bo.get("scheduled.show", batch_id=batch.id)
    refused = as_bo.post("scheduled.cancel", batch_id=batch.id)

    assert batch.text in the_list.text
    assert not the_list.has("form", "Cancel")
    assert not page.has("form.form")
    assert refused.status == 403


def test_other_tenants_see_nothing_of_it(as_dag: Client, batch: Batch, cast: Cast):
    assert "Nothing is scheduled." in as_dag.get("scheduled.index").text


def test_the_case_and_the_conversation_say_when_it_leaves(
    as_alma: Client, case: CaseFacts, batch: Batch
):
    message = Message.get(Message.batch == batch)
    ids = {"case_id": case.id, "application_id": message.application_id}

    the_case = as_alma.get("cases.show", case_id=case.id)
    talk = as_alma.get("conversation.show", **ids)

    assert the_case.one("#strip")["data-phase"] == "scheduled"
    assert "Scheduled for" in the_case.one(f"#a{message.application_id}").text
    assert "09:00" in the_case.one("#strip-words").text
    assert "Scheduled for" in talk.one(f"#message-{message.id}").text
