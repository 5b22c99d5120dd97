"""Sending, taking back and hurrying: once, all or nothing, at the price that was shown."""

from datetime import timedelta

import pytest

from tests import make
from tests.together import at_once
from webapp.domain import credits, dispatch, people, pressure, sending, timing
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance, NotEnoughCredits
from webapp.domain.people import Person
from webapp.domain.refusals import AlreadySent, CostRose, NotSendable
from webapp.lib import clock
from webapp.models import Application, Batch, LedgerEntry, Message, Organisation, User

TEXT = "Hi %FIRSTNAME%"


def nothing_was_sent(case: CaseFacts) -> bool:
    """Whether there is no trace of a send."""
    return (
        Batch.select().count() == Message.select().count() == 0
        and LedgerEntry.select().where(LedgerEntry.kind == "reserve").count() == 0
        and credits.balance(case.root_id) == Balance(20, 0, 0)
        and make.facts(case.id).not_contacted_count == case.applications_count
    )


def test_a_send_is_one_batch_with_a_message_for_each(case: CaseFacts, alma: Person):
    chosen = make.candidates(case, 3)

    batch = make.batch(case, alma, chosen, TEXT)

    sent = make.messages(batch)
    assert (batch.recipients, batch.credits, batch.text) == (3, 3, TEXT)
    assert [one.text for one in sent] == ["Hi Candidate 0", "Hi Candidate 1", "Hi Candidate 2"]
    assert {one.state for one in sent} == {"queued"}
    assert {one.sender for one in sent} == {"Northern"}
    assert len({one.client_ref for one in sent}) == 3
    assert make.facts(case.id).not_contacted_count == 0


def test_it_waits_for_the_undo_window_of_the_organisation(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 1))

    [message] = make.messages(batch)
    assert batch.undo_seconds == 10
    assert message.send_after == batch.created_at + timedelta(seconds=10)
    assert message.send_before == message.send_after + timedelta(hours=timing.SEND_WITHIN_HOURS)


@pytest.mark.parametrize("seconds", [0, 100])
def test_or_for_the_one_that_the_user_chose(case: CaseFacts, alma: Person, seconds: int):
    User.update(undo_seconds=seconds).where(User.id == alma.id).execute()

    batch = make.batch(case, people.load(alma.id), make.candidates(case, 1))

    assert batch.send_after == batch.created_at + timedelta(seconds=seconds)


def test_the_same_form_sent_again_is_the_first_batch(case: CaseFacts, alma: Person):
    chosen, key = make.candidates(case, 2), sending.new_key()
    first = make.batch(case, alma, chosen, TEXT, key=key)

    second = make.batch(case, alma, chosen, TEXT, key=key)

    assert second.id == first.id
    assert Message.select().count() == 2
    assert credits.balance(case.root_id) == Balance(18, 2, 0)


@pytest.mark.parametrize("changed", ["the text", "the people"])
def test_a_changed_form_sent_again_is_refused_in_words(case: CaseFacts, alma: Person, changed: str):
    chosen, key = make.candidates(case, 2), sending.new_key()
    make.batch(case, alma, chosen[:1], TEXT, key=key)
    text = "Another text altogether" if changed == "the text" else TEXT
    people = chosen[1:] if changed == "the people" else chosen[:1]

    with pytest.raises(AlreadySent):
        make.batch(case, alma, people, text, key=key)

    assert Message.select().count() == 1


@pytest.mark.parametrize("again", [False, True])
def test_the_same_form_sent_eight_times_at_once_is_one_batch(
    case: CaseFacts, alma: Person, again: bool
):
    chosen, key = make.candidates(case, 4), sending.new_key()

    results = at_once(
        [lambda: make.batch(case, alma, chosen, TEXT, key=key, again=again) for _ in range(8)]
    )

    assert {getattr(result, "id", result) for result in results} == {Batch.get().id}
    assert Message.select().count() == 4
    assert credits.balance(case.root_id) == Balance(16, 4, 0)


def test_a_test_sms_sent_eight_times_at_once_is_one(case: CaseFacts, alma: Person):
    key = sending.new_key()

    results = at_once([lambda: sending.send_test(case, alma, "Hi", key=key) for _ in range(8)])

    assert {getattr(result, "id", result) for result in results} == {Batch.get().id}
    assert credits.balance(case.root_id) == Balance(19, 1, 0)


def test_two_tabs_sending_the_same_at_the_same_moment_are_asked_about(
    case: CaseFacts, alma: Person
):
    chosen = make.candidates(case, 3)

    results = at_once(
        [
            lambda: make.batch(case, alma, chosen, TEXT, again=False, key=sending.new_key())
            for _ in range(4)
        ]
    )

    assert sum(isinstance(result, NotSendable) for result in results) == 3
    assert Message.select().count() == 3


def test_the_last_credits_and_a_double_click(case: CaseFacts, alma: Person):
    chosen, key = make.candidates(case, 20), sending.new_key()

    results = at_once(
        [lambda: make.batch(case, alma, chosen, TEXT, key=key, again=False) for _ in range(4)]
    )

    assert {getattr(result, "id", result) for result in results} == {Batch.get().id}
    assert credits.balance(case.root_id) == Balance(0, 20, 0)


def test_too_few_credits_send_nothing_at_all(case: CaseFacts, alma: Person):
    chosen = make.candidates(case, 21)
    case = make.facts(case.id)

    with pytest.raises(NotEnoughCredits) as raised:
        make.batch(case, alma, chosen)

    assert raised.value.missing == 1
    assert nothing_was_sent(case)


