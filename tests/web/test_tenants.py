"""Nobody reaches what belongs to somebody else, whatever number they put into an address."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from tests.web.requests import ask
from tests.web.test_rights import ROWS
from tests.web.worlds import World
from tests.web_fixtures import signed_in
from webapp.domain import sending
from webapp.models import Application, Batch, Message, Organisation

NO_SUCH_ID = 2**63


@pytest.fixture
def hers(cast: Cast) -> World:
    """Alma's world."""
    return worlds.build(worlds.administering(cast.alma))


@pytest.fixture
def his(cast: Cast, hers: World) -> World:
    """Dag's, of the same shape, under another parent organisation."""
    return worlds.build(cast.dag)


@pytest.fixture
def beside(cast: Cast, his: World) -> World:
    """That of a recruiter in the organisation beside Alma's."""
    return worlds.build(worlds.administering(worlds.sister(cast)))


def _with_ids(app: Flask) -> Iterator[str]:
    """The views whose address names a thing; the case in `/phone-number?case=` is one too.

    Not those that a link opens to whoever holds it.
    """
    for rule in app.url_map.iter_rules():
        if rule.arguments - {"filename", "token"} or rule.endpoint == "applications.resolve":
            yield rule.endpoint


def test_every_id_of_another_is_not_there_and_nothing_changes(
    app: Flask, hers: World, his: World, beside: World
):
    before = worlds.dump()
    views = list(_with_ids(app))

    answers = {
        (asking.person.name, owner.person.name, view): ask(browser, view, owner).status
        for asking in (hers, his, beside)
        for browser in [signed_in(app, asking.person)]
        for owner in (hers, his, beside)
        for view in views
        if owner is not asking
    }

    assert {one for one, status in answers.items() if status != 404} == set()
    assert len(answers) == 6 * len(views) > 100
    assert worlds.dump() == before


def test_the_same_requests_reach_what_is_ones_own(app: Flask, hers: World):
    browser = signed_in(app, worlds.administering(hers.person, everything=True))

    # Whoever is erased is not there any more for others.
    views = sorted(_with_ids(app), key=lambda view: view == "erasure.erase")
    statuses = {view: ask(browser, view, hers).status for view in views}

    assert {str(status) for status in statuses.values()} == {"200", "303"}
    # What only administrators may is in Cleo's column.
    expected = {
        view: row[0] if row[0] not in ("403", "404") else row[2] for view, row in ROWS.items()
    }
    assert all(str(status) == expected[view] for view, status in statuses.items())


def test_no_list_shows_what_is_anothers(
    app: Flask, hers: World, as_alma: Client, as_dag: Client, beside: World
):
    make.case(hers.person, title="Hers alone")

    for browser in (as_dag, signed_in(app, beside.person)):
        for show in ("open", "mine", "closed"):
            for words in ("hers", ""):
                assert "Hers alone" not in browser.get("cases.index", show=show, q=words).body
        form = browser.get("editing.new").body
        assert hers.case.organisation_name not in form
    assert hers.person.name not in as_dag.get("editing.new").body
    assert "Hers alone" in as_alma.get("cases.index", q="hers").body


@pytest.mark.parametrize("view", ["contact.show", "contact.preview"])
def test_selected_people_of_another_are_left_out(
    as_alma: Client, hers: World, his: World, beside: World, view: str
):
    ids = [*his.application_ids, *beside.application_ids]
    values = {"ids": ",".join(map(str, ids)), "text": "Hi %FIRSTNAME%"}

    if view == "contact.show":
        page = as_alma.get(view, case_id=hers.case.id, **values)
    else:
        page = as_alma.post(view, values, case_id=hers.case.id)

    assert page.one("h1").text == "Contact 0 candidates"
    assert "Candidate 0" not in page.body


@pytest.mark.parametrize("endpoint", ["contact.send", "cases.move_to_stage"])
def test_nothing_is_done_to_the_selected_people_of_another(
    as_alma: Client, hers: World, his: World, beside: World, endpoint: str
):
    before = worlds.dump()
    ids = [*his.application_ids, *beside.application_ids]
    body = {"key": "k", "ids": ids, "text": "Hi", "stage": "rejected"}

    as_alma.post(endpoint, body, case_id=hers.case.id)

    assert worlds.dump() == before


def test_a_template_of_another_is_neither_shown_nor_noted(as_alma: Client, hers: World, his: World):
    values = {
        "key": "1",
        "ids": hers.application_ids,
        "text": "Hello there",
        "template": his.template.id,
    }

    chosen = as_alma.post("contact.preview", values | {"chosen_template": 1}, case_id=hers.case.id)
    sent = as_alma.post("contact.send", values, case_id=hers.case.id)

    assert chosen.one("textarea").raw_text == "Hello there"
    assert sent.status == 303
    assert Batch.select().order_by(Batch.id.desc()).get().template_id is None


