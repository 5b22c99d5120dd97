"""Each rule that `hej credits check` verifies is found broken by whoever gets past the triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests import make
from tests.cast import Cast
from webapp import db
from webapp.domain import checks, dispatch, receipts, settling
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.models import Message

COPY = (
    'root_id, "to", number_hash, sender, text, segments, state, state_at, created_at, send_after, '
    "contact_type, subject, send_before, zone, passes_quiet, claimed_by, attempts, carrier_code, "
    "carrier_words"
)
# What somebody does to the tables by hand, and the rules that notice it. In the statements stand
# the ids of a first and a second accepted message, and of a refused and an unconfirmed one.
TAMPERED = [
    ("UPDATE account SET available = available + 1", {1, 2}),
    ("UPDATE account SET available = available + 1, held = held - 1 WHERE held > 0", {1, 3}),
    ("DELETE FROM ledger_entry WHERE kind = 'top_up'", {1, 2, 8, 9}),
    ("DELETE FROM ledger_entry WHERE kind = 'reserve' AND message_id = {first}", {1, 4, 5, 8, 9}),
    ("DELETE FROM ledger_entry WHERE kind = 'capture' AND message_id = {first}", {1, 4, 8, 9, 10}),
    ("UPDATE message SET state = 'cancelled' WHERE id = {unconfirmed}", {3, 4}),
    ("UPDATE message SET state = 'queued' WHERE id = {first}", {3, 4}),
    ("UPDATE message SET state = 'delivered' WHERE id = {refused}", {4}),
    ("UPDATE message SET credits = 3 WHERE id = {first}", {4}),
    ("UPDATE message SET credits = 3 WHERE id = {refused}", {4}),
    ("UPDATE message SET root_id = {other} WHERE id = {first}", {4}),
    (
        "UPDATE ledger_entry SET held_delta = held_delta + moved, "
        "available_delta = available_delta - moved FROM (SELECT {first} AS whose, 1 AS moved "
        "UNION SELECT {second}, -1) given WHERE message_id = whose AND kind = 'reserve'",
        {4},
    ),
    ("UPDATE message SET carrier_id = 'carrier-{first}' WHERE id = {second}", {5}),
    (
        "INSERT INTO carrier_receipt (carrier_id, client_ref, message_id, status, code, words, "
        "currency, at, received_at) VALUES ('another', '', {first}, 'delivered', '', '', '', 1, 1)",
        {6},
    ),
    ("UPDATE ledger_entry SET key = 'capture:0' WHERE key = 'capture:{first}'", {7}),
    ("UPDATE ledger_entry SET kind = 'adjust' WHERE kind = 'top_up'", {7, 8, 9}),
]


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    """Messages that came to different ends, and another parent organisation."""
    case, other = make.case(cast.alma), make.case(cast.dag)
    make.credits(case, 20)
    make.departed(case, cast.alma, make.candidates(case, 6))
    calls = dispatch.claim("one", 5, 1000)
    assert all(dispatch.stamp(one.message_id, "one") for one in calls)
    first, second, refused, unconfirmed, absorbed = (one.message_id for one in calls)
    verdicts = [Verdict.ACCEPTED] * 2 + [Verdict.REFUSED] + [Verdict.UNKNOWN] * 2
    settling.settle(
        Settled(one.message_id, Outcome(verdict, f"carrier-{one.message_id}"))
        for one, verdict in zip(calls, verdicts, strict=True)
    )
    settling.count_as_not_sent(absorbed)
    receipts.receipt_came(make.receipt(Message.get_by_id(absorbed)))
    return {
        "first": first,
        "second": second,
        "refused": refused,
        "unconfirmed": unconfirmed,
        "other": other.root_id,
    }


def broken() -> set[int]:
    """The numbers of the rules that do not hold."""
    return {rule.number for rule in checks.check() if rule.broken}


def test_what_nobody_touched_keeps_every_rule(ids: dict[str, int]):
    assert broken() == set()
    assert all(rule.figure > 0 for rule in checks.check())


@pytest.mark.parametrize(("statement", "rules"), TAMPERED)
def test_what_was_changed_by_hand_is_found(ids: dict[str, int], statement: str, rules: set[int]):
    with unprotected():
        db.execute(statement.format(**ids))

    assert broken() == rules


def test_two_messages_to_one_recipient_are_found_also_without_the_carriers_name(
    ids: dict[str, int],
):
    db.execute("DROP INDEX message_batch_id_application_id")
    db.execute(
        f"INSERT INTO message (batch_id, application_id, credits, client_ref, carrier_id, {COPY}) "
        f"SELECT batch_id, application_id, 0, 'another', '', {COPY} FROM message WHERE id = ?",
        (ids["first"],),
    )

    assert broken() == {6}


def test_a_ledger_that_could_be_rewritten_is_found(ids: dict[str, int]):
    with unprotected():
        assert broken() == {7}


@contextmanager
def unprotected() -> Iterator[None]:
    """The ledger without the triggers that keep it append-only."""
    if db.is_sqlite():
        db.execute("DROP TRIGGER ledger_entry_no_update")
        db.execute("DROP TRIGGER ledger_entry_no_delete")
        yield
        db.append_only("ledger_entry")
    else:
        db.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        yield
        db.execute("ALTER TABLE ledger_entry ENABLE TRIGGER USER")
