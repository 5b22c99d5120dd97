"""Signing in and out."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.cast import PASSWORD, Cast
from tests.client import Answer, Client
from webapp.domain import sign_in
from webapp.lib import clock
from webapp.models import Session, SignInAttempt, User

REFUSED = "The e-mail address or the password is not right."


def test_signing_in_opens_the_cases_and_signing_out_closes_them(anybody: Client, cast: Cast):
    inside = anybody.sign_in(cast.alma.email)
    cases = anybody.open(inside.location)
    outside = anybody.submit(cases.one("form.sign-out"))

    assert (inside.status, inside.location) == (303, "/cases")
    assert cases.has("a.me", "Alma Recruiter")
    assert (outside.status, outside.location) == (303, "/sign-in")
    assert anybody.open("/").location.startswith("/sign-in")


@pytest.mark.parametrize("email", ["ALMA@Example.org", "  alma@example.org "])
def test_an_address_is_read_whatever_its_case(anybody: Client, cast: Cast, email: str):
    assert anybody.sign_in(email).status == 303


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("", PASSWORD, "Write your e-mail address."),
        ("alma@example.org", "", "Write your password."),
    ],
)
def test_a_missing_field_is_said_beside_it(
    anybody: Client, cast: Cast, email: str, password: str, words: str
):
    page = anybody.sign_in(email, password)

    [field] = page.all("input[aria-invalid=true]")
    assert page.status == 422
    assert page.one(f"#{field['aria-describedby']}").text == words
    assert page.one("input#email")["value"] == email


def test_a_wrong_password_keeps_the_address_and_not_the_password(anybody: Client, cast: Cast):
    page = anybody.sign_in("Alma@example.org", "wrong password")

    assert page.status == 422
    assert REFUSED in page.one("main").one("p[role=alert]").text
    assert page.one("input#email")["value"] == "Alma@example.org"
    assert not page.one("input#password").get("value")
    assert "wrong password" not in page.body


def test_the_way_back_survives_a_wrong_password(anybody: Client, cast: Cast):
    page = anybody.sign_in(cast.alma.email, "wrong", next="/preferences")

    answer = anybody.submit(page.one("form"), email=cast.alma.email, password=PASSWORD)

    assert answer.location == "/preferences"


def test_whoever_is_signed_in_needs_no_form(as_alma: Client):
    assert as_alma.get("auth.sign_in").location == "/cases"
    assert as_alma.get("auth.home").location == "/cases"


def test_unknown_wrong_inactive_and_locked_are_answered_alike_and_take_the_same_work(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    User.update(inactivated_at=clock.now()).where(User.id == cast.bo.id).execute()
    _fail(Client(app), cast.cleo.email, sign_in.ACCOUNT_ATTEMPTS)
    checks = _count_password_checks(monkeypatch)

    answers: dict[str, Answer] = {}
    for email, password in {
        "nobody@example.org": PASSWORD,
        cast.alma.email: "wrong",
        cast.bo.email: PASSWORD,
        cast.cleo.email: PASSWORD,
    }.items():
        answers[email] = Client(app).sign_in(email, password)

    said = {
        (one.status, one.text.replace(email, ""), one.one("input#email")["value"] == email)
        for email, one in answers.items()
    }
    assert len(said) == 1
    assert {one.status for one in answers.values()} == {422}
    assert len(checks) == len(answers)
    assert len({len(one) for one in checks}) == 1
    assert Session.select().count() == 0


def test_an_account_rests_after_ten_wrong_passwords(app: Flask, anybody: Client, cast: Cast):
    _fail(anybody, cast.alma.email, sign_in.ACCOUNT_ATTEMPTS - 1)
    still_open = Client(app).sign_in(cast.alma.email).status
    _fail(anybody, cast.alma.email, sign_in.ACCOUNT_ATTEMPTS)
    closed = Client(app).sign_in(cast.alma.email).status
    _pass(timedelta(minutes=sign_in.WINDOW_MINUTES))
    open_again = Client(app).sign_in(cast.alma.email).status

    assert (still_open, closed, open_again) == (303, 422, 303)


def test_a_resting_account_closes_no_other(anybody: Client, cast: Cast):
    _fail(anybody, cast.alma.email, sign_in.ACCOUNT_ATTEMPTS)

    assert anybody.sign_in(cast.bo.email).status == 303


def test_one_address_cannot_try_all_accounts(app: Flask, anybody: Client, cast: Cast):
    for number in range(sign_in.ADDRESS_ATTEMPTS):
        _fail(anybody, f"guess-{number}@example.org", 1)

    from_there = anybody.sign_in(cast.alma.email).status
    from_elsewhere = Client(app)
    from_elsewhere.http.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert from_there == 422
    assert from_elsewhere.sign_in(cast.alma.email).status == 303


def test_a_forged_address_of_origin_is_not_believed(anybody: Client, cast: Cast):
    anybody.get("auth.sign_in")
    for number in range(3):
        anybody.open(
            "/sign-in",
            "POST",
            {"email": "x@example.org", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )

    keys = {one.key for one in SignInAttempt.select()}
    assert keys == {"account:x@example.org", "address:127.0.0.1"}


def _fail(client: Client, email: str, times: int) -> None:
    client.get("auth.sign_in")
    for _ in range(times):
        assert client.post("auth.begin_session", {"email": email, "password": "no"}).status == 422


def _count_password_checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that are checked from now on, by the real checker."""
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return checked


def _pass(time: timedelta) -> None:
    """Let the past be so much longer ago."""
    for attempt in SignInAttempt.select():
        SignInAttempt.update(at=attempt.at - time).where(SignInAttempt.id == attempt.id).execute()