@pytest.mark.parametrize("key", ["", "f" * 32])
def test_the_key_of_anothers_form_finds_nothing_of_theirs(
    as_alma: Client, as_dag: Client, hers: World, his: World, key: str
):
    for browser, world in ((as_dag, his), (as_alma, hers)):
        values = {"key": key, "ids": world.application_ids, "text": "Hello to you"}
        assert browser.post("contact.send", values, case_id=world.case.id).status == 303

    sent = Batch.select().where(Batch.text == "Hello to you")
    assert {(one.case_id, one.recipients) for one in sent} == {
        (hers.case.id, 3),
        (his.case.id, 3),
    }


def test_a_case_is_not_moved_to_where_one_has_no_right(
    as_alma: Client, cast: Cast, hers: World, his: World
):
    before = worlds.dump()
    right = {"title": "Nurse", "reference": "N-9", "positions": 1, "location": ""}

    answers = [
        as_alma.post(endpoint, right | {"organisation": where, "responsible": who}, **ids)
        for endpoint, ids in (("editing.create", {}), ("editing.save", {"case_id": hers.case.id}))
        for where, who in (
            (cast.clinic.id, cast.alma.id),
            (cast.home.id, cast.alma.id),
            (cast.care.id, cast.dag.id),
        )
    ]

    assert {answer.status for answer in answers} == {422}
    assert worlds.dump() == before


def test_a_draft_is_reopened_only_in_its_own_case(as_alma: Client, hers: World):
    sending.cancel(hers.batch)
    another = make.case(hers.person)

    elsewhere = as_alma.get("contact.show", case_id=another.id, batch=hers.batch.id)
    at_home = as_alma.get("contact.show", case_id=hers.case.id, batch=hers.batch.id)

    assert elsewhere.status == 404
    assert at_home.one("textarea").raw_text == hers.batch.text


def test_ids_that_no_database_holds_are_not_there_either(app: Flask, as_alma: Client, hers: World):
    nothing = hers.case._replace(id=NO_SUCH_ID, organisation_id=NO_SUCH_ID)
    nobody = hers.person._replace(root_id=NO_SUCH_ID)
    nowhere = World(**{**vars(hers), "case": nothing, "person": nobody})
    nowhere.application_ids[:] = [NO_SUCH_ID]
    nowhere.batch.id = nowhere.unconfirmed.id = NO_SUCH_ID
    nowhere.template.id = nowhere.version.id = NO_SUCH_ID
    nowhere.group.id = nowhere.assignment.id = NO_SUCH_ID
    nowhere.assignment.user_id = nowhere.note.id = NO_SUCH_ID
    nowhere.text.id = nowhere.unknown.id = NO_SUCH_ID
    nowhere.invitation.id = nowhere.invitation.interview_id = nowhere.slot.id = NO_SUCH_ID
    before = worlds.dump()

    statuses = {view: ask(as_alma, view, nowhere).status for view in _with_ids(app)}

    assert {view: status for view, status in statuses.items() if status != 404} == {}
    assert worlds.dump() == before


@pytest.mark.parametrize(
    "values",
    [
        {"ids": NO_SUCH_ID},
        {"ids": f"1-{10**30}"},
        {"template": NO_SUCH_ID},
        {"look": NO_SUCH_ID},
        {"look": -(10**30)},
        {"shown_credits": -NO_SUCH_ID},
        {"ids": "1 2,３-４,²,-,--1"},
        {"text": "%" * 99},
    ],
)
def test_absurd_values_in_the_window_are_answered_calmly(
    as_alma: Client, hers: World, values: dict[str, object]
):
    usual = {"key": "1", "ids": hers.application_ids[0], "text": "Hello"}

    for endpoint in ("contact.preview", "contact.send"):
        answer = as_alma.post(endpoint, usual | values, case_id=hers.case.id)
        assert answer.status in (200, 303, 422)


@pytest.mark.parametrize("page", [0, -5, 99, NO_SUCH_ID])
def test_a_page_that_is_not_there_shows_the_nearest(as_alma: Client, hers: World, page: int):
    people = as_alma.get("cases.show", case_id=hers.case.id, page=page)
    cases = as_alma.get("cases.index", page=page)

    theirs = Application.select().where(Application.case == hers.case.id)
    assert len(people.one("tbody").all("input[name=ids]")) == theirs.count() == 3
    assert cases.has("a.name", hers.case.title)


def test_what_was_built_has_the_shape_that_the_swap_relies_on(hers: World, his: World):
    """What should not leak is really there to leak."""
    assert hers.person.root_id != his.person.root_id
    assert Message.get_by_id(his.unconfirmed.id).root_id == his.person.root_id
    assert Organisation.get_by_id(his.template.organisation_id).root_id == his.person.root_id
