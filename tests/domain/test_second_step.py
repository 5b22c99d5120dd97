"""The second step of signing in: codes count once, secrets are kept, guessing is limited."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.cast import PASSWORD
from tests.together import at_once
from webapp.domain import second_step, sign_in
from webapp.domain.people import Person
from webapp.domain.second_step import CodeRefused, PendingOver
from webapp.domain.sign_in import CodeNeeded
from webapp.lib import clock, totp
from webapp.models import LogEntry, Organisation, RecoveryCode, Session, User, UserTotp

KEY = second_step.key_from("a secret key that only these tests have")
ADDRESS = "192.0.2.1"
NOW = clock.from_ms(1_800_000_000_000)
LATER = NOW + timedelta(minutes=2)


def turned_on(person: Person) -> tuple[str, list[str]]:
    """The secret, and the recovery codes."""
    second_step.prepare(person.id, KEY)
    secret = second_step.secret_to_confirm(person.id, KEY) or ""
    return secret, second_step.confirm(person.id, code(secret, NOW), KEY, NOW)


def code(secret: str, now: datetime) -> str:
    return totp.code_at(secret, int(now.timestamp()) // totp.STEP_S)


def pending(person: Person, now: datetime = LATER) -> str:
    with pytest.raises(CodeNeeded) as needed:
        sign_in.sign_in(person.email, PASSWORD, ADDRESS, now=now)
    return needed.value.token


def refused(token: str, typed: str, now: datetime = LATER, address: str = ADDRESS) -> None:
    with pytest.raises(CodeRefused):
        second_step.finish(token, typed, address, KEY, now=now)


def test_after_the_password_a_code_opens_the_session(alma: Person):
    secret, _ = turned_on(alma)

    waiting = pending(alma)
    before = Session.select().count()
    token = second_step.finish(waiting, code(secret, LATER), ADDRESS, KEY, now=LATER)

    assert before == 0
    assert sign_in.person_of(token, 60, now=LATER) == alma
    assert sign_in.person_of(waiting, 60, now=LATER) is None


def test_a_secret_that_is_not_confirmed_changes_nothing(alma: Person):
    second_step.prepare(alma.id, KEY)
    first = second_step.secret_to_confirm(alma.id, KEY)
    second_step.prepare(alma.id, KEY)

    with pytest.raises(CodeRefused):
        second_step.confirm(alma.id, "000000x", KEY)

    assert second_step.secret_to_confirm(alma.id, KEY) == first
    assert sign_in.sign_in(alma.email, PASSWORD, ADDRESS)


def test_what_is_on_is_not_begun_anew(alma: Person):
    turned_on(alma)
    before = UserTotp.get().secret

    second_step.prepare(alma.id, KEY)

    assert UserTotp.get().secret == before
    assert second_step.secret_to_confirm(alma.id, KEY) is None
    with pytest.raises(CodeRefused):
        second_step.confirm(alma.id, "123456", KEY)


def test_a_code_is_taken_once(alma: Person):
    secret, _ = turned_on(alma)
    typed = code(secret, LATER)
    second_step.finish(pending(alma), typed, ADDRESS, KEY, now=LATER)

    refused(pending(alma), typed)
    refused(pending(alma), code(secret, NOW), now=NOW)

    later = LATER + timedelta(minutes=1)
    assert second_step.finish(pending(alma, later), code(secret, later), ADDRESS, KEY, now=later)


def test_the_same_code_at_once_opens_one_session(alma: Person):
    secret, _ = turned_on(alma)
    waiting, typed = [pending(alma) for _ in range(4)], code(secret, LATER)

    def finish(token: str) -> bool:
        try:
            second_step.finish(token, typed, ADDRESS, KEY, now=LATER)
        except (CodeRefused, PendingOver):
            return False
        return True

    answers = at_once([partial(finish, token) for token in waiting])

    assert sorted(answers) == [False, False, False, True]
    assert Session.select().count() == 1


def test_each_recovery_code_stands_in_once_however_it_is_written(alma: Person):
    _, codes = turned_on(alma)

    assert len(set(codes)) == second_step.RECOVERY_CODES
    assert second_step.finish(pending(alma), codes[0], ADDRESS, KEY, now=LATER)
    refused(pending(alma), codes[0])
    shouted = codes[1].upper().replace("-", " ")
    assert second_step.finish(pending(alma), shouted, ADDRESS, KEY, now=LATER)


def test_the_tables_keep_nothing_that_opens(alma: Person):
    secret, codes = turned_on(alma)

    kept = UserTotp.get().secret
    hashes = {one.code_hash for one in RecoveryCode.select()}
    assert secret not in kept
    assert not hashes & {one.replace("-", "") for one in codes}
    another = second_step.key_from("the secret key of another installation")
    with pytest.raises(CodeRefused):
        second_step.finish(pending(alma), code(secret, LATER), ADDRESS, another, now=LATER)


def test_a_pending_sign_in_is_over_after_ten_minutes(alma: Person):
    secret, _ = turned_on(alma)
    token = pending(alma)
    late = LATER + timedelta(minutes=sign_in.PENDING_MINUTES)

    for stale in (token, "", "x"):
        with pytest.raises(PendingOver):
            second_step.finish(stale, code(secret, late), ADDRESS, KEY, now=late)


def test_guessing_ends_after_ten_and_the_password_makes_no_room_for_more(alma: Person):
    secret, _ = turned_on(alma)
    for number in range(sign_in.ACCOUNT_ATTEMPTS):
        refused(pending(alma), "wrong", address=f"192.0.2.{number}")

    refused(pending(alma), code(secret, LATER))

    later = LATER + timedelta(minutes=sign_in.WINDOW_MINUTES, seconds=1)
    assert second_step.finish(pending(alma, later), code(secret, later), ADDRESS, KEY, now=later)


def test_turning_it_off_leaves_the_password(alma: Person):
    turned_on(alma)

    second_step.remove(alma.id, alma.id)
    second_step.remove(alma.id, alma.id)

    assert sign_in.sign_in(alma.email, PASSWORD, ADDRESS)
    assert RecoveryCode.select().count() == UserTotp.select().count() == 0
    kinds = [one.kind for one in LogEntry.select().order_by(LogEntry.id)]
    assert kinds == ["second_step_turned_on", "second_step_turned_off", "signed_in"]


def test_an_administrator_who_turns_it_off_ends_the_sessions(alma: Person, cleo: Person):
    secret, _ = turned_on(alma)
    token = second_step.finish(pending(alma), code(secret, LATER), ADDRESS, KEY, now=LATER)
    waiting = pending(alma)

    second_step.remove(alma.id, cleo.id)

    assert sign_in.person_of(token, 60, now=LATER) is None
    assert second_step.waiting(waiting, LATER) is None


def test_an_inactive_user_shows_their_code_in_vain(alma: Person):
    secret, _ = turned_on(alma)
    token = pending(alma)

    User.update(inactivated_at=LATER).where(User.id == alma.id).execute()

    with pytest.raises(PendingOver):
        second_step.finish(token, code(secret, LATER), ADDRESS, KEY, now=LATER)


def test_where_it_is_required_administrators_must_set_it_up(alma: Person, cleo: Person):
    Organisation.update(totp_required=True).where(Organisation.id == cleo.root_id).execute()

    hers = sign_in.sign_in(cleo.email, PASSWORD, ADDRESS, now=NOW)
    recruiters = sign_in.sign_in(alma.email, PASSWORD, ADDRESS, now=NOW)
    before = _must_set_up(hers)
    turned_on(cleo)

    assert (before, _must_set_up(hers), _must_set_up(recruiters)) == (True, False, False)


def _must_set_up(token: str) -> bool:
    person = sign_in.person_of(token, 60, now=NOW)
    assert person
    return person.must_set_up
