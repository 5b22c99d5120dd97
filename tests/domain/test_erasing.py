"""Erasing a candidate: what goes, what stays, and what has to end before."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.web.worlds import dump
from webapp.domain import (
    checks,
    credit_report,
    dispatch,
    erasing,
    ledger,
    opt_outs,
    receipts,
    replies,
    settling,
)
from webapp.domain.applications import Details, add, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.models import Application, Batch, Erasure, LogEntry, Message

MARK = "Zebrafinch"
NUMBER = "+46701740650"
TYPED = "070-174 06 50"
EMAIL = "zebrafinch@example.org"
SECRETS = (MARK, NUMBER, NUMBER[1:], TYPED, EMAIL, "Featherstone", "Aviary town", "X-4711")


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, with credits."""
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def marked(case: CaseFacts) -> Application:
    """Somebody whose every detail can be told from everything else."""
    details = Details(
        MARK, "Featherstone", email=EMAIL, mobile=TYPED, town="Aviary town", reference="X-4711"
    )
    return add(case.id, details, read_mobile(TYPED, case.country, ["SE"]))


def test_nothing_that_tells_who_it_was_is_left(cast: Cast, case: CaseFacts, marked: Application):
    delivered = sent(cast, case, marked, f"Hi {MARK}, we have you at {TYPED} and {EMAIL}")
    sent(cast, case, marked, "Hi %FIRSTNAME% %LASTNAME%", refused=True)
    make.replied(marked.id, f"Yes! {MARK} here, write to {EMAIL}")
    make.batch(case, cast.alma, [marked.id], "Dear %FULLNAME%")
    assert found_in_the_database() == set(SECRETS)

    erasing.erase([marked.id], cast.alma.id)

    assert found_in_the_database() == set()
    assert make.state(delivered) == "delivered"
    assert broken_rules() == []


def test_a_second_time_changes_nothing(cast: Cast, case: CaseFacts, marked: Application):
    sent(cast, case, marked, "Hi %FIRSTNAME%")
    assert erasing.erase([marked.id], cast.alma.id) == 1
    before = dump()

    assert erasing.erase([marked.id], cast.alma.id) == 0
    assert erasing.finish() == 0
    assert dump() == before


def test_what_waits_is_taken_back_and_its_credits_come_back(
    cast: Cast, case: CaseFacts, marked: Application
):
    [waiting] = make.messages(make.batch(case, cast.alma, [marked.id]))

    erasing.erase([marked.id], cast.alma.id)

    assert make.state(waiting) == "cancelled"
    assert Message.get_by_id(waiting.id).text == ""
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("verdict", "ends_as"), [(Verdict.ACCEPTED, "accepted"), (Verdict.RETRY, "cancelled")]
)
def test_what_is_being_sent_is_finished_first(
    cast: Cast, case: CaseFacts, marked: Application, verdict: Verdict, ends_as: str
):
    [message] = make.departed(case, cast.alma, [marked.id])
    dispatch.claim("w", 1, 1000)
    assert dispatch.stamp(message.id, "w")

    erasing.erase([marked.id], cast.alma.id)

    kept = Message.get_by_id(message.id)
    assert (kept.to, kept.text) == (NUMBER, f"Hi {MARK}")
    assert erasing.finish() == 0
    settling.settle([Settled(message.id, Outcome(verdict, carrier_id="c-1"))])
    assert erasing.finish() == 1
    assert found_in_the_database() == set()
    assert make.state(message) == ends_as
    assert broken_rules() == []


def test_what_a_worker_has_claimed_does_not_leave(cast: Cast, case: CaseFacts, marked: Application):
    [message] = make.departed(case, cast.alma, [marked.id])
    dispatch.claim("w", 1, 1000)

    erasing.erase([marked.id], cast.alma.id)

    assert not dispatch.stamp(message.id, "w")
    dispatch.put_back([message.id], "w")
    assert make.state(message) == "cancelled"
    assert erasing.finish() == 1
    assert found_in_the_database() == set()
    assert broken_rules() == []


def test_an_unconfirmed_message_waits_for_its_proof(
    cast: Cast, case: CaseFacts, marked: Application
):
    message = unconfirmed(cast, case, marked)
    erasing.erase([marked.id], cast.alma.id)
    assert erasing.finish() == 0
    assert not Erasure.get().done_at

    replies.reply_came(make.inbound(NUMBER, f"It is me, {MARK}"))
    receipts.receipt_came(make.receipt(message))

    assert erasing.finish() == 1
    assert found_in_the_database() == set()
    assert make.state(message) == "delivered"
    assert broken_rules() == []


