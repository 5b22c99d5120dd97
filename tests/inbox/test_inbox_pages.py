"""The pages of the inbox: what they show, and that each act works as a form and by htmx."""

import pytest
from flask import Flask

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.client import Answer, Client
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application, InboundText, OptOut

PERHAPS = "Please stop texting me <b>so</b> late"
NUMBER, STRANGER = CANDIDATE_NUMBERS[:2]


@pytest.fixture
def ines(ines: Application) -> Application:
    """She has been written to and has answered."""
    make.replied(ines.id, "Yes, gladly!")
    return ines


@pytest.fixture
def unknown(cast: Cast) -> InboundText:
    """A text in the tray of the parent organisation."""
    now = clock.now()
    return InboundText.create(
        carrier_id="unknown",
        from_number=STRANGER,
        to="+46701740699",
        text="Who is <b>this</b>?",
        tray=cast.group.id,
        at=now,
        received_at=now,
        joined_at=now,
    )


def names(page: Answer) -> list[str]:
    """Who is listed."""
    return [one.text for one in page.all("a.name")]


def act(browser: Client, page: Answer, button: str) -> Answer:
    """Press a button of a row."""
    form = page.one("form#decisions")
    [pressed] = [one for one in page.all("button") if one.get("formaction").endswith(f"/{button}")]
    return browser.submit(form, pressed)


def test_what_waits_is_shown_with_its_words_and_counted_on_every_page(
    as_alma: Client, ines: Application
):
    page = as_alma.get("inbox.index")
    elsewhere = as_alma.get("cases.index")

    assert names(page) == ["Ines Candidate"]
    assert page.one("blockquote").text == "Yes, gladly!"
    assert page.one("a#show-mine").text == "Mine 1"
    assert not page.has("a#show-unknown")
    assert elsewhere.one("b#waiting").text == "1 conversation waits for you"


@pytest.mark.parametrize("noun", ["completion", "opt-out-dismissal", "opt-out"])
def test_acts_lead_back_to_the_list_that_was_open(
    as_alma: Client, case: CaseFacts, ines: Application, noun: str
):
    make.replied(ines.id, PERHAPS)
    page = as_alma.get("inbox.index", show="organisation")

    answer = act(as_alma, page, noun)

    assert (answer.status, answer.location) == (303, "/inbox?show=organisation")
    assert OptOut.select().count() == (noun == "opt-out")


def test_an_answer_in_the_conversation_takes_it_out_and_its_undo_brings_it_back(
    as_alma: Client, ines: Application
):
    page = as_alma.open(as_alma.get("inbox.index").one("a.name")["href"])
    read = len(names(as_alma.get("inbox.index")))

    sent = as_alma.hx.submit(page.one("form#compose"), page.one("button#send"), text="At ten")
    answered = len(names(as_alma.get("inbox.index")))
    [taking_back] = [one for one in sent.one("#strip").all("form") if one.has("button#undo")]
    as_alma.hx.submit(taking_back, taking_back.one("button#undo"))

    assert (read, answered, len(names(as_alma.get("inbox.index")))) == (1, 0, 1)


def test_what_was_done_is_told_once_and_undone(as_alma: Client, ines: Application):
    act(as_alma, as_alma.get("inbox.index"), "completion")
    page = as_alma.get("inbox.index")

    undone = as_alma.submit(page.one("form#told"))

    assert names(page) == []
    assert page.one("form#told").text == "Ines Candidate is done. Undo Z"
    assert undone.status == 303
    assert names(as_alma.get("inbox.index")) == ["Ines Candidate"]
    assert not as_alma.get("inbox.index").has("form#told")


def test_by_htmx_the_list_comes_back_as_it_is_then(as_alma: Client, ines: Application):
    as_alma.get("inbox.index")

    answer = as_alma.hx.post(
        "inbox_acts.complete", {"next": "/inbox?show=done"}, application_id=ines.id
    )

    assert answer.events == ["inbox-changed"]
    assert answer.one("section#inbox").one("form#told").get("action").endswith("/reopening")
    assert answer.one("a#show-done").get("aria-current") == "true"
    assert names(answer) == ["Ines Candidate"]


def test_it_is_assigned_in_a_dialog_and_given_back(
    as_alma: Client, as_bo: Client, cast: Cast, ines: Application
):
    as_alma.get("inbox.index")
    question = as_alma.hx.get("inbox_acts.choose_assignee", application_id=ines.id)
    chosen = {"user": cast.bo.id, "in_dialog": 1}

    answer = as_alma.hx.post("inbox_acts.assign", chosen, application_id=ines.id)

    assert [one.text for one in question.all("button")] == [
        "Me",
        "Bo Colleague",
        "Cleo Administrator",
        "Whoever is responsible for the case Alma Recruiter",
    ]
    assert answer.one("hx-partial")["hx-target"] == "#inbox"
    assert names(as_bo.get("inbox.index")) == ["Ines Candidate"]
    as_alma.submit(answer.one("form#told"))
    assert names(as_bo.get("inbox.index")) == []


def test_it_is_taken_from_the_organisations_list(as_bo: Client, cast: Cast, ines: Application):
    page = as_bo.get("inbox.index", show="organisation")
    taken = page.one(f"button#take{ines.id}")

    as_bo.submit(page.one("form#decisions"), taken)

    assert names(as_bo.get("inbox.index")) == ["Ines Candidate"]


