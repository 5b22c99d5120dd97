"""Opt-outs: who stops SMS gets none, only they start again, and what is kept of it."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.together import at_once
from webapp.domain import (
    checks,
    confirmations,
    credits,
    dispatch,
    opt_out_words,
    opt_outs,
    receipts,
    recipients,
    replies,
    sending,
)
from webapp.domain.cases import CaseFacts
from webapp.domain.opt_out_words import START_WORDS
from webapp.domain.people import Person
from webapp.domain.sending import NotSendable
from webapp.gateways.sms import InboundText as Inbound
from webapp.gateways.sms import ReceiptStatus
from webapp.lib import clock, number_hash
from webapp.models import Application, Batch, InboundText, Message, OptOut, Organisation

NUMBER = CANDIDATE_NUMBERS[0]
HASH_OF = number_hash.of
# Ours, to which people can write.
SENDER = "+46701740699"
OTHERS = "+46701740698"
SOON = timedelta(seconds=5)


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 20 credits and a number as its sender."""
    Organisation.update(sender=SENDER).execute()
    made = make.case(alma)
    make.credits(made, 20)
    return made


@pytest.fixture
def ines(case: CaseFacts, alma: Person) -> Application:
    """She was written to a moment ago, and it has left."""
    made = make.application(case, NUMBER)
    make.departed(case, alma, [made.id])
    _send_all()
    return made


def _send_all() -> list[int]:
    """The worker's steps without the call; the ids of what has left by it."""
    now = clock.now() + SOON
    claimed = [one.message_id for one in dispatch.claim("one", 50, 1000, now=now)]
    left = [one for one in claimed if dispatch.stamp(one, "one", now)]
    for message_id in left:
        receipts.receipt_came(make.receipt(Message.get_by_id(message_id)), now)
    if kept := [one for one in claimed if one not in left]:
        dispatch.put_back(kept, "one", now)
    return left


def confirmation() -> Message | None:
    return (
        Message.select().join(Batch).where(Batch.is_automatic).order_by(Message.id.desc()).first()
    )


@pytest.mark.parametrize("word", sorted(START_WORDS))
def test_words_that_start_are_the_whole_message(word: str):
    assert opt_out_words.is_start(word)
    assert opt_out_words.is_start(f" {word.upper()}! ")
    assert not opt_out_words.is_start(f"When can I {word}?")


@pytest.mark.parametrize("text", ["Yes", "Ja", "", "OK start", "restart"])
def test_other_words_start_nothing(text: str):
    assert not opt_out_words.is_start(text)


def test_who_stops_and_starts_again_has_both_in_their_history(
    case: CaseFacts, alma: Person, ines: Application
):
    make.replied(ines.id, "Stop, tack")
    with pytest.raises(NotSendable):
        make.batch(case, alma, [ines.id], "Are you there?")
    make.replied(ines.id, "START")
    again = make.batch(case, alma, [ines.id], "Welcome back")
    make.replied(ines.id, "STOP")

    first, second = OptOut.select().order_by(OptOut.id)
    texts = {one.id: one.text for one in InboundText.select()}
    assert again.recipients == 1
    assert (first.cause, first.reason, texts[first.reply_id]) == ("text", *["Stop, tack"] * 2)
    assert (texts[first.lifted_by_reply_id], first.lifted_at is not None) == ("START", True)
    assert (texts[second.reply_id], second.lifted_at) == ("STOP", None)
    assert make.facts(case.id).needs_reply_count == 0


def test_start_where_nothing_was_stopped_is_a_reply_as_any(case: CaseFacts, ines: Application):
    make.replied(ines.id, "Start")

    assert make.facts(case.id).needs_reply_count == 1
    assert (OptOut.select().count(), confirmation()) == (0, None)


def test_a_start_that_was_written_before_the_stop_and_comes_late_lifts_nothing(
    case: CaseFacts, ines: Application
):
    now = clock.now()
    replies.reply_came(replace(make.inbound(NUMBER, "STOP"), at=now))

    replies.reply_came(replace(make.inbound(NUMBER, "START"), at=now - timedelta(minutes=1)))

    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("last", ["START", "STOP"])
def test_what_was_said_last_counts_in_whatever_order_it_comes(
    case: CaseFacts, ines: Application, order: tuple[int, ...], last: str
):
    first = "STOP" if last == "START" else "START"
    said = _said(first, last, first, last)

    for place in order:
        replies.reply_came(said[place])

    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER)) == (last == "STOP")
    assert all(rule.broken == 0 for rule in checks.check())


