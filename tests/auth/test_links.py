"""The pages behind the links of e-mails: what they say, and that only POST acts."""

import re
from datetime import timedelta

import pytest

from tests.cast import PASSWORD, Cast
from tests.client import BASE_URL, Answer, Client
from webapp.domain import organisations, password_resets, user_invitations
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import AccessGroup, Mail, User, UserLink

EMAIL = "ivo@example.org"
NEW = "another horse in a field"


@pytest.fixture
def ivo(cast: Cast) -> User:
    """Somebody who is invited to Alma's organisation."""
    group = AccessGroup.get(
        AccessGroup.organisation == cast.group.id, AccessGroup.name == organisations.RECRUITER
    )
    return user_invitations.invite(cast.care, group, cast.cleo, BASE_URL, email=EMAIL, name="Ivo")


def path() -> str:
    """Where the latest e-mail leads."""
    mail = Mail.select().order_by(Mail.id.desc()).get()
    found = re.search(rf"^{BASE_URL}(/\S+)$", mail.text, re.MULTILINE)
    assert found
    return found[1]


def forget(client: Client, email: str) -> Answer:
    return client.submit(client.get("links.forgotten").one("form"), email=email)


def reset_path(client: Client, person: Person) -> str:
    forget(client, person.email)
    password_resets.answer(BASE_URL)
    return path()


def test_an_invited_user_chooses_a_password_and_is_in(anybody: Client, ivo: User):
    page = anybody.open(path())
    inside = anybody.submit(page.one("form"), name="Ivo Newcomer", password=PASSWORD)

    assert "Choose a password for ivo@example.org" in page.text
    assert page.one("input#name")["value"] == "Ivo"
    assert (inside.status, inside.location) == (303, "/")
    assert anybody.get("cases.index").has("a.me", "Ivo Newcomer")


def test_looking_at_a_link_does_not_use_it_up(anybody: Client, ivo: User):
    for _ in range(3):
        assert anybody.open(path()).status == 200

    assert UserLink.get().used_at is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("password", "too short", "Use at least 12 characters."),
        ("password", "", "Write a new password."),
        ("name", " ", "Write your name."),
    ],
)
def test_what_will_not_do_is_said_beside_it_and_the_rest_is_kept(
    anybody: Client, ivo: User, field: str, typed: str, words: str
):
    form = anybody.open(path()).one("form")
    usual = {"name": "Ivo Newcomer", "password": PASSWORD, "time_zone": "Europe/Oslo"}

    page = anybody.submit(form, **usual | {field: typed})

    assert page.status == 422
    [wrong] = page.all("input[aria-invalid=true]")
    assert wrong["id"] == field
    assert words in page.one(f"#{wrong['aria-describedby']}").text
    assert page.one("option[selected]")["value"] == "Europe/Oslo"
    assert not page.one("input#password").get("value")


def test_a_used_invitation_leads_to_signing_in(anybody: Client, ivo: User):
    anybody.submit(anybody.open(path()).one("form"), password=PASSWORD)

    page = Client(anybody.app).open(path())

    assert page.status == 404
    assert page.one("h1").text == "You have accepted this invitation"
    assert page.one("a.button")["href"] == "/sign-in"


def test_an_old_invitation_says_whom_to_ask(anybody: Client, ivo: User):
    UserLink.update(expires_at=clock.now() - timedelta(days=1)).execute()

    page = anybody.open(path())

    assert page.one("h1").text == "This invitation is too old"
    assert "Ask Cleo Administrator (cleo@example.org)" in page.text


def test_a_withdrawn_invitation_says_so_also_to_a_form_that_was_open(
    anybody: Client, ivo: User, cast: Cast
):
    form = anybody.open(path()).one("form")
    user_invitations.withdraw(ivo, cast.cleo.id)

    for page in (anybody.submit(form, password=PASSWORD), anybody.open(path())):
        assert page.status == 404
        assert page.one("h1").text == "This invitation was withdrawn"


@pytest.mark.parametrize("where", ["/welcome/", "/new-password/"])
def test_half_a_link_says_that_it_may_have_been_cut_off(anybody: Client, ivo: User, where: str):
    page = anybody.open(where + path()[-10:])

    assert page.status == 404
    assert "it may have been cut off" in page.text


def test_one_kind_of_link_opens_no_other(anybody: Client, ivo: User):
    assert anybody.open(path().replace("welcome", "new-password")).status == 404


def test_a_forgotten_password_is_answered_alike_for_everybody(anybody: Client, cast: Cast):
    answers = [forget(anybody, email) for email in (cast.alma.email, "nobody@example.org")]

    assert {one.location for one in answers} == {"/forgotten-password?sent=1"}
    assert "If somebody uses Hej with this address" in anybody.open(answers[0].location).text


def test_a_forgotten_password_wants_an_address(anybody: Client, cast: Cast):
    page = forget(anybody, "")

    assert page.status == 422
    assert "Write your e-mail address." in page.text


def test_a_new_password_signs_out_other_browsers_and_then_signs_in(
    anybody: Client, as_alma: Client, alma: Person
):
    page = anybody.open(reset_path(anybody, alma))
    answer = anybody.submit(page.one("form"), password=NEW)

    assert "Your new password counts from now on." in anybody.open(answer.location).text
    assert as_alma.get("cases.index").status == 302
    assert anybody.sign_in(alma.email).status == 422
    assert anybody.sign_in(alma.email, NEW).status == 303


def test_a_used_link_sets_no_second_password(anybody: Client, alma: Person):
    link = reset_path(anybody, alma)
    form = anybody.open(link).one("form")
    anybody.submit(form, password=NEW)

    page = anybody.submit(form, password=PASSWORD)

    assert page.status == 404
    assert page.one("h1").text == "This link was used already"
    assert anybody.sign_in(alma.email, NEW).status == 303


def test_a_weak_new_password_is_refused_and_the_link_still_works(anybody: Client, alma: Person):
    form = anybody.open(reset_path(anybody, alma)).one("form")

    refused = anybody.submit(form, password="password1234")
    answer = anybody.submit(form, password=NEW)

    assert refused.status == 422
    assert "Others would try this one early." in refused.text
    assert answer.status == 303
