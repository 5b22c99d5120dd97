"""Where one is signed in, and changing one's password."""

import pytest
from flask import Flask

from tests.cast import PASSWORD, Cast
from tests.client import Client
from tests.web_fixtures import signed_in
from webapp.models import Session

NEW = "another horse in a field"


def browsers(client: Client) -> list[str]:
    return [one.one("b").text for one in client.get("auth.preferences").one("#browsers").all("li")]


def test_each_browser_is_listed_by_what_it_calls_itself(app: Flask, as_alma: Client, cast: Cast):
    phone = Client(app)
    phone.http.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Version/18 Safari/605.1"
    phone.sign_in(cast.alma.email)

    assert browsers(as_alma) == ["An unknown browser", "Safari on iPhone"]
    assert browsers(phone) == ["Safari on iPhone", "An unknown browser"]


def test_one_other_browser_is_signed_out(app: Flask, as_alma: Client, cast: Cast):
    second, third = signed_in(app, cast.alma), signed_in(app, cast.alma)
    section = as_alma.get("auth.preferences").one("#browsers")
    key = next(one["value"] for one in section.all("input[name=key]"))

    as_alma.post("auth.end_other_sessions", {"key": key})

    assert as_alma.get("cases.index").status == 200
    assert sorted(one.get("cases.index").status for one in (second, third)) == [200, 302]


def test_all_other_browsers_are_signed_out(app: Flask, as_alma: Client, as_bo: Client, cast: Cast):
    others = [signed_in(app, cast.alma) for _ in range(2)]

    as_alma.submit(as_alma.get("auth.preferences").one("form", "Sign out everywhere else"))

    assert [one.get("cases.index").status for one in others] == [302, 302]
    assert as_alma.get("cases.index").status == 200
    assert as_bo.get("cases.index").status == 200
    assert not as_alma.get("auth.preferences").has("button", "Sign out everywhere else")


@pytest.mark.parametrize("make_key", [lambda key: key, lambda key: key[:1], lambda key: "%" * 16])
def test_nobody_ends_a_session_of_somebody_else(
    as_alma: Client, as_bo: Client, cast: Cast, make_key
):
    his = Session.get(Session.user == cast.bo.id).token_hash[:16]

    as_alma.post("auth.end_other_sessions", {"key": make_key(his)})

    assert as_bo.get("cases.index").status == 200


def test_a_changed_password_keeps_this_browser_and_ends_the_others(
    app: Flask, as_alma: Client, cast: Cast
):
    other = signed_in(app, cast.alma)

    form = as_alma.get("password.show").one("form", "Change")
    answer = as_alma.submit(form, present=PASSWORD, password=NEW)

    assert "Your password is changed." in as_alma.open(answer.location).text
    assert other.get("cases.index").status == 302
    assert Client(app).sign_in(cast.alma.email, NEW).status == 303


@pytest.mark.parametrize(
    ("present", "password", "field", "words"),
    [
        ("", NEW, "present", "Write your current password."),
        ("not the right one", NEW, "present", "The password is not right."),
        (PASSWORD, "password1234", "password", "Others would try this one early."),
        (PASSWORD, "alma@example.org", "password", "Leave your e-mail address"),
    ],
)
def test_what_will_not_do_is_said_beside_it(
    as_alma: Client, present: str, password: str, field: str, words: str
):
    form = as_alma.get("password.show").one("form", "Change")

    page = as_alma.submit(form, present=present, password=password)

    assert page.status == 422
    assert words in page.one(f"#{field}-about").text
    assert not page.one("input#password").get("value")


def test_times_and_language_are_the_readers(as_alma: Client, cast: Cast):
    form = as_alma.get("auth.preferences").one("form", "Save")

    as_alma.submit(form, time_zone="Pacific/Auckland", language="en")
    page = as_alma.get("auth.preferences")

    assert [one["value"] for one in page.all("option[selected]")] == ["en", "Pacific/Auckland"]


def test_a_time_zone_that_is_none_is_refused(as_alma: Client):
    form = as_alma.get("auth.preferences").one("form", "Save")

    assert as_alma.submit(form, time_zone="Europe/Atlantis").status == 422
