"""Reading a conversation: what stands in it, and for whom."""

from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.conversation.pages import lines, opened
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import applications, cases, notes, replies
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application

PERHAPS = "Please stop texting me <b>so</b> late"


def test_everything_is_read_in_one_order(
    as_alma: Client, case: CaseFacts, alma: Person, ines: Application
):
    make.replied(ines.id, "Yes, <i>gladly</i>!")
    applications.move_to_stage(case.id, [ines.id], "interview", alma.id)
    notes.write(ines.id, alma.id, "Prefers mornings")

    page = opened(as_alma, ines)

    assert lines(page) == ["applied", "message", "new", "reply", "stage", "note"]
    assert page.one("li.sent").one("p.words").text == "Sent: Hi Ines, can you come on Monday?"
    assert page.one("li.sent").one("p.fate").text.startswith("Waits to be sent")
    assert page.one("li.sent").one("p.fate").text.endswith("1 SMS Alma")
    assert page.one("li.came").one("p.words").text == "Ines wrote: Yes, <i>gladly</i>!"
    assert page.one("li.event", "moved").one("p").text == "Alma moved the candidate to Interview"
    assert page.one("span.stage").text == "Interview"
    assert page.one("#new-count").text == "1 new"


def test_the_list_leads_to_it(as_alma: Client, case: CaseFacts, ines: Application):
    make.replied(ines.id, "Yes")

    listed = as_alma.get("cases.show", case_id=case.id)

    path = f"/cases/{case.id}/applications/{ines.id}/conversation"
    assert listed.one("a.name")["href"] == path
    assert listed.one("a", "Open the conversation")["href"] == path


def test_who_may_not_read_what_candidates_wrote_gets_the_application_alone(
    app: Flask, cast: Cast, case: CaseFacts, ines: Application
):
    make.replied(ines.id, "Yes, gladly!")
    browser = signed_in(app, worlds.viewer(cast))
    listed = browser.get("cases.show", case_id=case.id)

    page = browser.open(listed.one("a.name")["href"])

    assert [one.text for one in page.one("nav.tabs").all("a")] == ["Application"]
    assert "gladly" not in page.body
    assert opened(browser, ines).status == 403


def test_an_application_of_another_case_is_not_here(
    as_alma: Client, alma: Person, ines: Application
):
    another = make.case(alma)

    page = as_alma.get("conversation.show", case_id=another.id, application_id=ines.id)

    assert page.status == 404


def test_a_stopped_number_is_told_instead_of_a_composer(
    as_alma: Client, alma: Person, ines: Application
):
    make.replied(ines.id, PERHAPS)
    doubted = opened(as_alma, ines)
    replies.decide(ines.id, stopped=True, by_id=alma.id)

    stopped = opened(as_alma, ines)

    assert [one.text for one in doubted.one("li.came").all("button")] == [
        "No answer needed",
        "They stopped SMS",
        "They did not",
    ]
    assert "may mean that they want no more SMS" in doubted.one("#composer").text
    assert stopped.one("#composer").text.startswith("Ines has stopped SMS")
    assert stopped.one("#reach").one("span.flag").text == "SMS stopped"
    assert lines(stopped)[-2:] == ["decision", "stop"]


def test_a_closed_case_is_read_and_not_written_in(
    as_alma: Client, case: CaseFacts, ines: Application
):
    cases.close(case.id)

    page = opened(as_alma, ines)

    assert "The case is closed" in page.one("#composer").text
    assert page.has("li.sent")


def test_an_unconfirmed_sms_is_decided_where_it_is_read(
    as_alma: Client, as_bo: Client, alma: Person
):
    world = worlds.build(alma)
    ines = Application.get_by_id(world.application_ids[0])
    button = opened(as_alma, ines).one("button", "Count it as not sent")

    as_alma.open(button["formaction"], "POST", {})

    assert make.state(world.unconfirmed) == "not_sent"
    assert not opened(as_bo, ines).has("button", "Count it as not sent")
