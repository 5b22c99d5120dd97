"""The page of a conversation: reading it, following it, and answering in place."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.client import Answer, Client
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import applications, cases, notes, replies, sending, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application, Batch, Message, Organisation, Session

PERHAPS = "Please stop texting me <b>so</b> late"


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 20 credits."""
    made = make.case(alma)
    make.credits(made, 20)
    return made


@pytest.fixture
def ines(case: CaseFacts, alma: Person) -> Application:
    """She has been written to."""
    made = make.application(case, CANDIDATE_NUMBERS[0])
    make.departed(case, alma, [made.id], "Hi %FIRSTNAME%, can you come on Monday?")
    return made


def opened(browser: Client, application: Application, **query: object) -> Answer:
    """The page of a conversation."""
    ids = {"case_id": application.case_id, "application_id": application.id}
    return browser.get("conversation.show", **ids, **query)


def lines(page: Answer) -> list[str]:
    """What stands in the stream, without its days."""
    found = page.one("#latest").one("ol.stream").elements
    return [one.get("id").rpartition("-")[0] or one["id"] for one in found if not _is_day(one)]


def _is_day(line: object) -> bool:
    return "day" in line.get("class").split()  # type: ignore[attr-defined]


def answered(browser: Client, page: Answer, text: str, **changes: object) -> Answer:
    """The answer to a press on Reply."""
    return browser.submit(page.one("form#compose"), page.one("button#send"), text=text, **changes)


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


def test_what_was_typed_is_kept_when_they_stop_meanwhile(
    as_alma: Client, case: CaseFacts, ines: Application
):
    page = opened(as_alma, ines)
    make.replied(ines.id, "STOP")

    answer = answered(as_alma.hx, page, "One more question")

    assert answer.status == 422
    assert answer.one("#message").raw_text == "One more question"
    assert "Ines has stopped SMS" in answer.one("#problems").text


def test_a_closed_case_is_read_and_not_written_in(
    as_alma: Client, case: CaseFacts, ines: Application
):
    cases.close(case.id)

    page = opened(as_alma, ines)

    assert "The case is closed" in page.one("#composer").text
    assert page.has("li.sent")


def test_no_answer_needed_ends_the_wait(as_alma: Client, case: CaseFacts, ines: Application):
    make.replied(ines.id, "Thanks!")
    button = opened(as_alma, ines).one("button", "No answer needed")

    as_alma.open(button["formaction"], "POST", {})

    assert make.facts(case.id).needs_reply_count == 0
    assert not opened(as_alma, ines).has("button", "No answer needed")


def test_an_open_page_is_told_only_of_what_is_new(as_alma: Client, ines: Application):
    poll = opened(as_alma, ines).one("#following")["hx-get"]
    nothing = as_alma.hx.open(poll)
    make.replied(ines.id, "Yes, gladly!")

    news = as_alma.hx.open(poll)
    again = as_alma.hx.open(news.one("#following")["hx-get"])

    assert (nothing.status, nothing.body) == (204, "")
    assert news.one("#latest").one("li.came").one("p.words").text == "Ines wrote: Yes, gladly!"
    assert news.has("#reach")
    assert "conversation-changed" in news.events
    assert again.status == 204


def test_a_message_that_arrives_changes_where_it_stands(
    as_alma: Client, case: CaseFacts, ines: Application
):
    poll = opened(as_alma, ines).one("#following")["hx-get"]
    Message.update(state="delivered", state_at=clock.now()).execute()

    news = as_alma.hx.open(poll)

    assert news.one("li.sent").one("p.fate").text.startswith("Delivered ")


def test_what_was_read_is_read_once_it_is_said(as_alma: Client, ines: Application):
    make.replied(ines.id, "Yes")
    for _ in range(2):
        page = opened(as_alma, ines)
        assert page.has("li#new")

    told = as_alma.submit(page.one("form#seen"))

    assert told.status == 303
    assert not as_alma.open(told.location).has("li#new")
    make.replied(ines.id, "Or not?")
    assert lines(opened(as_alma, ines))[-2:] == ["new", "reply"]


def test_what_one_reads_is_still_new_to_another(
    app: Flask, as_alma: Client, cast: Cast, ines: Application
):
    make.replied(ines.id, "Yes")
    as_alma.submit(opened(as_alma, ines).one("form#seen"))

    assert opened(signed_in(app, cast.cleo), ines).has("li#new")


def test_a_long_conversation_comes_in_parts(as_alma: Client, alma: Person, ines: Application):
    for number in range(120):
        notes.write(ines.id, alma.id, f"Note {number}")
    page = opened(as_alma, ines)
    seen = [one.text for one in page.all("p.words")]

    link = page.one("#older").one("a", "Earlier")
    part = as_alma.hx.open(link["hx-get"])
    plain = as_alma.open(link["href"])
    last = as_alma.hx.open(part.one("#older").one("a")["hx-get"])

    older = [one.text for one in part.all("p.words")]
    oldest = [one.text for one in last.all("p.words")]
    assert [len(oldest), len(older), len(seen)] == [21, 50, 50]
    assert (oldest + older + seen)[1:] == [f"Note {number}" for number in range(120)]
    assert [one.text for one in plain.all("p.words")] == older
    assert plain.has("a", "To the newest")
    assert not last.one("#older").has("a")


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


def test_an_unconfirmed_sms_is_decided_where_it_is_read(
    as_alma: Client, as_bo: Client, alma: Person
):
    world = worlds.build(alma)
    ines = Application.get_by_id(world.application_ids[0])
    button = opened(as_alma, ines).one("button", "Count it as not sent")

    as_alma.open(button["formaction"], "POST", {})

    assert make.state(world.unconfirmed) == "not_sent"
    assert not opened(as_bo, ines).has("button", "Count it as not sent")


def test_following_and_reading_keep_no_session_alive(as_alma: Client, ines: Application):
    ids = {"case_id": ines.case_id, "application_id": ines.id}
    a_while_ago = clock.now() - timedelta(minutes=5)
    Session.update(seen_at=a_while_ago).execute()
    as_alma.hx.get("conversation.changes", **ids)
    as_alma.hx.post("conversation.see", {"until": clock.now_ms()}, **ids)
    after_polls = Session.get().seen_at

    opened(as_alma, ines)

    assert clock.to_ms(after_polls) == clock.to_ms(a_while_ago)
    assert Session.get().seen_at > after_polls


@pytest.mark.parametrize("key", ["", "x", f"{2**63}.1.1", "1.2.3.4", "-1.2.3", "5.99.1"])
def test_an_absurd_key_is_answered_calmly(as_alma: Client, ines: Application, key: str):
    ids = {"case_id": ines.case_id, "application_id": ines.id}

    answers = [
        opened(as_alma, ines, before=key),
        as_alma.hx.get("conversation.show", before=key, **ids),
        as_alma.hx.get("conversation.changes", after=key, mark=2**70, **ids),
        as_alma.hx.post("conversation.see", {"until": 2**70}, **ids),
        as_alma.post("conversation.preview", {"quick": 2**70, "text": "Hi"}, **ids),
    ]

    assert {one.status for one in answers} <= {200, 204}
