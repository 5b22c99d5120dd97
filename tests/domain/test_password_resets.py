"""Forgotten passwords: one answer for all, a link that works once, and for an hour."""

import re
from datetime import timedelta
from functools import partial

import pytest

from tests.cast import ALMA, PASSWORD
from tests.domain.test_second_step import pending, turned_on
from tests.together import at_once
from webapp.domain import password_resets, second_step, sign_in, users
from webapp.domain.links import State
from webapp.domain.people import Person
from webapp.domain.sign_in import SignInRefused
from webapp.lib import clock
from webapp.models import Mail, PasswordRequest, User, UserLink

EMAIL = ALMA[0]
ADDRESS = "192.0.2.1"
BASE_URL = "https://hej.example.org"
NEW = "another horse in a field"


def asked(email: str = EMAIL) -> str:
    """The token of the e-mail that comes when somebody asks."""
    password_resets.ask(email, ADDRESS)
    password_resets.answer(BASE_URL)
    mail = Mail.select().order_by(Mail.id.desc()).get()
    found = re.search(rf"^{BASE_URL}/new-password/(\S+)$", mail.text, re.MULTILINE)
    assert found
    return found[1]


def test_a_link_gives_a_new_password_once_and_ends_every_session(alma: Person):
    elsewhere = sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)
    token = asked(" ALMA@example.org")

    assert password_resets.finish(token, NEW)
    assert not password_resets.finish(token, PASSWORD)

    assert sign_in.person_of(elsewhere, 60) is None
    assert password_resets.find(token).state is State.USED
    assert sign_in.sign_in(EMAIL, NEW, ADDRESS)
    with pytest.raises(SignInRefused):
        sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)


def test_asking_does_the_same_whoever_is_asked_for(alma: Person):
    password_resets.ask(EMAIL, ADDRESS)
    password_resets.ask("nobody@example.org", ADDRESS)

    assert PasswordRequest.select().count() == 2
    assert Mail.select().count() == 0
    assert password_resets.answer(BASE_URL) == 1
    assert password_resets.answer(BASE_URL) == 0
    assert [one.to for one in Mail.select()] == [EMAIL]


@pytest.mark.parametrize("change", [{"is_invited": True}, {"inactivated_at": clock.now()}])
def test_who_may_not_sign_in_gets_no_link(alma: Person, change: dict[str, object]):
    User.update(change).where(User.id == alma.id).execute()

    password_resets.ask(EMAIL, ADDRESS)

    assert password_resets.answer(BASE_URL) == 0
    assert UserLink.select().count() == 0


def test_an_hour_later_the_link_is_too_old(alma: Person):
    token = asked()

    later = clock.now() + timedelta(hours=1, seconds=1)

    assert password_resets.find(token, later).state is State.EXPIRED
    assert not password_resets.finish(token, NEW, later)


def test_a_newer_link_takes_the_place_of_the_one_before(alma: Person):
    first, second = asked(), asked()

    assert password_resets.find(first).state is State.ENDED
    assert password_resets.find(second).state is State.GOOD


def test_a_request_that_waited_too_long_is_left_alone(alma: Person):
    password_resets.ask(EMAIL, ADDRESS, clock.now() - timedelta(hours=2))

    assert password_resets.answer(BASE_URL) == 0
    assert PasswordRequest.select().count() == 0


def test_nobody_is_flooded_and_no_address_asks_for_everybody(alma: Person):
    for number in range(password_resets.PER_ADDRESS + 5):
        password_resets.ask(EMAIL, f"198.51.100.{number}")
        password_resets.ask(f"guess-{number}@example.org", ADDRESS)

    emails = [one.email for one in PasswordRequest.select()]
    assert emails.count(EMAIL) == password_resets.PER_ACCOUNT
    assert len(emails) - emails.count(EMAIL) == password_resets.PER_ADDRESS


def test_asking_too_often_does_not_lock_the_account(alma: Person):
    for _ in range(sign_in.ACCOUNT_ATTEMPTS + 1):
        password_resets.ask(EMAIL, ADDRESS)

    assert sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)


def test_a_new_password_ends_a_sign_in_that_waits_for_a_code(alma: Person):
    turned_on(alma)
    waiting = pending(alma)

    assert password_resets.finish(asked(), NEW)

    assert second_step.waiting(waiting, clock.now()) is None
    assert sign_in.has_second_step(alma.id)


def test_inactivating_somebody_ends_their_link(alma: Person, cleo: Person):
    token = asked()

    users.inactivate(User.get_by_id(alma.id), cleo.id)

    assert password_resets.find(token).state is State.ENDED
    assert not password_resets.finish(token, NEW)


def test_of_many_at_once_one_takes_the_link(alma: Person):
    token = asked()

    taken = at_once([partial(password_resets.finish, token, NEW)] * 4)

    assert sorted(taken) == [False, False, False, True]
