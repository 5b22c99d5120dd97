"""One worker per message, with a lease, and a stamp just before the call."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from tests import make
from tests.dispatch.carriers import accepted, unknown
from tests.together import at_once
from webapp.domain import checks, credits, dispatch, settling
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.dispatch import Claimed
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.models import Message

RATE = 1000
Due = Callable[[int], list[Message]]


def claim(worker: str = "one", most: int = 100, **options: object) -> list[Claimed]:
    return dispatch.claim(worker, most, RATE, **options)  # type: ignore[arg-type]


def test_what_still_waits_for_its_undo_window_is_not_claimed(case: CaseFacts, alma: Person):
    batch = make.batch(case, alma, make.candidates(case, 1))

    too_early = claim(now=batch.send_after - timedelta(milliseconds=1))
    in_time = claim(now=batch.send_after)

    assert (too_early, len(in_time)) == ([], 1)


def test_a_claim_holds_everything_that_a_call_needs(due: Due):
    [message] = due(1)

    [claimed] = claim()

    assert claimed[:5] == (
        message.id,
        message.to,
        "Northern",
        "Hi Candidate 0",
        message.client_ref,
    )


def test_the_oldest_go_first_and_no_more_than_asked_for(due: Due):
    messages = due(5)

    batches = [claim(most=2), claim(most=2), claim(most=2), claim(most=2)]

    assert [[one.message_id for one in batch] for batch in batches] == [
        [messages[0].id, messages[1].id],
        [messages[2].id, messages[3].id],
        [messages[4].id],
        [],
    ]


def test_eight_workers_at_once_never_share_a_message(due: Due):
    messages = due(60)

    claims = at_once([lambda name=name: claim(name, 20) for name in "abcdefgh"])

    ids = [one.message_id for claimed in claims for one in claimed]
    assert len(ids) == len(set(ids))
    assert set(ids) | {one.message_id for one in claim("rest")} == {one.id for one in messages}


def test_slots_are_handed_out_once_and_apart(due: Due):
    due(40)

    claims = at_once([lambda name=name: dispatch.claim(name, 10, 50) for name in "abcd"])

    slots = sorted(one.slot for claimed in claims for one in claimed)
    gaps = [later - earlier for earlier, later in pairwise(slots)]
    assert len(slots) == 40
    assert min(gaps) >= 1 / 50


def test_only_the_worker_that_claimed_it_may_stamp_it_and_once(due: Due):
    due(1)
    [claimed] = claim("one")

    stamps = [
        dispatch.stamp(claimed.message_id, "two"),
        dispatch.stamp(claimed.message_id, "one"),
        dispatch.stamp(claimed.message_id, "one"),
    ]

    assert stamps == [False, True, False]


def test_a_worker_that_woke_up_late_may_not_send(due: Due):
    due(1)
    now = clock.now()
    [claimed] = claim("slow", now=now, lease_s=60)
    in_time, late = now + timedelta(seconds=59.9), now + timedelta(seconds=60)

    dispatch.recover(in_time)
    still_claimed = make.state(Message.get())
    dispatch.recover(late)
    [again] = claim("quick", now=late)

    assert still_claimed == "claimed"
    assert again.message_id == claimed.message_id
    assert not dispatch.stamp(claimed.message_id, "slow", late)
    assert dispatch.stamp(again.message_id, "quick", late)


def test_a_lease_that_ended_fences_also_before_anybody_noticed(due: Due):
    due(1)
    now = clock.now()
    [claimed] = claim("slow", now=now, lease_s=60)

    assert not dispatch.stamp(claimed.message_id, "slow", now + timedelta(seconds=60))


def test_a_call_has_its_time_however_late_it_began(due: Due):
    [message] = due(1)
    now = clock.now()
    [claimed] = claim(now=now, lease_s=60)
    began = now + timedelta(seconds=59)
    dispatch.stamp(claimed.message_id, "one", began, lease_s=60)

    dispatch.recover(now + timedelta(seconds=61))
    under_way = make.state(message)
    dispatch.recover(began + timedelta(seconds=60))

    assert (under_way, make.state(message)) == ("sending", "unconfirmed")


def test_what_was_stamped_by_a_dead_worker_is_unconfirmed_and_stays_so(due: Due, case: CaseFacts):
    [message] = due(1)
    now = clock.now()
    [claimed] = claim(now=now)
    dispatch.stamp(claimed.message_id, "one", now)

    recovered = dispatch.recover(now + timedelta(minutes=5))

    assert (recovered, make.state(message)) == (1, "unconfirmed")
    assert claim(now=now + timedelta(minutes=10)) == []
    assert credits.balance(case.root_id) == Balance(99, 1, 0)


def test_the_late_answer_to_a_call_still_counts(due: Due, case: CaseFacts):
    [message] = due(1)
    now = clock.now()
    [claimed] = claim(now=now)
    dispatch.stamp(claimed.message_id, "one", now)
    dispatch.recover(now + timedelta(minutes=5))

    settling.settle([accepted(claimed)])

    assert make.state(message) == "accepted"
    assert credits.balance(case.root_id) == Balance(99, 0, 1)


def test_a_worker_that_stops_puts_back_what_it_has_not_sent(due: Due):
    [message] = due(1)
    [claimed] = claim("one")

    dispatch.put_back([claimed.message_id], "two")
    not_his = make.state(message)
    dispatch.put_back([claimed.message_id], "one")

    assert (not_his, make.state(message)) == ("claimed", "queued")
    assert [one.message_id for one in claim("two")] == [message.id]


def test_who_stops_between_claim_and_stamp_gets_nothing(due: Due, case: CaseFacts):
    [message] = due(1)
    [claimed] = claim("one")
    make.stop(case.root_id, message.to, "Stop")

    stamped = dispatch.stamp(claimed.message_id, "one")
    dispatch.put_back([claimed.message_id], "one")

    assert (stamped, make.state(message)) == (False, "cancelled")
    assert credits.balance(case.root_id) == Balance(100, 0, 0)


def test_who_stops_while_a_dead_worker_holds_the_message_gets_nothing(due: Due, case: CaseFacts):
    [message] = due(1)
    now = clock.now()
    claim("dead", now=now)
    make.stop(case.root_id, message.to, "Stop")
    dispatch.recover(now + timedelta(minutes=5))

    for claimed in claim("alive"):
        assert not dispatch.stamp(claimed.message_id, "alive")
        dispatch.put_back([claimed.message_id], "alive")

    assert make.state(message) == "cancelled"


def test_a_late_queue_never_sends(due: Due, case: CaseFacts):
    [message] = due(1)

    at_the_end = dispatch.expire(message.send_before - timedelta(milliseconds=1))
    claimed = claim(now=message.send_before)
    after = dispatch.expire(message.send_before)

    assert (at_the_end, claimed, after) == (0, [], 1)
    assert make.state(message) == "expired"
    assert credits.balance(case.root_id) == Balance(100, 0, 0)
    assert make.facts(case.id).not_contacted_count == 1


def test_more_expire_than_one_round_takes(due: Due, monkeypatch: pytest.MonkeyPatch):
    messages = due(5)
    monkeypatch.setattr(dispatch, "_BULK", 2)

    rounds = [dispatch.expire(messages[0].send_before) for _ in range(4)]

    assert rounds == [2, 2, 1, 0]


def test_three_silent_days_count_as_not_sent(due: Due, case: CaseFacts):
    [message] = due(1)
    [claimed] = claim()
    dispatch.stamp(claimed.message_id, "one")
    settling.settle([unknown(claimed)])
    end = message.send_before + timedelta(hours=dispatch.GIVE_UP_HOURS)

    early = dispatch.give_up(end - timedelta(milliseconds=1))
    held = credits.balance(case.root_id)
    given_up = dispatch.give_up(end)

    assert (early, given_up, make.state(message)) == (0, 1, "not_sent")
    assert (held, credits.balance(case.root_id)) == (Balance(99, 1, 0), Balance(100, 0, 0))
    assert all(rule.broken == 0 for rule in checks.check())


def test_a_beat_is_the_last_one_of_any_worker(database: str):
    never = dispatch.last_beat()
    began = clock.now()

    dispatch.beat("one")
    dispatch.beat("one")
    dispatch.beat("two")

    assert never is None
    assert dispatch.last_beat() >= began
    dispatch.forget_old_beats(began + timedelta(days=2))
    assert dispatch.last_beat() is None
