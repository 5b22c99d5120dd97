"""Signing in and out: a session is a row, guessing is limited, and refusals are all alike."""

from datetime import datetime, timedelta

import pytest

from tests.cast import ALMA, PASSWORD
from tests.together import at_once
from webapp.domain import people, sign_in
from webapp.domain.people import Person
from webapp.domain.sign_in import SignInRefused
from webapp.lib import clock, tokens
from webapp.models import Session, SignInAttempt, User

EMAIL = ALMA[0]
ADDRESS = "192.0.2.1"
IDLE = 60


def signed_in(old_token: str = "", now: datetime | None = None) -> str:
    return sign_in.sign_in(EMAIL, PASSWORD, ADDRESS, old_token, now)


def refused(email: str, password: str, address: str = ADDRESS, **options: datetime) -> None:
    with pytest.raises(SignInRefused) as raised:
        sign_in.sign_in(email, password, address, **options)
    assert str(raised.value) == ""


def who(token: str, now: datetime | None = None, keep_alive: bool = True) -> str | None:
    person = sign_in.person_of(token, IDLE, keep_alive=keep_alive, now=now)
    return person.email if person else None


def test_the_right_password_opens_a_session(alma: Person):
    token = signed_in()

    assert who(token) == EMAIL
    assert sign_in.person_of(token, IDLE) == alma


@pytest.mark.parametrize("written", [EMAIL.upper(), f"  {EMAIL} "])
def test_an_address_is_the_same_in_capitals(alma: Person, written: str):
    assert who(sign_in.sign_in(written, PASSWORD, ADDRESS)) == EMAIL


def test_the_table_keeps_only_what_opens_nothing(alma: Person):
    token = signed_in()

    [session] = Session.select()
    assert session.token_hash == tokens.stored_form(token) != token
    assert who(session.token_hash) is None
    assert PASSWORD not in User.get_by_id(alma.id).password_hash
    assert User.get_by_id(alma.id).password_hash.startswith("$argon2id$")


def test_signing_in_again_ends_the_old_session_of_this_browser(alma: Person):
    first = signed_in()

    second = signed_in(old_token=first)

    assert (who(first), who(second)) == (None, EMAIL)
    assert first != second


def test_signing_out_kills_a_copy_of_the_cookie_and_no_other_browser(alma: Person):
    here, elsewhere = signed_in(), signed_in()

    sign_in.sign_out(here)
    sign_in.sign_out(here)

    assert (who(here), who(elsewhere)) == (None, EMAIL)


def test_signing_out_everywhere_is_everywhere(alma: Person, bo: Person):
    tokens_of_alma = [signed_in(), signed_in()]
    his = sign_in.sign_in(bo.email, PASSWORD, ADDRESS)

    sign_in.sign_out_everywhere(alma.id)

    assert [who(token) for token in tokens_of_alma] == [None, None]
    assert who(his) == bo.email


def test_a_session_that_rests_too_long_is_over(alma: Person):
    now = clock.now()
    idle = timedelta(minutes=IDLE)

    token, other = signed_in(now=now), signed_in(now=now)

    assert who(token, now + idle) == EMAIL
    assert who(token, now + 2 * idle) == EMAIL
    assert who(other, now + idle + timedelta(milliseconds=1)) is None
    assert who(other, now) is None


def test_a_poll_does_not_keep_a_session_alive(alma: Person):
    now = clock.now()
    token = signed_in(now=now)

    for minutes in range(0, IDLE, 10):
        assert who(token, now + timedelta(minutes=minutes), keep_alive=False) == EMAIL

    assert who(token, now + timedelta(minutes=IDLE + 1)) is None


def test_a_session_ends_after_a_week_however_busy(alma: Person):
    now = clock.now()
    token = signed_in(now=now)
    end = now + timedelta(days=sign_in.ABSOLUTE_DAYS)

    while now < end:
        assert who(token, now) == EMAIL
        now += timedelta(minutes=50)

    assert who(token, end + timedelta(milliseconds=1)) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 32])
def test_a_token_that_nobody_made_opens_nothing(alma: Person, token: str):
    signed_in()

    assert who(token) is None


def test_a_user_who_is_inactivated_is_out_at_once(alma: Person):
    token = signed_in()

    User.update(inactivated_at=clock.now()).where(User.id == alma.id).execute()

    assert who(token) is None
    refused(EMAIL, PASSWORD)


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), (EMAIL, ""), ("nobody@example.org", PASSWORD), ("", ""), ("'--", "x")],
)
def test_every_refusal_is_the_same(alma: Person, email: str, password: str):
    refused(email, password)

    assert Session.select().count() == 0
    assert SignInAttempt.select().count() == 2


def test_guessing_at_one_account_ends_after_ten_wherever_it_comes_from(alma: Person, bo: Person):
    now = clock.now()
    for number in range(sign_in.ACCOUNT_ATTEMPTS):
        refused(EMAIL, f"guess {number}", f"192.0.2.{number}", now=now)

    refused(EMAIL, PASSWORD, "198.51.100.1", now=now)

    assert sign_in.sign_in(bo.email, PASSWORD, ADDRESS, now=now)
    later = now + timedelta(minutes=sign_in.WINDOW_MINUTES, milliseconds=1)
    assert sign_in.sign_in(EMAIL, PASSWORD, ADDRESS, now=later)


def test_guessing_from_one_address_ends_after_fifty_whoever_it_is_about(alma: Person):
    now = clock.now()
    for number in range(sign_in.ADDRESS_ATTEMPTS):
        refused(f"user{number}@example.org", "guess", now=now)

    refused(EMAIL, PASSWORD, now=now)

    assert sign_in.sign_in(EMAIL, PASSWORD, "198.51.100.1", now=now)


def test_signing_in_forgives_the_account_its_typing_errors(alma: Person):
    for _ in range(sign_in.ACCOUNT_ATTEMPTS - 1):
        refused(EMAIL, "wrong")
    signed_in()

    for _ in range(sign_in.ACCOUNT_ATTEMPTS - 1):
        refused(EMAIL, "wrong")

    assert signed_in()


def test_what_no_longer_counts_is_forgotten(alma: Person):
    now = clock.now()
    refused(EMAIL, "wrong", now=now)
    signed_in(now=now)

    sign_in.forget_old(now + timedelta(minutes=sign_in.WINDOW_MINUTES, milliseconds=1))
    attempts, sessions = SignInAttempt.select().count(), Session.select().count()
    sign_in.forget_old(now + timedelta(days=sign_in.ABSOLUTE_DAYS, milliseconds=1))

    assert (attempts, sessions) == (0, 1)
    assert Session.select().count() == 0


def test_four_browsers_at_once_get_four_sessions(alma: Person):
    made = at_once([signed_in] * 4)

    assert len(set(made)) == 4
    assert {who(token) for token in made} == {EMAIL}


def test_a_password_kept_at_an_older_cost_is_kept_anew(alma: Person):
    before = User.get_by_id(alma.id).password_hash
    costlier = people.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    User.update(password_hash=costlier.hash(PASSWORD)).where(User.id == alma.id).execute()

    signed_in()
    after = User.get_by_id(alma.id).password_hash

    assert after.split("$")[3] == before.split("$")[3]
    assert signed_in()
