"""Two-step sign-in on the pages: turning it on, signing in with it, and where it is demanded."""

import time

from flask import Flask

from tests.cast import PASSWORD, Cast
from tests.client import Answer, Client
from tests.web_fixtures import signed_in
from webapp.domain import second_step, sign_in
from webapp.domain.people import Person
from webapp.lib import totp
from webapp.models import Organisation, Session, UserTotp


def key_on(page: Answer) -> str:
    """The key that the page shows, as an app would have it."""
    return page.one("p.second-step-key").one("code").text.replace(" ", "")


def code_of(secret: str, later: int = 0) -> str:
    """The code that the app shows, or a later one."""
    return totp.code_at(secret, int(time.time()) // totp.STEP_S + later)


def turn_on(browser: Client) -> tuple[str, list[str]]:
    """Set it up on the pages; the secret, and the recovery codes that were shown."""
    begun = browser.submit(browser.get("second_step.show").one("form", "Turn on"))
    page = browser.open(begun.location)
    secret = key_on(page)
    done = browser.submit(page.one("form", "Turn on"), code=code_of(secret))
    return secret, [one.text for one in done.one("ul.recovery-codes").all("code")]


def test_turned_on_a_code_is_asked_for_after_the_password(app: Flask, as_alma: Client, cast: Cast):
    secret, codes = turn_on(as_alma)
    browser = Client(app)

    asked = browser.sign_in(cast.alma.email, next="/preferences")
    shut = browser.get("cases.index")
    page = browser.open(asked.location)
    inside = browser.submit(page.one("form"), code=code_of(secret, later=1))

    assert len(codes) == second_step.RECOVERY_CODES
    assert asked.location == "/sign-in/code?next=/preferences"
    assert shut.location.startswith("/sign-in")
    assert page.one("input#code")["autocomplete"] == "one-time-code"
    assert page.one("input#code")["inputmode"] == "numeric"
    assert inside.location == "/preferences"
    assert browser.get("cases.index").status == 200


def test_the_key_is_shown_as_a_picture_and_only_until_it_is_confirmed(as_alma: Client):
    as_alma.post("second_step.begin")
    before = as_alma.get("second_step.show")
    again = as_alma.get("second_step.show")
    as_alma.submit(before.one("form", "Turn on"), code=code_of(key_on(before)))
    after = as_alma.get("second_step.show")

    assert before.has("svg.qr")
    assert key_on(before) == key_on(again)
    assert key_on(before) not in after.body.replace(" ", "")
    assert not after.has("svg.qr")


def test_a_wrong_first_code_leaves_it_off(as_alma: Client, alma: Person):
    as_alma.post("second_step.begin")

    page = as_alma.submit(as_alma.get("second_step.show").one("form", "Turn on"), code="12")

    assert page.status == 422
    assert "This code is not right" in page.one("#code-about").text
    assert not sign_in.has_second_step(alma.id)


def test_a_wrong_code_is_said_beside_the_field_and_opens_nothing(
    app: Flask, as_alma: Client, cast: Cast
):
    turn_on(as_alma)
    as_alma.post("auth.end_session")
    browser = Client(app)
    page = browser.open(browser.sign_in(cast.alma.email, next="/preferences").location)

    again = browser.submit(page.one("form"), code="12 34")

    assert again.status == 422
    assert "This code is not right" in again.one("#code-about").text
    assert not again.one("input#code").get("value")
    assert again.one("input[name=next]")["value"] == "/preferences"
    assert Session.select().count() == 0


def test_after_many_wrong_codes_the_right_one_waits_too(app: Flask, as_alma: Client, cast: Cast):
    secret, codes = turn_on(as_alma)
    browser = Client(app)
    page = browser.open(browser.sign_in(cast.alma.email).location)
    for _ in range(sign_in.ACCOUNT_ATTEMPTS):
        browser.submit(page.one("form"), code="wrong")

    assert browser.submit(page.one("form"), code=code_of(secret, later=1)).status == 422
    assert browser.submit(page.one("form"), code=codes[0]).status == 422


def test_a_recovery_code_lets_in_once(app: Flask, as_alma: Client, cast: Cast):
    _, codes = turn_on(as_alma)

    answers = []
    for _ in range(2):
        browser = Client(app)
        page = browser.open(browser.sign_in(cast.alma.email).location)
        answers.append(browser.submit(page.one("form"), code=codes[3]).status)

    assert answers == [303, 422]


def test_without_a_password_there_is_no_page_for_the_code(anybody: Client, cast: Cast):
    anybody.get("auth.sign_in")

    assert anybody.get("second_step.ask").location == "/sign-in"
    assert anybody.post("second_step.check", {"code": "123456"}).location == "/sign-in"


def test_turning_it_off_takes_the_password(as_alma: Client, alma: Person):
    turn_on(as_alma)
    form = as_alma.get("second_step.show").one("form", "Turn off")

    wrong = as_alma.submit(form, password="no")
    still_on = sign_in.has_second_step(alma.id)
    as_alma.submit(form, password=PASSWORD)

    assert "The password is not right" in wrong.one("#password-about").text
    assert (wrong.status, still_on) == (422, True)
    assert not sign_in.has_second_step(alma.id)


def test_where_it_is_demanded_an_administrator_gets_nothing_else_first(
    app: Flask, as_cleo: Client, cast: Cast
):
    form = as_cleo.get("organisations.edit", organisation_id=cast.group.id).one("form", "Save")
    as_cleo.submit(form, totp_required="y")

    browser = signed_in(app, cast.cleo)
    places = {browser.get(view).location for view in ("cases.index", "organisations.index")}
    poll = browser.hx.get("auth.balance")
    by_htmx = browser.hx.get("cases.index")
    turn_on(browser)

    assert Organisation.get_by_id(cast.group.id).totp_required
    assert places == {"/preferences/second-step"}
    assert (poll.status, poll.body) == (204, "")
    assert (by_htmx.status, by_htmx.headers["HX-Redirect"]) == (403, "/preferences/second-step")
    assert browser.get("organisations.index").status == 200


def test_where_it_is_demanded_it_cannot_be_turned_off_and_recruiters_go_on(
    app: Flask, as_cleo: Client, cast: Cast
):
    turn_on(as_cleo)
    Organisation.update(totp_required=True).where(Organisation.id == cast.group.id).execute()

    as_cleo.post("second_step.remove", {"password": PASSWORD})

    assert sign_in.has_second_step(cast.cleo.id)
    assert signed_in(app, cast.alma).get("cases.index").status == 200


def test_the_switch_stands_at_the_parent_organisation_alone(as_cleo: Client, cast: Cast):
    page = as_cleo.get("organisations.edit", organisation_id=cast.care.id)

    as_cleo.submit(page.one("form", "Save"), totp_required="y")

    assert not page.has("input#totp_required")
    assert Organisation.select().where(Organisation.totp_required).count() == 0


def test_an_administrator_turns_it_off_for_whoever_lost_the_app(
    as_alma: Client, as_cleo: Client, cast: Cast
):
    turn_on(as_alma)
    ids = {"organisation_id": cast.care.id, "user_id": cast.alma.id}
    page = as_cleo.get("access.explain", **ids)

    done = as_cleo.submit(page.one("form", "Turn off two-step sign-in"))
    after = as_cleo.open(done.location)

    assert "now signs in without a code" in after.text
    assert not after.has("form", "Turn off two-step sign-in")
    assert UserTotp.select().count() == 0
    assert as_alma.get("cases.index").location.startswith("/sign-in")


def test_nobody_turns_off_their_own_as_an_administrator(as_cleo: Client, cast: Cast):
    turn_on(as_cleo)

    assert as_cleo.post("access.remove_second_step", user_id=cast.cleo.id).status == 403
    assert sign_in.has_second_step(cast.cleo.id)