def test_however_many_wait_for_proof_who_has_it_is_finished(cast: Cast, case: CaseFacts):
    make.credits(case, 90)
    *others, last = make.candidates(case, erasing.AT_ONCE + 1)
    messages = make.departed(case, cast.alma, [*others, last])
    Message.update(state="unconfirmed").execute()
    erasing.erase([*others, last], cast.alma.id)
    assert erasing.finish() == 0

    receipts.receipt_came(make.receipt(messages[-1]))

    assert erasing.finish() == 1
    assert Message.get_by_id(messages[-1].id).to == ""


def test_a_receipt_that_comes_late_brings_nothing_back(
    cast: Cast, case: CaseFacts, marked: Application
):
    message = unconfirmed(cast, case, marked)
    settling.count_as_not_sent(message.id)
    make.replied(marked.id, "Hello?")
    erasing.erase([marked.id], cast.alma.id)

    receipts.receipt_came(make.receipt(message))

    assert found_in_the_database() == set()
    assert Application.get_by_id(marked.id).needs_reply_at is None
    assert broken_rules() == []


def test_what_only_might_be_stop_is_one_when_nobody_can_read_it_any_more(
    cast: Cast, case: CaseFacts, marked: Application
):
    again = make.application(make.case(cast.alma), TYPED)
    sent(cast, case, marked, "Hi")
    make.replied(marked.id, "please stop texting me")

    erasing.erase([marked.id], cast.alma.id)

    assert opt_outs.has_stopped(cast.alma.root_id, again.number_hash)


def test_others_keep_what_was_sent_to_them_all(cast: Cast, case: CaseFacts, marked: Application):
    other = make.application(case)
    batch = make.batch(case, cast.alma, [marked.id, other.id], "Hi %FIRSTNAME%, come on Friday")

    erasing.erase([marked.id], cast.alma.id)

    assert Batch.get_by_id(batch.id).text == "Hi %FIRSTNAME%, come on Friday"
    assert [one.text for one in make.messages(batch)] == ["", "Hi Ines, come on Friday"]
    erasing.erase([other.id], cast.alma.id)
    assert Batch.get_by_id(batch.id).text == ""


def test_what_the_credits_were_used_for_stays(cast: Cast, case: CaseFacts, marked: Application):
    sent(cast, case, marked, "Hi %FIRSTNAME%")
    sent(cast, case, marked, "Hi %LASTNAME%", refused=True)
    before = reported(cast)

    erasing.erase([marked.id], cast.alma.id)

    assert reported(cast) == before
    assert broken_rules() == []


def test_the_log_says_who_erased_whom_by_a_number(cast: Cast, case: CaseFacts, marked: Application):
    erasing.erase([marked.id], cast.alma.id)

    entry = LogEntry.get(LogEntry.kind == "candidate_erased")
    assert (entry.user_id, entry.subject) == (cast.alma.id, case.title)
    assert entry.details == f'{{"application": {marked.id}}}'


def sent(
    cast: Cast, case: CaseFacts, application: Application, text: str, *, refused: bool = False
) -> Message:
    """A message to somebody that was delivered, or refused by the carrier."""
    message = on_its_way(cast, case, application, text)
    if refused:
        make.refused(message.id)
    else:
        settling.settle([Settled(message.id, Outcome(Verdict.ACCEPTED, f"carrier-{message.id}"))])
        receipts.receipt_came(make.receipt(message))
    return message


def on_its_way(cast: Cast, case: CaseFacts, application: Application, text: str) -> Message:
    """A message to somebody that is just being sent."""
    [message] = make.departed(case, cast.alma, [application.id], text)
    dispatch.claim("w", 1, 1000)
    assert dispatch.stamp(message.id, "w")
    return message


def unconfirmed(cast: Cast, case: CaseFacts, application: Application) -> Message:
    """A message of which nobody knows whether it left."""
    message = on_its_way(cast, case, application, "Hi %FIRSTNAME%")
    dispatch.recover(clock.now() + timedelta(seconds=dispatch.LEASE_S + 1))
    assert make.state(message) == "unconfirmed"
    return message


def found_in_the_database() -> set[str]:
    """The secrets that stand anywhere in it."""
    everything = str(dump())
    return {secret for secret in SECRETS if secret.casefold() in everything.casefold()}


def reported(cast: Cast) -> object:
    """What the Credits tab tells."""
    return (
        credit_report.used_per_day(cast.group, 0),
        credit_report.tops(cast.group, 0),
        ledger.export(cast.group.id),
    )


def broken_rules() -> list[str]:
    """The rules of `hej credits check` that do not hold."""
    return [rule.sentence for rule in checks.check() if rule.broken]
