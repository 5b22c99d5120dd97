"""Requests that another site would have somebody's browser send."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from tests.web.requests import ask
from tests.web.test_rights import ROWS
from tests.web.worlds import World
from webapp.models import Application

_SIGNED_BY_THE_CARRIER = ("webhooks.status", "webhooks.inbound")
# Their address is the proof: nobody else can know it.
_BY_THEIR_ADDRESS = (
    "stop.stop",
    "stop.start",
    "booking.book",
    "booking.cancel",
    "booking.propose",
    "booking.speak",
    "booking.opened",
)


@pytest.fixture
def world(cast: Cast) -> World:
    return worlds.build(cast.alma)


@pytest.mark.parametrize("token", ["", "made up", "of another browser"])
def test_no_form_is_taken_without_the_token_of_this_session(
    app: Flask, as_alma: Client, anybody: Client, world: World, token: str
):
    anybody.get("auth.sign_in")
    token = anybody.token if token == "of another browser" else token
    before = worlds.dump()

    answers = [
        _forge(browser, view, world, token)
        for browser in (as_alma, as_alma.hx)
        for view in _taking_posts(app)
    ]

    assert len(answers) > 30
    assert set(answers) == {400}
    assert worlds.dump() == before
    assert as_alma.get("cases.index").status == 200


def test_a_refused_form_says_what_to_do(as_alma: Client):
    as_alma.token = ""

    answer = as_alma.post("auth.end_session")

    assert answer.one("h1").text == "This page is out of date"
    assert "reload the page" in answer.one("main").text


def test_a_token_from_before_signing_in_is_of_no_use_afterwards(anybody: Client, cast: Cast):
    anybody.get("auth.sign_in")
    before = anybody.token
    anybody.sign_in(cast.alma.email)

    anybody.token = before
    answer = anybody.post("auth.end_session")

    assert answer.status == 400


def test_a_token_ends_with_its_session(as_alma: Client, cast: Cast):
    before = as_alma.token
    as_alma.post("auth.end_session")
    as_alma.sign_in(cast.alma.email)

    as_alma.token = before

    assert as_alma.post("auth.end_session").status == 400


def test_a_token_never_stands_in_an_address(as_alma: Client, world: World):
    page = as_alma.get("cases.show", case_id=world.case.id)

    for form in page.all("form[method=get]"):
        assert not form.all("[name=csrf_token]", "") or form.get("id") == "selection"
    for node in page.walk():
        for name in ("href", "action", "formaction", "hx-get", "hx-post"):
            assert as_alma.token not in node.get(name)


def test_looking_at_every_page_changes_nothing(app: Flask, as_alma: Client, world: World):
    before = worlds.dump()
    views = [rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods]

    for client in (as_alma, as_alma.hx):
        for view in views:
            assert str(ask(client, view, world).status) in (ROWS[view][0], "200", "204", "302")
            head = client.open(client.url(view, **_values(app, view, world)), "HEAD")
            assert head.body == ""

    assert worlds.dump() == before


def test_no_page_can_be_posted_by_another_method(as_alma: Client, world: World):
    before = Application.select().count()
    for method in ("PUT", "PATCH", "DELETE"):
        answer = as_alma.open(
            f"/cases/{world.case.id}", method, headers={"X-CSRFToken": as_alma.token}
        )
        assert answer.status == 405

    assert Application.select().count() == before


def test_no_other_site_may_read_an_answer(as_alma: Client):
    answer = as_alma.open("/cases", headers={"Origin": "https://evil.example"})

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


def _taking_posts(app: Flask) -> list[str]:
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and rule.endpoint not in (*_SIGNED_BY_THE_CARRIER, *_BY_THEIR_ADDRESS)
    ]


def _forge(client: Client, view: str, world: World, token: str) -> int:
    client.token = token
    return ask(client, view, world).status


def _values(app: Flask, view: str, world: World) -> dict[str, object]:
    rule = next(app.url_map.iter_rules(view))
    return {name: world.ids[name] for name in rule.arguments}
