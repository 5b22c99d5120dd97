"""Sessions: what a cookie is worth, and for how long."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.web_fixtures import signed_in
from webapp.domain import sign_in
from webapp.lib import clock
from webapp.models import Session, User

IDLE_MINUTES = 60


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, as_alma: Client):
    thief = _with_the_cookie_of(as_alma, app)
    before = thief.get("auth.preferences")

    as_alma.post("auth.end_session")

    assert before.status == 200
    assert thief.get("auth.preferences").location.startswith("/sign-in")
    assert Session.select().count() == 0


def test_signing_in_begins_a_session_under_another_name(app: Flask, as_alma: Client):
    """Whoever planted or knew the cookie from before has nothing in hand afterwards."""
    before = _cookie(as_alma)
    thief = _with_the_cookie_of(as_alma, app)

    page = as_alma.open(
        "/sign-in", "POST", {"email": "alma@example.org", "password": "correct horse battery"}
    )

    assert page.status == 303
    assert _cookie(as_alma) != before
    assert thief.get("cases.index").status == 302
    assert as_alma.get("cases.index").status == 200
    assert Session.select().count() == 1


def test_the_cookie_holds_neither_the_address_nor_what_the_table_holds(as_alma: Client):
    stored = Session.get().token_hash

    assert stored not in _cookie(as_alma)
    assert "alma" not in _cookie(as_alma)


def test_a_changed_cookie_is_nobodys(as_alma: Client):
    as_alma.http.set_cookie("hej", _cookie(as_alma)[:-4] + "AAAA", domain="127.0.0.1")

    assert as_alma.get("cases.index").status == 302


def test_a_session_at_rest_ends(as_alma: Client):
    _age(seen=timedelta(minutes=IDLE_MINUTES + 1))

    assert as_alma.get("cases.index").location.startswith("/sign-in")
    assert Session.select().count() == 0


def test_work_keeps_a_session_alive_and_a_poll_does_not(as_alma: Client):
    _age(seen=timedelta(minutes=IDLE_MINUTES - 1))
    as_alma.hx.get("auth.balance")
    after_poll = Session.get().seen_at
    as_alma.get("cases.index")

    assert clock.now() - after_poll > timedelta(minutes=IDLE_MINUTES - 2)
    assert clock.now() - Session.get().seen_at < timedelta(minutes=1)


def test_a_week_is_the_longest_however_busy_it_was(as_alma: Client):
    _age(created=timedelta(days=sign_in.ABSOLUTE_DAYS, minutes=1))

    assert as_alma.get("cases.index").status == 302


def test_an_inactivated_user_is_out_at_the_next_request(as_alma: Client, cast: Cast):
    User.update(inactivated_at=clock.now()).where(User.id == cast.alma.id).execute()

    assert as_alma.get("cases.index").status == 302


def test_signing_out_everywhere_ends_every_browser(app: Flask, as_alma: Client, cast: Cast):
    phone = signed_in(app, cast.alma)

    sign_in.sign_out_everywhere(cast.alma.id)

    assert as_alma.get("cases.index").status == phone.get("cases.index").status == 302


def test_htmx_without_a_session_loads_the_sign_in_page_as_a_whole(anybody: Client):
    answer = anybody.hx.get("cases.index")

    assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/sign-in")
    assert answer.body == ""


@pytest.mark.parametrize("header", ["HX-Current-URL", "Referer"])
def test_a_form_that_is_sent_too_late_leads_back_to_its_page(
    anybody: Client, cast: Cast, header: str
):
    anybody.get("auth.sign_in")
    client = anybody.hx if header.startswith("HX") else anybody
    shown = {header: "https://hej.example/cases/1?q=nurse"}

    answer = client.open("/cases/1/contact", "POST", {"text": "Hi"}, headers=shown)

    led_to = answer.headers.get("HX-Redirect") or answer.location
    assert led_to == "/sign-in?next=/cases/1?q%3Dnurse"


@pytest.mark.parametrize("shown", ["http://[", "about:blank", ""])
def test_who_does_not_say_from_where_is_led_to_the_first_page(anybody: Client, shown: str):
    anybody.get("auth.sign_in")

    answer = anybody.hx.open("/cases/1/contact", "POST", {}, headers={"HX-Current-URL": shown})

    assert answer.status == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example"])
def test_an_address_of_ours_that_is_anothers_without_its_host_leads_to_nobody_else(
    as_alma: Client, path: str
):
    shown = {"HX-Current-URL": f"https://hej.example{path}"}
    as_alma.token = ""

    answer = as_alma.hx.open("/sign-out", "POST", {}, headers=shown)

    assert answer.headers["HX-Redirect"].lstrip("/") == path.lstrip("/\\")
    assert not answer.headers["HX-Redirect"].startswith(("//", "/\\"))


@pytest.mark.parametrize("path", ["/cases?q=nurse&show=mine", "/cases/1/contact?ids=1&ids=2"])
def test_signing_in_leads_back_to_where_one_was_going(anybody: Client, cast: Cast, path: str):
    door = anybody.open(path)

    form = anybody.open(door.location).one("form")
    answer = anybody.submit(form, email=cast.alma.email, password="correct horse battery")

    assert (answer.status, answer.location) == (303, path)


def _cookie(client: Client) -> str:
    cookie = client.http.get_cookie("hej", domain="127.0.0.1")
    assert cookie
    return cookie.value


def _with_the_cookie_of(client: Client, app: Flask) -> Client:
    thief = Client(app)
    thief.http.set_cookie("hej", _cookie(client), domain="127.0.0.1")
    return thief


def _age(seen: timedelta = timedelta(), created: timedelta = timedelta()) -> None:
    now = clock.now()
    Session.update(seen_at=now - seen, created_at=now - max(seen, created)).execute()