def test_what_was_said_last_counts_when_all_comes_at_once(case: CaseFacts, ines: Application):
    texts = _said("STOP", "START", "STOP", "START")

    at_once([lambda one=one: replies.reply_came(one) for one in texts])

    assert not opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def test_a_stop_that_comes_after_they_started_again_by_a_link_changes_nothing(
    case: CaseFacts, ines: Application
):
    late = _said("STOP")[0]
    make.replied(ines.id, "STOP")
    opt_outs.start(case.root_id, HASH_OF(NUMBER))

    replies.reply_came(late)

    assert not opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def test_a_start_to_somebody_else_lifts_nothing(case: CaseFacts, ines: Application, dag: Person):
    """Dag's organisation has a number of its own, and the same candidate."""
    Organisation.update(sender=OTHERS).where(Organisation.root_id == dag.root_id).execute()
    stop, start = _said("STOP", "START")
    replies.reply_came(replace(start, to=OTHERS))

    replies.reply_came(stop)

    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def _said(*texts: str) -> list[Inbound]:
    """Texts from the candidate, each said a minute after the one before it."""
    now = clock.now()
    return [
        replace(make.inbound(NUMBER, text), at=now - timedelta(minutes=len(texts) - place))
        for place, text in enumerate(texts)
    ]


def test_stop_is_confirmed_once_and_leaves_though_nothing_else_does(
    case: CaseFacts, alma: Person, ines: Application
):
    waiting = make.departed(case, alma, [ines.id], "Are you there?")[0]
    before = credits.balance(case.root_id)

    make.replied(ines.id, "STOP")
    make.replied(ines.id, "STOP")

    made = confirmation()
    assert made is not None
    assert (made.to, made.sender, made.application_id) == (NUMBER, SENDER, ines.id)
    assert (made.text, made.credits) == (
        "You will get no more SMS from Northern group. To get them again, answer START.",
        1,
    )
    assert OptOut.get().confirmation_id == made.id
    assert make.state(waiting) == "cancelled"
    assert _send_all() == [made.id]
    assert credits.balance(case.root_id).spent == before.spent + 1
    assert all(rule.broken == 0 for rule in checks.check())


def test_the_confirmation_of_a_stop_that_was_lifted_meanwhile_does_not_leave(
    case: CaseFacts, ines: Application
):
    make.replied(ines.id, "STOP")
    stopping = confirmation()
    [claimed] = dispatch.claim("one", 9, 1000, now=clock.now() + SOON)
    make.replied(ines.id, "START")

    may_leave = dispatch.stamp(claimed.message_id, "one", clock.now() + SOON)

    starting = confirmation()
    assert stopping is not None
    assert starting is not None
    assert (claimed.message_id, may_leave) == (stopping.id, False)
    assert starting.text.startswith("You will get SMS from Northern group again.")


@pytest.mark.parametrize(
    "why", ["turned off", "no credits", "a name", "late", "by a link", "imported"]
)
def test_no_confirmation(case: CaseFacts, alma: Person, ines: Application, why: str):
    reply = make.inbound(NUMBER, "STOP")
    if why == "turned off":
        Organisation.update(confirms_opt_outs=False).execute()
    elif why == "no credits":
        credits.adjust(case.root_id, -credits.balance(case.root_id).available, "none left")
    elif why == "a name":
        Message.update(sender="Northern").execute()
    elif why == "late":
        reply = replace(reply, at=clock.now() - timedelta(hours=1))

    if why in ("by a link", "imported"):
        cause = opt_outs.Cause.LINK if why == "by a link" else opt_outs.Cause.IMPORT
        opt_outs.stop(case.root_id, NUMBER, opt_outs.Why(cause))
    else:
        replies.reply_came(reply)

    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))
    assert confirmation() is None
    assert all(rule.broken == 0 for rule in checks.check())


def test_by_turns_it_is_confirmed_four_times_a_day(case: CaseFacts, ines: Application):
    for _ in range(4):
        make.replied(ines.id, "STOP")
        make.replied(ines.id, "START")

    confirmed = Batch.select().where(Batch.is_automatic).count()
    assert confirmed == confirmations.MOST_PER_DAY
    assert not opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def test_it_speaks_the_organisations_language(case: CaseFacts, ines: Application):
    Organisation.update(language="sv").execute()

    make.replied(ines.id, "SLUTA")

    made = confirmation()
    assert made is not None
    assert made.text == "Du får inga fler sms från Northern group. Svara START för att få dem igen."


