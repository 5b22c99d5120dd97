"""Sending, taking back, and everything that may happen twice."""

import re

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.contact import pages
from tests.together import at_once
from tests.tree import Node
from tests.web import worlds
from tests.web_fixtures import signed_in
from webapp.domain import checks, credits, dispatch, replies, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.people import Person
from webapp.models import Batch, Message, User


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case with three candidates, and 100 credits."""
    made = make.case(alma)
    make.credits(made, 100)
    make.candidates(made, 3)
    return made


@pytest.fixture
def window(as_alma: Client, case: CaseFacts) -> Node:
    """The form of a window with a text for all three."""
    page = as_alma.get("contact.show", case_id=case.id, all=1, text="Hi %FIRSTNAME%")
    return pages.form(page)


def test_a_send_without_any_script_from_the_list_to_the_strip(as_alma: Client, case: CaseFacts):
    the_list = as_alma.get("cases.show", case_id=case.id)
    ids = [box["value"] for box in the_list.one("tbody").all("input[name=ids]")]

    page = as_alma.submit(the_list.one("form#selection"), ids=ids)
    counted = as_alma.submit(pages.form(page), page.one("button", "Show cost"), text="Hi there")
    sent = as_alma.submit(pages.form(counted))
    back = as_alma.open(sent.location)

    assert page.one("h1").text == "Contact 3 candidates"
    assert pages.price(counted) == 3
    assert (sent.status, sent.location) == (303, f"/cases/{case.id}")
    assert 0 < _seconds_left(back) <= 10
    assert "3 credits reserved. Nothing has left yet." in back.one("#strip-words").text
    assert back.one("#balance").one("b").text == "97"
    assert {one.text for one in Message.select()} == {"Hi there"}


def test_by_htmx_the_strip_comes_and_the_page_hears_of_it(as_alma: Client, window: Node):
    answer = as_alma.hx.submit(window)

    assert answer.status == 200
    assert answer.one("hx-partial")["hx-target"] == "#strip"
    assert answer.one("#strip")["data-phase"] == "undo"
    assert answer.events == ["contact-sent", "credits-changed", "applications-changed"]


@pytest.mark.parametrize("is_htmx", [False, True])
def test_undo_takes_all_of_it_back_and_offers_the_draft(
    as_alma: Client, case: CaseFacts, window: Node, is_htmx: bool
):
    as_alma.submit(window)
    undo = as_alma.get("cases.show", case_id=case.id).one("form", "Undo")

    answer = (as_alma.hx if is_htmx else as_alma).submit(undo)
    page = answer if is_htmx else as_alma.open(answer.location)
    draft = as_alma.open(page.one("a#open-draft")["href"])

    assert page.one("#strip")["data-phase"] == "cancelled"
    assert page.one("#strip-words").text == "Not sent. You took it back. No credits were used."
    assert credits.balance(case.root_id) == Balance(100, 0, 0)
    assert draft.one("textarea").raw_text == "Hi %FIRSTNAME%"
    assert draft.one("h1").text == "Contact 3 candidates"
    assert as_alma.submit(pages.form(draft)).status == 303
    assert credits.balance(case.root_id) == Balance(97, 3, 0)


def test_send_now_ends_the_undo_window(as_alma: Client, case: CaseFacts, window: Node):
    as_alma.submit(window)
    page = as_alma.get("cases.show", case_id=case.id)

    as_alma.submit(page.one("form", "Send now"))
    moving = as_alma.get("cases.show", case_id=case.id)

    assert moving.one("#strip")["data-phase"] == "moving"
    assert not moving.has("button#undo")
    assert len(dispatch.claim("worker-1", 10, 1000)) == 3


def test_undoing_too_late_takes_back_what_has_not_left(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)
    undo = as_alma.get("cases.show", case_id=case.id).one("form", "Undo")
    sending.depart(Batch.get())
    dispatch.claim("worker-1", 1, 1000)

    page = as_alma.hx.submit(undo)

    assert page.one("#strip")["data-phase"] == "moving"
    assert "1 on its way" in page.one("#strip-words").text
    assert page.one("svg.segments")["aria-label"] == "1 on its way, 2 cancelled"
    assert credits.balance(case.root_id) == Balance(99, 1, 0)


def test_a_double_click_a_refresh_and_back_send_once(
    as_alma: Client, case: CaseFacts, window: Node
):
    statuses = [as_alma.submit(window).status for _ in range(3)]
    again = as_alma.hx.submit(window)

    assert statuses == [303, 303, 303]
    assert again.one("#strip")["data-phase"] == "undo"
    assert [one.text for one in Batch.select()] == ["Hi %FIRSTNAME%"]
    assert credits.balance(case.root_id) == Balance(97, 3, 0)


def test_back_and_another_text_is_asked_about_and_can_then_be_sent(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)

    asked = as_alma.submit(window, text="Something else")
    sent = as_alma.submit(asked.one("form#compose"), asked.one("button#send"))

    assert asked.status == 422
    assert "was sent already" in asked.one("#message-error").text
    assert asked.one("textarea").raw_text == "Something else"
    assert sent.status == 303
    assert {one.text for one in Batch.select()} == {"Hi %FIRSTNAME%", "Something else"}


def test_back_after_undo_does_not_send_what_was_taken_back(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)
    sending.cancel(Batch.get())

    as_alma.submit(window)

    assert Batch.select().count() == 1
    assert {one.state for one in Message.select()} == {"cancelled"}


def test_two_clicks_at_the_same_moment_send_once(
    app: Flask, cast: Cast, case: CaseFacts, window: Node
):
    browsers = [signed_in(app, cast.alma) for _ in range(4)]

    answers = at_once(
        [lambda one=one: one.submit(window, csrf_token=one.token) for one in browsers]
    )

    assert [answer.status for answer in answers] == [303] * 4
    assert (Batch.select().count(), Message.select().count()) == (1, 3)
    assert all(rule.broken == 0 for rule in checks.check())


def test_another_tab_with_the_same_text_is_asked_about(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)
    tab = as_alma.get("contact.show", case_id=case.id, all=1, text="Hi %FIRSTNAME%")

    refused = as_alma.submit(pages.form(tab))
    sent = as_alma.submit(pages.form(refused), again="1")

    assert "3 people were written to a moment ago and are skipped" in tab.text
    assert set(pages.skipped(tab).values()) == {"You sent this text a moment ago"}
    assert "Nobody among the selected" in refused.one("#message-error").text
    # What they cost stands beside the box that includes them: one press is enough.
    assert "With them it costs 3 credits." in refused.text
    assert sent.status == 303
    assert Batch.select().count() == 2


def test_who_is_included_at_last_costs_no_more_than_was_said_of_them(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)
    tab = as_alma.get("contact.show", case_id=case.id, all=1, text="Hi %FIRSTNAME%")
    make.price(case, "SE", 2)

    refused = as_alma.submit(pages.form(tab), again="1")

    assert refused.status == 422
    assert "This now costs 6 credits, not 3." in refused.one("#message-error").text
    assert Batch.select().count() == 1


def test_another_text_of_ones_own_is_not_asked_about(
    as_alma: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)

    tab = as_alma.get("contact.show", case_id=case.id, all=1, text="I forgot to say")

    assert pages.skipped(tab) == {}


def test_what_a_colleague_sent_is_asked_about(
    as_alma: Client, as_cleo: Client, case: CaseFacts, window: Node
):
    as_alma.submit(window)

    page = as_cleo.get("contact.show", case_id=case.id, all=1, text="Another text")
    with_them = pages.typed(as_cleo, page, "Another text", again=1)

    assert set(pages.skipped(page).values()) == {"Texted just now by Alma Recruiter"}
    assert pages.price(with_them) == 3
    assert "checked" in with_them.one("input#again")


@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_cost_that_rose_is_asked_about_before_anything_leaves(
    as_alma: Client, case: CaseFacts, window: Node, is_htmx: bool
):
    asks = as_alma.hx if is_htmx else as_alma
    make.price(case, "SE", 2)

    refused = asks.submit(window)
    nothing_left = credits.balance(case.root_id)
    asks.submit(pages.form(refused))

    assert refused.status == 422
    assert "This now costs 6 credits, not 3." in refused.one("#message-error").text
    assert refused.one("textarea").raw_text == "Hi %FIRSTNAME%"
    assert nothing_left == Balance(100, 0, 0)
    assert credits.balance(case.root_id) == Balance(94, 6, 0)


def test_a_cost_that_fell_is_not_asked_about(as_alma: Client, case: CaseFacts, window: Node):
    assert as_alma.submit(window, shown_credits="9").status == 303


def test_the_undo_window_is_as_long_as_one_chose(
    as_alma: Client, case: CaseFacts, alma: Person, window: Node
):
    User.update(undo_seconds=100).where(User.id == alma.id).execute()
    as_alma.submit(window)

    page = as_alma.get("cases.show", case_id=case.id)

    assert 10 < _seconds_left(page) <= 100


def test_without_an_undo_window_it_leaves_at_once(
    as_alma: Client, case: CaseFacts, alma: Person, window: Node
):
    User.update(undo_seconds=0).where(User.id == alma.id).execute()

    as_alma.submit(window)

    assert as_alma.get("cases.show", case_id=case.id).one("#strip")["data-phase"] == "moving"
    assert len(dispatch.claim("worker-1", 10, 1000)) == 3


def test_closing_the_case_takes_back_what_waits(as_alma: Client, case: CaseFacts, window: Node):
    as_alma.submit(window)

    as_alma.submit(as_alma.get("editing.edit", case_id=case.id).one("form", "Close the case"))

    assert {one.state for one in Message.select()} == {"cancelled"}
    assert credits.balance(case.root_id) == Balance(100, 0, 0)


def test_an_unconfirmed_text_is_decided_by_a_person(as_alma: Client, alma: Person):
    world = _unconfirmed(alma)
    held = credits.balance(world.case.root_id).held
    page = as_alma.get("cases.show", case_id=world.case.id)

    decided = as_alma.submit(page.one("form#decisions"), page.one("button", "Count it as not sent"))
    after = as_alma.open(decided.location)

    assert "may or may not have been sent" in page.one("div.hint").text
    assert decided.status == 303
    assert after.has("div.latest", "Not sent")
    assert not after.has("button", "Count it as not sent")
    assert credits.balance(world.case.root_id).held == held - 1
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_colleague_without_sms_sees_and_decides_nothing(as_bo: Client, alma: Person):
    world = _unconfirmed(alma)

    page = as_bo.get("cases.show", case_id=world.case.id)

    assert page.has("div.latest", "Unconfirmed")
    assert not page.has("button", "Count it as not sent")
    assert page.one("button#contact-candidate")["aria-disabled"] == "true"
    assert "You need the right Recruitment - SMS" in page.one("button#contact-candidate").text


def _unconfirmed(person: Person) -> worlds.World:
    """This person's world, where the latest about its first applicant is that nobody knows whether
    an SMS left.
    """
    world = worlds.build(person)
    replies.mark_answered(world.application_ids[0])
    return world


def _seconds_left(page: Node) -> int:
    """How long the strip says that three messages still wait."""
    words = page.one("#strip-words").text
    found = re.match(r"Sending to 3 in (\d+) seconds? ", words)
    assert found, words
    return int(found[1])
