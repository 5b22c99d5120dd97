"""Answering in place: what is sent, what is refused, and what is kept."""

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.conversation.pages import answered, opened
from tests.web_fixtures import signed_in
from webapp.domain import sending, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application, Batch, Message, Organisation


def test_an_answer_is_sent_in_place_and_can_be_taken_back(
    as_alma: Client, case: CaseFacts, ines: Application
):
    make.replied(ines.id, "When?")
    page = opened(as_alma, ines)

    sent = answered(as_alma.hx, page, "At ten, %FIRSTNAME%")

    assert sent.status == 200
    assert sent.one("#message").raw_text == ""
    assert sent.one("#strip").has("button#undo")
    assert "contact-sent" in sent.events
    assert Message.select().order_by(Message.id.desc()).get().text == "At ten, Ines"
    assert make.facts(case.id).needs_reply_count == 0
    assert not opened(as_alma, ines).has("li.new")


def test_pressed_twice_it_is_sent_once(as_alma: Client, ines: Application):
    page = opened(as_alma, ines)

    answers = [answered(as_alma.hx, page, "At ten") for _ in range(2)]

    assert [one.status for one in answers] == [200, 200]
    assert Batch.select().where(Batch.text == "At ten").count() == 1


def test_without_javascript_everything_comes_back_to_the_conversation(
    as_alma: Client, ines: Application
):
    here = f"/cases/{ines.case_id}/applications/{ines.id}/conversation"
    page = opened(as_alma, ines)
    sent = answered(as_alma, page, "At ten")
    strip = as_alma.open(sent.location).one("#strip")

    undo = strip.one("form[action]", "Undo")
    back = as_alma.open(
        undo["action"],
        "POST",
        {"csrf_token": as_alma.token},
        headers={"Referer": f"http://127.0.0.1:8000{here}"},
    )

    page = as_alma.open(back.location)
    draft = as_alma.open(page.one("a#open-draft")["href"])
    assert (sent.location, back.location) == (here, here)
    assert page.all("li.sent")[-1].one("p.fate").text.startswith("Taken back")
    assert draft.one("#message").raw_text == "At ten"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a message first."),
        ("Hi %NICK%", "%NICK% is not a parameter."),
        ("x" * 1001, "Longer than 1000 characters"),
        ("Hi %FIRSTNAME%, can you come on Monday?", "You sent this text a moment ago"),
    ],
)
def test_what_is_refused_is_said_and_kept(
    as_alma: Client, ines: Application, text: str, words: str
):
    page = opened(as_alma, ines)

    answers = [answered(browser, page, text) for browser in (as_alma, as_alma.hx)]

    for answer in answers:
        assert answer.status == 422
        assert answer.one("#message").raw_text == text
        assert words in answer.one("#composer").text
    assert Batch.select().count() == 1


def test_a_colleagues_text_a_moment_ago_is_asked_about(
    app: Flask, cast: Cast, case: CaseFacts, ines: Application
):
    cleo = signed_in(app, cast.cleo)
    page = opened(cleo, ines)
    asked = answered(cleo.hx, page, "Are you there?")

    sent = answered(cleo.hx, page, "Are you there?", again=1)

    assert asked.status == 422
    assert "Texted just now by Alma Recruiter" in asked.one("#live").text
    assert sent.status == 200


def test_typing_shows_what_is_left_and_what_it_costs(as_alma: Client, ines: Application):
    page = opened(as_alma, ines)
    before = page.one("p.small-meter").text

    live = as_alma.hx.post(
        "conversation.preview",
        {"text": "ж" * 71},
        case_id=ines.case_id,
        application_id=ines.id,
    )

    assert before == "160 left 0 credits"
    assert live.one("p.small-meter").text == "63 left in SMS 2 2 credits"
    assert live.one("#send").get("aria-disabled") == ""


@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_quick_reply_stands_behind_what_was_typed(
    as_alma: Client, case: CaseFacts, ines: Application, is_htmx: bool
):
    root = Organisation.get_by_id(case.root_id)
    templates.write(root, "Yes", "Yes, that works, %FIRSTNAME%.", purpose="quick_reply")
    page = opened(as_alma, ines)
    browser = as_alma.hx if is_htmx else as_alma

    filled = browser.submit(page.one("form#compose"), page.one("button.chip", "Yes"), text="Hello.")

    assert filled.one("#message").raw_text == "Hello. Yes, that works, %FIRSTNAME%."
    assert Batch.select().count() == 1


def test_without_the_right_the_composer_says_so(as_bo: Client, ines: Application):
    page = opened(as_bo, ines)

    assert page.one("#composer").text == (
        "You need the right Recruitment - SMS. An administrator can give it to you."
    )
    assert page.one("li.sent")


def test_what_was_typed_is_kept_when_they_stop_meanwhile(
    as_alma: Client, case: CaseFacts, ines: Application
):
    page = opened(as_alma, ines)
    make.replied(ines.id, "STOP")

    answer = answered(as_alma.hx, page, "One more question")

    assert answer.status == 422
    assert answer.one("#message").raw_text == "One more question"
    assert "Ines has stopped SMS" in answer.one("#problems").text


def test_no_answer_needed_ends_the_wait(as_alma: Client, case: CaseFacts, ines: Application):
    make.replied(ines.id, "Thanks!")
    button = opened(as_alma, ines).one("button", "No answer needed")

    as_alma.open(button["formaction"], "POST", {})

    assert make.facts(case.id).needs_reply_count == 0
    assert not opened(as_alma, ines).has("button", "No answer needed")


def test_a_draft_of_another_case_is_not_opened(
    as_alma: Client, alma: Person, case: CaseFacts, ines: Application
):
    another = make.case(alma)
    batch = make.batch(another, alma, make.candidates(another, 1), "Elsewhere")
    sending.cancel(batch)

    assert opened(as_alma, ines, batch=batch.id).status == 404


def test_whoever_answers_has_read_what_came_before(as_alma: Client, ines: Application):
    make.replied(ines.id, "When?")
    page = opened(as_alma, ines)
    answered(as_alma.hx, page, "At ten")

    news = as_alma.hx.open(page.one("#following")["hx-get"])

    assert page.has("li#new")
    assert not news.has("li#new")
    assert "hidden" in news.one("#new-count")