def test_a_carrier_that_was_told_stop_stops_the_number_here_too(
    case: CaseFacts, alma: Person, ines: Application
):
    [message] = Message.select()
    told = replace(
        make.receipt(message, ReceiptStatus.REJECTED, carrier_id="x"), recipient_stopped=True
    )

    receipts.receipt_came(told)
    stopped = OptOut.get()
    make.replied(ines.id, "START")
    receipts.receipt_came(told)

    assert (stopped.number, stopped.cause, stopped.message_id) == (NUMBER, "carrier", message.id)
    assert not opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def test_an_opt_out_outlives_the_number_and_its_owner(
    case: CaseFacts, alma: Person, ines: Application
):
    make.replied(ines.id, "STOP, this is Ines")
    make.stop(case.root_id, NUMBER)
    opt_outs.forget_number(case.root_id, HASH_OF(NUMBER))
    Message.update(to="").execute()
    ines.delete_instance()

    comes_back = make.application(case, NUMBER)

    [kept] = OptOut.select()
    [found] = recipients.load(case.id, case.root_id, [comes_back.id])
    assert (kept.number, kept.reason, found.stopped) == ("", "", True)
    with pytest.raises(NotSendable):
        make.batch(case, alma, [comes_back.id])


def test_who_was_erased_can_still_stop(case: CaseFacts, ines: Application):
    Message.update(to="").execute()
    ines.delete_instance()

    replies.reply_came(make.inbound(NUMBER, "STOP"))

    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER))


def test_a_stop_between_plan_and_reservation_is_seen(case: CaseFacts, alma: Person):
    two = make.candidates(case, 2)
    stopped = Application.get_by_id(two[0])
    seen = recipients.load(case.id, case.root_id, two)
    make.stop(case.root_id, stopped.mobile)

    batch = make.batch(case, alma, two)

    assert not any(one.stopped for one in seen)
    assert [one.application_id for one in make.messages(batch)] == two[1:]


def test_a_stop_between_claim_and_stamp_is_seen(case: CaseFacts, alma: Person):
    [message] = make.departed(case, alma, make.candidates(case, 1))
    [claimed] = dispatch.claim("one", 1, 1000, now=clock.now() + SOON)
    make.stop(case.root_id, message.to)

    may_leave = dispatch.stamp(claimed.message_id, "one", clock.now() + SOON)
    dispatch.put_back([claimed.message_id], "one")

    assert not may_leave
    assert make.state(message) == "cancelled"


def test_a_user_who_has_stopped_gets_no_test_either(case: CaseFacts, alma: Person):
    make.stop(case.root_id, alma.phone)

    with pytest.raises(NotSendable, match="SMS stopped"):
        sending.send_test(case, alma, "Hi", key=sending.new_key())


def test_no_other_message_can_pass_for_a_confirmation(case: CaseFacts, alma: Person):
    """An opt-out names one message for good, and a batch that calls itself automatic is none."""
    message = make.departed(case, alma, make.candidates(case, 1))[0]
    Batch.update(is_automatic=True).execute()
    make.stop(case.root_id, message.to)

    assert _send_all() == []


def test_of_two_stops_at_once_one_counts_and_is_confirmed(case: CaseFacts, ines: Application):
    texts = [make.inbound(NUMBER, "STOP") for _ in range(2)]

    at_once([lambda one=one: replies.reply_came(one) for one in texts])

    assert OptOut.select().count() == 1
    assert Batch.select().where(Batch.is_automatic).count() == 1
    assert all(rule.broken == 0 for rule in checks.check())


def test_stop_and_start_at_once_leave_one_or_the_other(case: CaseFacts, ines: Application):
    make.replied(ines.id, "STOP")
    texts = [make.inbound(NUMBER, one) for one in ("START", "STOP")]

    at_once([lambda one=one: replies.reply_came(one) for one in texts])

    standing = OptOut.select().where(OptOut.lifted_at.is_null()).count()
    assert standing in (0, 1)
    assert opt_outs.has_stopped(case.root_id, HASH_OF(NUMBER)) == bool(standing)
    assert all(rule.broken == 0 for rule in checks.check())