@pytest.mark.parametrize("day", ["", "tomorrow", "1999-01-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_asked_for_again(as_alma: Client, ines: Application, day: str):
    as_alma.get("inbox.index")

    page = as_alma.post("inbox_acts.snooze", {"day": day}, application_id=ines.id)
    part = as_alma.hx.post("inbox_acts.snooze", {"day": day}, application_id=ines.id)

    assert (page.status, part.status) == (422, 422)
    assert page.has("p[role=alert]", "Choose a day")
    assert part.one("section#question").has("p[role=alert]")


def test_a_substitute_sees_for_whom_it_is(
    as_bo: Client, as_alma: Client, cast: Cast, ines: Application
):
    form = as_alma.get("absence.show").one("form.form")

    saved = as_alma.submit(form, substitute=cast.bo.id)

    page = as_bo.get("inbox.index")
    assert saved.status == 303
    assert page.one("b.pill").text == "for Alma Recruiter"
    as_alma.submit(as_alma.get("absence.show").one("form.note"))
    assert names(as_bo.get("inbox.index")) == []


def test_an_administrator_tells_it_for_somebody_who_fell_ill(
    as_bo: Client, as_cleo: Client, cast: Cast, ines: Application
):
    ids = {"organisation_id": cast.group.id, "user_id": cast.alma.id}
    form = as_cleo.get("absences.show", **ids).one("form.form")

    as_cleo.submit(form, substitute=cast.bo.id)

    assert names(as_bo.get("inbox.index")) == ["Ines Candidate"]
    as_cleo.post("absences.end", **ids)
    assert names(as_bo.get("inbox.index")) == []


def test_an_absence_that_makes_no_sense_is_said_in_words(as_alma: Client, cast: Cast):
    form = as_alma.get("absence.show").one("form.form")

    wrong = [
        as_alma.submit(form, last="2001-01-01"),
        as_alma.submit(form, first=""),
        as_alma.submit(form, substitute=cast.dag.id),
        as_alma.submit(form, first="9999-12-31", last="9999-12-31"),
    ]

    assert {one.status for one in wrong} == {422}


def test_the_tray_is_for_whoever_may_contact_in_the_parent_organisation(
    app: Flask, as_alma: Client, as_dag: Client, as_cleo: Client, cast: Cast, unknown: InboundText
):
    browsers = (as_alma, as_dag, signed_in(app, worlds.sister(cast)))

    assert as_cleo.get("inbox.index", show="unknown").one("blockquote").text == unknown.text
    for browser in browsers:
        assert STRANGER[-4:] not in browser.get("inbox.index", show="unknown").body
        assert browser.get("inbox_texts.find", unknown_id=unknown.id).status == 404


def test_whose_an_unknown_number_is_is_found_and_said(
    as_cleo: Client, as_alma: Client, ines: Application, unknown: InboundText
):
    page = as_cleo.get("inbox_texts.find", unknown_id=unknown.id, q="INES")
    [_search, form] = page.one("div#ask-attach").all("form")

    answer = as_cleo.submit(form, form.one("button.answer"))

    listed = as_alma.get("inbox.index")
    assert answer.status == 303
    assert InboundText.get_by_id(unknown.id).application_id == ines.id
    assert listed.one("blockquote").text == unknown.text


def test_nothing_is_attached_to_what_one_may_not_see(
    as_cleo: Client, dag: Person, unknown: InboundText
):
    theirs = make.application(make.case(dag), NUMBER)

    answer = as_cleo.post("inbox_texts.attach", {"application": theirs.id}, unknown_id=unknown.id)
    nothing = as_cleo.post("inbox_texts.attach", {}, unknown_id=unknown.id)

    assert (answer.status, nothing.status) == (404, 422)
    assert InboundText.get_by_id(unknown.id).application_id is None


def test_an_unknown_number_is_set_aside_with_a_reason(as_cleo: Client, unknown: InboundText):
    without = as_cleo.post("inbox_texts.dismiss", {"reason": " "}, unknown_id=unknown.id)
    as_cleo.post("inbox_texts.dismiss", {"reason": "Wrong number"}, unknown_id=unknown.id)
    page = as_cleo.get("inbox.index", show="unknown")

    as_cleo.submit(page.one("form#told"))

    assert without.status == 422
    assert names(page) == []
    assert len(names(as_cleo.get("inbox.index", show="unknown"))) == 1


def test_a_reply_is_moved_to_another_application_and_back(
    as_alma: Client, alma: Person, ines: Application
):
    other = make.application(make.case(alma, title="Midwife"), NUMBER)
    text = InboundText.get(InboundText.application == ines.id)
    page = as_alma.get("inbox.index")
    ways = [one["href"] for one in page.all("a") if one.get("href").startswith("/texts/")]
    question = as_alma.open(ways[0])

    as_alma.submit(question.one("form#ask-move"), question.one("button.answer"))

    moved = as_alma.get("inbox.index")
    assert moved.one("td.who").one("small").text == "Midwife"
    assert InboundText.get_by_id(text.id).application_id == other.id
    as_alma.submit(moved.one("form#told"))
    assert InboundText.get_by_id(text.id).application_id == ines.id


def test_the_count_answers_only_when_it_is_another(as_alma: Client, ines: Application):
    as_alma.get("inbox.index")

    assert as_alma.hx.get("inbox.count", seen=1).status == 204
    assert as_alma.hx.get("inbox.count", seen=0).one("b#waiting").text.startswith("1")


@pytest.mark.parametrize("after", ["x", "1-2", "9" * 99, "0-0-0", "-1--2--3", "²-³-¹"])
@pytest.mark.parametrize("show", ["mine", "unknown", "snoozed", "done", "nothing"])
def test_absurd_addresses_are_answered_calmly(as_cleo: Client, show: str, after: str):
    assert as_cleo.get("inbox.index", show=show, after=after, order="x", q="%").status == 200
