"""Caps: no send passes one, not even together with another; and who hears of it."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import PASSWORD, Cast
from tests.together import at_once
from webapp.domain import credits, limits, sending, settings, sign_in
from webapp.domain.cases import CaseFacts
from webapp.domain.limits import Cap
from webapp.domain.refusals import CapReached, PasswordNeeded
from webapp.lib import clock
from webapp.models import LogEntry, Mail, Message

ADDRESS = "192.0.2.1"


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, with credits enough."""
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


def capped(cast: Cast, **caps: int) -> None:
    settings.change(cast.group, cast.cleo.id, caps)


def test_without_caps_nothing_is_bounded(cast: Cast, case: CaseFacts):
    assert make.batch(case, cast.alma, make.candidates(case, 30)).recipients == 30


@pytest.mark.parametrize(
    ("column", "cap", "words"),
    [
        ("most_per_batch", Cap.BATCH, "5 SMS may be sent at once, and this is 6"),
        ("most_per_user_day", Cap.USER_DAY, "You may send 5 SMS a day. Today you have sent 0"),
        ("most_per_hour", Cap.HOUR, "Northern group may send 5 SMS an hour"),
    ],
)
def test_a_cap_is_counted_in_sms_and_holds(
    cast: Cast, case: CaseFacts, column: str, cap: Cap, words: str
):
    capped(cast, **{column: 5})
    chosen = make.candidates(case, 3)

    with pytest.raises(CapReached, match=words) as raised:
        make.batch(case, cast.alma, chosen, "x" * 161)

    assert raised.value.passed.cap is cap
    assert Message.select().count() == 0
    assert credits.balance(case.root_id).held == 0
    assert make.batch(case, cast.alma, chosen[:2], "x" * 161).credits == 4


def test_what_was_sent_before_counts_and_what_was_taken_back_does_not(cast: Cast, case: CaseFacts):
    capped(cast, most_per_user_day=4)
    chosen = make.candidates(case, 3)
    sending.cancel(make.batch(case, cast.alma, chosen))
    make.batch(case, cast.alma, chosen)

    with pytest.raises(CapReached, match="Today you have sent 3, and this is 2 more"):
        make.batch(case, cast.alma, chosen[:2], "Another")
    with pytest.raises(CapReached):
        make.batch(case, cast.alma, chosen[:2], "Another")

    assert make.batch(case, cast.cleo, chosen[:2], "A colleague may").recipients == 2


@pytest.mark.parametrize(
    ("column", "passed"),
    [("most_per_user_day", timedelta(days=1)), ("most_per_hour", timedelta(hours=1))],
)
def test_tomorrow_or_an_hour_later_it_is_open_again(
    cast: Cast, case: CaseFacts, column: str, passed: timedelta
):
    capped(cast, **{column: 2})
    chosen = make.candidates(case, 2)
    make.batch(case, cast.alma, chosen, now=clock.now() - passed)

    assert make.batch(case, cast.alma, chosen).recipients == 2


def test_a_test_to_oneself_counts_too(cast: Cast, case: CaseFacts):
    capped(cast, most_per_user_day=1)
    sending.send_test(case, cast.alma, "Hi", key=sending.new_key())

    with pytest.raises(CapReached):
        sending.send_test(case, cast.alma, "Hi", key=sending.new_key())


def test_the_cap_of_an_hour_is_that_of_the_whole_tree(cast: Cast, case: CaseFacts):
    capped(cast, most_per_hour=3)
    at_home = make.case(cast.cleo, cast.home)
    make.batch(at_home, cast.cleo, make.candidates(at_home, 2))

    with pytest.raises(CapReached, match="In the last hour it has sent 2"):
        make.batch(case, cast.alma, make.candidates(case, 2))


@pytest.mark.parametrize("column", ["most_per_user_day", "most_per_hour"])
def test_eight_sends_at_once_do_not_pass_a_cap_together(cast: Cast, case: CaseFacts, column: str):
    capped(cast, **{column: 10})
    chosen = make.candidates(case, 3)

    results = at_once(
        [
            lambda text=f"Number {number}": make.batch(case, cast.alma, chosen, text)
            for number in range(8)
        ]
    )

    assert [type(one) for one in results].count(CapReached) == 5
    assert Message.select().count() == 9


def test_those_who_administer_hear_of_it_once_a_day(cast: Cast, case: CaseFacts):
    capped(cast, most_per_batch=1)
    for number in range(3):
        with pytest.raises(CapReached):
            make.batch(case, cast.alma, make.candidates(case, 2), f"Try {number}")

    [mail] = Mail.select()
    assert (mail.to, mail.root_id) == (cast.cleo.email, cast.group.id)
    assert cast.alma.name in mail.text
    assert "the limit per send allows: 1." in mail.text
    assert "Candidate" not in mail.text
    entries = LogEntry.select().where(LogEntry.kind == "cap_reached")
    assert [(one.user_id, one.organisation_id) for one in entries] == [
        (cast.alma.id, cast.care.id)
    ] * 3


def test_many_recipients_ask_for_the_password(cast: Cast, case: CaseFacts):
    capped(cast, password_above=2)
    chosen = make.candidates(case, 3)

    with pytest.raises(PasswordNeeded, match="more than 2 candidates"):
        make.batch(case, cast.alma, chosen)

    assert Message.select().count() == 0
    assert make.batch(case, cast.alma, chosen[:2]).recipients == 2
    assert make.batch(case, cast.alma, chosen, "All", has_proved=True).recipients == 3


def test_who_they_are_is_shown_by_the_password_and_guessing_is_limited(cast: Cast):
    assert sign_in.is_themselves(cast.alma, PASSWORD, ADDRESS)
    for _ in range(sign_in.ACCOUNT_ATTEMPTS):
        assert not sign_in.is_themselves(cast.alma, "wrong", ADDRESS)

    # Now not even the right one, here and at the sign-in page.
    assert not sign_in.is_themselves(cast.alma, PASSWORD, ADDRESS)
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in(cast.alma.email, PASSWORD, "192.0.2.9")
    later = clock.now() + timedelta(minutes=sign_in.WINDOW_MINUTES, seconds=1)
    assert sign_in.is_themselves(cast.alma, PASSWORD, ADDRESS, later)
    assert sign_in.is_themselves(cast.bo, PASSWORD, ADDRESS)


def test_a_cap_says_how_much_of_it_is_used(cast: Cast, case: CaseFacts):
    capped(cast, most_per_user_day=9, most_per_hour=9)
    make.batch(case, cast.alma, make.candidates(case, 4))

    known = limits.look(case.root_id, cast.alma, clock.now())

    assert (known.used_by_user, known.used_in_hour) == (4, 4)
    assert limits.reached(known, 5) == []
    assert [one.cap for one in limits.reached(known, 6)] == [Cap.USER_DAY, Cap.HOUR]
