"""As many queries for one row as for thirty, for four recipients as for a thousand."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.client import Client
from tests.web_fixtures import signed_in
from webapp import db
from webapp.domain import conversations, destinations, notes, organisations, replies
from webapp.domain.applications import Details, Mobile, columns, insert_all, recount
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application, Session


@pytest.fixture
def queries(caplog: pytest.LogCaptureFixture) -> Callable[[Callable[[], object]], int]:
    """Counts what Peewee asks the database during a call."""

    def count(call: Callable[[], object]) -> int:
        # Once a minute a request notes that somebody is at work: not in one call of two.
        Session.update(seen_at=clock.now()).execute()
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "peewee"):
            call()
        asked = [one for one in caplog.records if one.name == "peewee"]
        return len(asked)

    return count


@pytest.mark.parametrize("sort", ["name", "stage", "latest", "applied"])
def test_the_application_list(as_alma: Client, alma: Person, queries, sort: str):
    one, thirty = _case(alma, 1), _case(alma, 30)
    make.credits(one, 100)
    for case in (one, thirty):
        make.batch(case, alma, _ids(case))

    counts = {
        queries(lambda case=case: as_alma.get("cases.show", case_id=case.id, sort=sort))
        for case in (one, thirty)
    }

    assert len(counts) == 1
    assert counts.pop() <= 10


def test_the_opt_outs(as_cleo: Client, cast: Cast, queries):
    counts = set()
    for numbers in (CANDIDATE_NUMBERS[:1], CANDIDATE_NUMBERS[:30]):
        for number in numbers:
            make.stop(cast.group.id, number)
        counts.add(queries(lambda: as_cleo.get("opt_outs.index", parent_id=cast.group.id)))

    assert len(counts) == 1
    assert counts.pop() <= 9


def test_the_list_of_cases(as_alma: Client, alma: Person, queries):
    make.case(alma)
    before = queries(lambda: as_alma.get("cases.index"))
    for _ in range(24):
        make.case(alma)

    assert queries(lambda: as_alma.get("cases.index")) == before <= 6


@pytest.mark.parametrize("show", ["mine", "organisation", "snoozed", "unknown", "done"])
def test_the_inbox(as_cleo: Client, alma: Person, cleo: Person, queries, show: str):
    case = make.case(alma)
    make.credits(case, 100)
    people = make.candidates(case, 30)
    make.departed(case, alma, people)

    def wrote(application_id: int) -> None:
        make.replied(application_id, "Yes")
        if show == "mine":
            conversations.assign(case, application_id, cleo.id, cleo.id)
        elif show == "snoozed":
            conversations.snooze(application_id, clock.now() + timedelta(days=1), cleo.id)
        elif show == "done":
            replies.mark_answered(application_id)

    wrote(people[0])
    before = queries(lambda: as_cleo.get("inbox.index", show=show))
    for application_id in people[1:]:
        wrote(application_id)

    assert queries(lambda: as_cleo.get("inbox.index", show=show)) == before <= 15


@pytest.mark.parametrize(
    "view", ["organisations.index", "organisations.edit", "place.show", "deactivation.show"]
)
def test_the_organisation_tree(as_cleo: Client, cast: Cast, queries, view: str):
    ids = {} if view == "organisations.index" else {"organisation_id": cast.care.id}
    before = queries(lambda: as_cleo.get(view, **ids))
    for number in range(30):
        organisations.add_below(cast.care, f"Ward {number}")

    assert queries(lambda: as_cleo.get(view, **ids)) == before <= 9


def test_what_is_inherited_by_many(as_cleo: Client, cast: Cast, queries):
    few = _sent(as_cleo, cast, "Northern1")
    before = queries(few)
    for number in range(30):
        organisations.add_below(cast.care, f"Ward {number}")

    assert queries(_sent(as_cleo, cast, "Northern2")) == before <= 15


def test_the_sending_tab(as_cleo: Client, cast: Cast, queries):
    def ask() -> None:
        as_cleo.get("sending.edit", organisation_id=cast.group.id)

    before = queries(ask)
    for country in ("NO", "DK", "FI", "DE", "FR", "PL"):
        destinations.allow(cast.group, country, 2, cast.cleo.id)

    assert queries(ask) == before <= 9


@pytest.mark.parametrize("view", ["contact.show", "contact.preview"])
def test_the_contact_window(as_alma: Client, alma: Person, queries, view: str):
    few, many = _case(alma, 4), _case(alma, 1_000)

    def ask(case: CaseFacts) -> None:
        values = {"ids": f"{min(_ids(case))}-{max(_ids(case))}", "text": "Dear %FULLNAME%, – hi"}
        if view == "contact.show":
            page = as_alma.get(view, case_id=case.id, **values)
        else:
            page = as_alma.hx.post(view, values, case_id=case.id)
        assert page.one("button#send").text == f"Send to {len(_ids(case))}"

    four = queries(lambda: ask(few))

    # The test's own two look-ups of the ids are in both.
    assert four == queries(lambda: ask(many))
    assert four <= 15


def test_a_send_asks_no_more_for_a_thousand(as_alma: Client, alma: Person, queries):
    few, many = _case(alma, 4), _case(alma, 1_000)
    make.credits(few, 5_000)

    counts = [
        queries(
            lambda case=case: as_alma.post(
                "contact.send", {"all": 1, "text": "Hi", "key": "k"}, case_id=case.id
            )
        )
        for case in (few, many)
    ]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("view", ["cases.move_to_stage", "imports.show"])
def test_what_is_done_to_a_page_of_rows(as_alma: Client, alma: Person, queries, view: str):
    one, thirty = _case(alma, 1), _case(alma, 30)

    def ask(case: CaseFacts) -> None:
        if view == "imports.show":
            as_alma.get(view, case_id=case.id)
        else:
            as_alma.post(view, {"all": 1, "stage": "offer"}, case_id=case.id)

    assert queries(lambda: ask(one)) == queries(lambda: ask(thirty))


def test_the_templates_and_the_page_of_one(as_cleo: Client, cast: Cast, alma: Person, queries):
    one = make.template(cast.care)
    _case(alma, 30)
    before = queries(lambda: as_cleo.get("templates.index", organisation_id=cast.care.id))
    for number in range(24):
        make.template(cast.care, f"Template {number}")

    listed = queries(lambda: as_cleo.get("templates.index", organisation_id=cast.care.id))
    opened = queries(lambda: as_cleo.get("templates.edit", template_id=one.id))

    assert listed == before <= 15
    assert opened <= 15


def test_the_users_of_an_organisation(as_cleo: Client, cast: Cast, queries):
    before = queries(lambda: as_cleo.get("users.index", organisation_id=cast.group.id))
    for number in range(25):
        make.person(cast.care, f"user-{number}@example.org", f"User {number}", "", "Recruiter")

    listed = queries(lambda: as_cleo.get("users.index", organisation_id=cast.group.id))

    assert listed == before <= 15


@pytest.mark.parametrize("view", ["invitations.new", "users.show"])
def test_an_invitation_and_a_user(as_cleo: Client, cast: Cast, queries, view: str):
    where = {"organisation_id": cast.group.id}
    where |= {"user_id": cast.alma.id} if view == "users.show" else {}
    before = queries(lambda: as_cleo.get(view, **where))
    for number in range(30):
        organisations.add_below(cast.care, f"Ward {number}")

    assert queries(lambda: as_cleo.get(view, **where)) == before <= 15


def test_ones_own_sessions(app: Flask, as_alma: Client, cast: Cast, queries):
    before = queries(lambda: as_alma.get("auth.preferences"))
    for _ in range(5):
        signed_in(app, cast.alma)

    assert queries(lambda: as_alma.get("auth.preferences")) == before <= 15


@pytest.mark.parametrize("view", ["conversation.show", "conversation.changes"])
def test_a_conversation(as_alma: Client, alma: Person, queries, view: str):
    case = make.case(alma)
    make.credits(case, 100)
    short, long = make.candidates(case, 2)
    for one in (short, long):
        make.batch(case, alma, [one])
        make.replied(one, "Yes")
    for number in range(60):
        notes.write(long, alma.id, f"Note {number}")

    counts = {
        queries(lambda one=one: as_alma.get(view, case_id=case.id, application_id=one))
        for one in (short, long)
    }

    assert len(counts) == 1
    # With a sending that can be taken back, which takes two.
    assert counts.pop() <= 15


@pytest.mark.parametrize("days", [30, 365])
def test_the_credits_tab(as_cleo: Client, alma: Person, queries, days: int):
    make.credits(alma, 100)
    case = make.case(alma)

    def ask() -> None:
        as_cleo.get("credits.index", organisation_id=alma.root_id, days=days)

    before = queries(ask)
    for person in make.candidates(case, 30):
        make.batch(case, alma, [person])

    assert queries(ask) == before <= 15


def _case(person: Person, number: int) -> CaseFacts:
    """A case with so many applications, each with a number of its own, by one insert."""
    case = make.case(person)
    now = clock.now_ms()
    rows = [
        columns(
            Details(f"P{place}", "Candidate"), Mobile("x", f"+4670{case.id:02}{place:05}", "SE")
        )
        | {"case_id": case.id, "applied_at": now}
        for place in range(number)
    ]
    with db.transaction():
        insert_all(rows)
        recount([case.id])
    return make.facts(case.id)


def _sent(browser: Client, cast: Cast, sender: str) -> Callable[[], object]:
    """A press on Save in the Sending tab of the parent organisation."""
    form = browser.get("sending.edit", organisation_id=cast.group.id).one("form.form")
    return lambda: browser.submit(form, sender=sender)


def _ids(case: CaseFacts) -> list[int]:
    return [one.id for one in Application.select().where(Application.case == case.id)]
