"""Replies that only might mean STOP: SMS to their numbers wait until somebody has decided."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.together import at_once
from webapp.domain import checks, credits, dispatch, opt_out_words, replies, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.people import Person
from webapp.domain.refusals import NotSendable
from webapp.lib import clock
from webapp.models import Application, InboundText, Message, OptOut, StopDoubt

NUMBER = CANDIDATE_NUMBERS[0]
PERHAPS = "Please stop texting me so late"
MINUTE = timedelta(seconds=dispatch.ASK_AGAIN_S)


def decide(whose: Application, by: Person, *, stopped: bool) -> bool:
    return replies.decide(whose.id, stopped=stopped, by_id=by.id)


@pytest.mark.parametrize(
    "text",
    [
        PERHAPS,
        "Can you stop sending me SMS?",
        "I want you to STOP",
        "No thanks. Stop",
        "Kan ni sluta skicka sms till mig?",
        "Vill ni vara snälla och sluta",
        "STOP THIS NOW",
        "stop? or what do I write",
        "Cancel all of these please",
        "cancel my interview",
        "Don't stop",
        "STOOOPPP",
        "s.t.o.p",
        "S T O P",
        "stopstop",
        "Stoppa!",
    ],
)
def test_such_words_are_for_a_person_to_decide(text: str):
    assert not opt_out_words.is_stop(text)
    assert opt_out_words.might_be_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes",
        "Non-stop",
        "Stopped by yesterday",
        "At the end",
        "Can I cancel?",
        "Tack",
        "stopover",
        "nonstop",
        "Hon stoppade in det i kuvertet",
    ],
)
def test_other_words_keep_nothing_waiting(text: str):
    assert not opt_out_words.might_be_stop(text)


def test_what_is_due_waits_and_leaves_once_somebody_says_that_it_was_no_stop(
    case: CaseFacts, alma: Person, ines: Application
):
    now = clock.now() + timedelta(seconds=1)
    make.replied(ines.id, PERHAPS)
    [claimed] = dispatch.claim("one", 1, 1000, now=now)
    stamped = dispatch.stamp(claimed.message_id, "one", now)
    dispatch.put_back([claimed.message_id], "one", now)
    at_once_again = dispatch.claim("one", 1, 1000, now=now + MINUTE / 2)

    decided = [decide(ines, alma, stopped=False), decide(ines, alma, stopped=False)]

    [again] = dispatch.claim("one", 1, 1000, now=now + MINUTE)
    assert (stamped, at_once_again, decided) == (False, [], [True, False])
    assert dispatch.stamp(again.message_id, "one", now + MINUTE)
    assert credits.balance(case.root_id) == Balance(19, 1, 0)
    assert StopDoubt.get().decided_by_id == alma.id


def test_what_is_due_is_cancelled_once_somebody_says_that_it_was_a_stop(
    case: CaseFacts, alma: Person, ines: Application
):
    make.replied(ines.id, PERHAPS)

    decided = [decide(ines, alma, stopped=True), decide(ines, alma, stopped=False)]

    assert decided == [True, False]
    assert (OptOut.get().number, OptOut.get().reason) == (NUMBER, PERHAPS)
    assert Message.get().state == "cancelled"
    assert credits.balance(case.root_id) == Balance(20, 0, 0)
    assert make.facts(case.id).needs_reply_count == 0
    assert all(rule.broken == 0 for rule in checks.check())


def test_what_waits_for_nobodys_decision_expires(case: CaseFacts, ines: Application):
    make.replied(ines.id, PERHAPS)

    dispatch.expire(Message.get().send_before)

    assert Message.get().state == "expired"
    assert credits.balance(case.root_id) == Balance(20, 0, 0)


def test_nothing_new_is_sent_to_the_number_from_anywhere_below_its_parent_organisation(
    alma: Person, cleo: Person, dag: Person, ines: Application
):
    make.replied(ines.id, PERHAPS)
    beside, elsewhere = make.case(cleo), make.case(dag)
    make.credits(elsewhere, 1)
    hers, his = make.application(beside, NUMBER), make.application(elsewhere, NUMBER)

    with pytest.raises(NotSendable):
        make.batch(beside, cleo, [hers.id])

    assert make.batch(elsewhere, dag, [his.id]).recipients == 1


def test_a_clear_stop_leaves_nothing_to_decide(alma: Person, ines: Application):
    make.replied(ines.id, PERHAPS)

    make.replied(ines.id, "STOP")

    assert OptOut.get().reason == "STOP"
    assert not decide(ines, alma, stopped=False)


def test_two_such_replies_are_one_decision(alma: Person, ines: Application):
    make.replied(ines.id, PERHAPS)
    make.replied(ines.id, "I said stop this")

    assert decide(ines, alma, stopped=False)

    assert StopDoubt.select().where(StopDoubt.decided_at.is_null()).count() == 0


def test_of_two_who_decide_at_once_one_does(alma: Person, bo: Person, ines: Application):
    make.replied(ines.id, PERHAPS)

    decided = at_once(
        [lambda: decide(ines, alma, stopped=True), lambda: decide(ines, bo, stopped=False)]
    )

    assert sorted(decided) == [False, True]
    assert (StopDoubt.get().decided_by_id == alma.id) == (OptOut.select().count() == 1)


def test_where_nobody_is_left_to_read_it_in_their_row_it_counts(ines: Application):
    ines.delete_instance()

    replies.reply_came(make.inbound(NUMBER, PERHAPS))

    assert OptOut.get().number == NUMBER


def test_what_was_marked_as_answered_does_not_come_back_with_an_undo(
    case: CaseFacts, alma: Person, ines: Application
):
    make.replied(ines.id, "Please call me")
    replies.mark_answered(ines.id)
    batch = make.batch(case, alma, [ines.id], "As I said just now")

    sending.cancel(batch)

    assert InboundText.get().answered_at is not None
    assert make.facts(case.id).needs_reply_count == 0