def test_a_price_that_rose_since_it_was_shown_is_asked_about(case: CaseFacts, alma: Person):
    chosen = make.candidates(case, 2)
    case = make.facts(case.id)
    make.price(case, "SE", 3)

    with pytest.raises(CostRose, match=r"This now costs 6 credits, not 2\."):
        make.batch(case, alma, chosen, shown_credits=2)

    assert nothing_was_sent(case)


def test_a_price_that_fell_is_not(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 1), shown_credits=5)

    assert batch.credits == 1


@pytest.mark.parametrize("text", ["", "Hi %FRISTNAME%"])
def test_a_text_with_a_fault_sends_nothing(case: CaseFacts, alma: Person, text: str):
    chosen = make.candidates(case, 1)
    case = make.facts(case.id)

    with pytest.raises(NotSendable):
        make.batch(case, alma, chosen, text)

    assert nothing_was_sent(case)


def test_a_selection_of_nobody_sends_nothing(case: CaseFacts, alma: Person):
    nobody = make.application(case, mobile="")
    elsewhere = make.application(make.case(alma))
    case = make.facts(case.id)

    with pytest.raises(NotSendable, match="Nobody among the selected"):
        make.batch(case, alma, [nobody.id, elsewhere.id, 999_999])

    assert nothing_was_sent(case)


def test_who_is_skipped_is_neither_charged_nor_counted_as_contacted(case: CaseFacts, alma: Person):
    reachable, nobody = make.application(case), make.application(case, mobile="")

    batch = make.batch(case, alma, [reachable.id, nobody.id])

    assert (batch.recipients, batch.credits) == (1, 1)
    assert Application.get_by_id(nobody.id).contacted_at is None
    assert make.facts(case.id).not_contacted_count == 1


def test_undo_takes_back_all_and_a_second_undo_nothing(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 3))

    counts = [sending.cancel(batch), sending.cancel(batch)]

    assert counts == [3, 0]
    assert {one.state for one in make.messages(batch)} == {"cancelled"}
    assert credits.balance(case.root_id) == Balance(20, 0, 0)
    assert make.facts(case.id).not_contacted_count == 3


def test_undo_leaves_what_a_worker_already_has(case: CaseFacts, alma: Person):
    sent = make.departed(case, alma, make.candidates(case, 3))
    dispatch.claim("worker", 1, 30)

    taken_back = sending.cancel(sent[0].batch)

    assert taken_back == 2
    assert [make.state(one) for one in sent] == ["claimed", "cancelled", "cancelled"]
    assert credits.balance(case.root_id) == Balance(19, 1, 0)


def test_undo_eight_times_at_once_gives_back_once(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 5))

    counts = at_once([lambda: sending.cancel(batch) for _ in range(8)])

    assert sum(counts) == 5
    assert credits.balance(case.root_id) == Balance(20, 0, 0)


def test_undo_forgets_this_contact_and_not_the_one_before(case: CaseFacts, alma: Person):
    [ines] = make.candidates(case, 1)
    earlier = clock.now() - timedelta(days=1)
    make.batch(case, alma, [ines], now=earlier)

    sending.cancel(make.batch(case, alma, [ines], "Another text"))

    assert Application.get_by_id(ines).contacted_at == earlier


def test_undo_makes_an_answer_wait_again(case: CaseFacts, alma: Person):
    [ines] = make.candidates(case, 1)
    make.batch(case, alma, [ines], now=clock.now() - timedelta(hours=1))
    make.replied(ines, "When can I start?")

    batch = make.batch(case, alma, [ines], "On Monday")
    answered = make.facts(case.id).needs_reply_count
    sending.cancel(batch)

    assert (answered, make.facts(case.id).needs_reply_count) == (0, 1)


def test_send_now_ends_the_undo_window(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 2))
    waiting = dispatch.claim("worker", 9, 30)

    counts = [sending.depart(batch), sending.depart(batch)]

    assert (waiting, counts) == ([], [2, 0])
    assert len(dispatch.claim("worker", 9, 30)) == 2


def test_a_test_sms_goes_to_oneself_at_once_and_costs_what_it_costs(case: CaseFacts, alma: Person):
    batch = sending.send_test(case, alma, "Hi %FIRSTNAME% " + "x" * 160, key=sending.new_key())

    [message] = make.messages(batch)
    assert (message.to, message.application_id, message.credits) == (alma.phone, None, 2)
    assert message.text.startswith("Hi Alma ")
    assert message.send_after == batch.created_at
    assert credits.balance(case.root_id) == Balance(18, 2, 0)
    ines = make.application(case, alma.phone)
    assert pressure.load(case, [ines.id], clock.now()).earlier == {}


def test_a_test_sms_needs_a_telephone_of_ones_own(case: CaseFacts, alma: Person):
    with pytest.raises(NotSendable, match="Preferences"):
        sending.send_test(case, alma._replace(phone=""), "Hi", key=sending.new_key())

    assert nothing_was_sent(case)


def test_the_senders_name_is_that_of_the_cases_organisation(case: CaseFacts, alma: Person):
    Organisation.update(sender="CareUnit").where(Organisation.id == case.organisation_id).execute()

    [message] = make.messages(make.batch(make.facts(case.id), alma, make.candidates(case, 1)))

    assert message.sender == "CareUnit"
