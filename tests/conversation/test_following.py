"""Following an open conversation: what is new, what was read, and what came earlier."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.conversation.pages import lines, opened
from tests.web_fixtures import signed_in
from webapp.domain import notes
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Application, Message, Session


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
