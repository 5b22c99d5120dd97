"""One worker per e-mail, with a lease, a stamp just before the call, and what came of it."""

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast
from tests.dispatch.mails import queued, states
from tests.together import at_once
from webapp.domain import mail, mail_dispatch
from webapp.domain.mail_dispatch import ClaimedMail
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import Mail

ACCEPTED = Outcome(Verdict.ACCEPTED)
REFUSED = Outcome(Verdict.REFUSED, code="550", detail=say("The mail server knows no such address."))
LATER = Outcome(Verdict.RETRY, code="451", detail=say("Later."))
UNKNOWN = Outcome(Verdict.UNKNOWN, code="dropped", detail=say("It did not say."))
FAULT = Outcome(Verdict.ACCOUNT_FAULT, code="535", detail=say("It does not accept our sign-in."))


def claim(worker: str = "one", **options: object) -> ClaimedMail | None:
    return mail_dispatch.claim(worker, **options)  # type: ignore[arg-type]


def under_way(worker: str = "one", now: datetime | None = None) -> ClaimedMail:
    """The next e-mail, stamped by a worker that is about to call."""
    claimed = claim(worker, now=now)
    assert claimed
    assert mail_dispatch.stamp(claimed.mail_id, worker, now)
    return claimed


def test_a_claim_holds_everything_that_a_call_needs(cast: Cast):
    one = queued(cast, "åsa@example.org", "Hej Åsa!")

    claimed = claim()

    assert claimed
    assert claimed[:4] == (one.id, "åsa@example.org", "Your link", "Hej Åsa!")
    assert claimed.ref == f"{clock.to_ms(one.created_at)}.{one.id}"
    assert claim("two") is None


def test_the_oldest_goes_first_and_nothing_before_its_time(cast: Cast):
    now = clock.now()
    later = queued(cast, now=now + timedelta(seconds=9))
    sooner = queued(cast, now=now)

    early = claim(now=now - timedelta(milliseconds=1))
    found = [claim(now=now + timedelta(seconds=9)) for _ in range(3)]

    assert early is None
    assert [one and one.mail_id for one in found] == [sooner.id, later.id, None]


def test_workers_at_once_never_share_an_email(cast: Cast):
    mails = {queued(cast).id for _ in range(6)}

    claims = at_once([lambda name=name: claim(name) for name in "abcdef"])

    found = [one.mail_id for one in claims if one]
    assert len(found) == len(set(found))
    left = [one.mail_id for one in iter(lambda: claim("rest"), None)]
    assert sorted(found + left) == sorted(mails)


def test_only_the_worker_that_claimed_it_may_stamp_it_and_once(cast: Cast):
    queued(cast)
    claimed = claim("one")
    assert claimed

    stamps = [mail_dispatch.stamp(claimed.mail_id, worker) for worker in ("two", "one", "one")]

    assert stamps == [False, True, False]


def test_a_worker_that_woke_up_late_may_not_send(cast: Cast):
    queued(cast)
    now = clock.now()
    claimed = claim("slow", now=now, lease_s=60)
    assert claimed
    late = now + timedelta(seconds=60)

    stamped_late = mail_dispatch.stamp(claimed.mail_id, "slow", late)
    early = mail_dispatch.recover(late - timedelta(milliseconds=1))
    recovered = mail_dispatch.recover(late)

    assert (stamped_late, early, recovered, states()) == (False, 0, 1, ["queued"])
    assert claim("quick", now=late) is not None


def test_what_a_dead_worker_had_stamped_is_unconfirmed_and_never_sent_again(cast: Cast):
    queued(cast)
    now = clock.now()
    under_way(now=now)

    mail_dispatch.recover(now + timedelta(seconds=mail_dispatch.LEASE_S))

    assert states() == ["unconfirmed"]
    assert "worker ended" in Mail.get().words
    assert claim(now=now + timedelta(days=9)) is None


@pytest.mark.parametrize(
    ("outcome", "state", "text"),
    [
        (ACCEPTED, "accepted", ""),
        (REFUSED, "refused", ""),
        (UNKNOWN, "unconfirmed", "Hej Cleo!"),
        (LATER, "queued", "Hej Cleo!"),
        (FAULT, "queued", "Hej Cleo!"),
    ],
    ids=lambda value: str(getattr(value, "verdict", value)),
)
def test_each_outcome_ends_where_it_must_and_a_second_telling_changes_nothing(
    cast: Cast, outcome: Outcome, state: str, text: str
):
    queued(cast)
    claimed = under_way()

    mail_dispatch.settle(claimed.mail_id, outcome)
    settled = Mail.get().__data__
    mail_dispatch.settle(claimed.mail_id, outcome, clock.now() + timedelta(days=1))

    assert (settled["state"], settled["text"]) == (state, text)
    assert settled["words"] == str(outcome.detail or "")
    assert Mail.get().__data__ == settled


@pytest.mark.parametrize(
    ("late", "state"),
    [(ACCEPTED, "accepted"), (REFUSED, "refused"), (LATER, "unconfirmed"), (FAULT, "unconfirmed")],
    ids=lambda value: str(getattr(value, "verdict", value)),
)
def test_a_late_answer_counts_unless_it_would_send_again(cast: Cast, late: Outcome, state: str):
    queued(cast)
    now = clock.now()
    claimed = under_way(now=now)
    mail_dispatch.recover(now + timedelta(days=1))

    mail_dispatch.settle(claimed.mail_id, late)

    assert states() == [state]


def test_tries_come_further_apart_and_end(cast: Cast):
    queued(cast)
    now, waits = clock.now(), []

    while "queued" in states():
        one = Mail.get()
        now = max(now, one.send_after)
        mail_dispatch.settle(under_way(now=now).mail_id, LATER, now)
        waits.append((Mail.get().send_after - now).total_seconds())

    assert waits[:8] == [5, 10, 20, 40, 80, 160, 320, 640]
    assert set(waits[10:-1]) == {3600}
    assert len(waits) == mail_dispatch.MOST_ATTEMPTS
    assert (states(), Mail.get().words, Mail.get().text) == (["refused"], "Later.", "")


def test_settings_that_are_wrong_use_up_no_try(cast: Cast):
    queued(cast)
    now = clock.now()

    for _ in range(mail_dispatch.MOST_ATTEMPTS + 1):
        mail_dispatch.settle(under_way(now=now).mail_id, FAULT, now)
        now += timedelta(seconds=mail_dispatch.ACCOUNT_REST_S)

    assert (states(), Mail.get().attempts) == (["queued"], 0)


def test_an_occasion_writes_once_whatever_became_of_it(cast: Cast):
    one = queued(cast)
    mail_dispatch.settle(under_way().mail_id, ACCEPTED)

    again = mail.queue(cast.group.id, one.key, "cleo@example.org", "Your link", "Hej again")

    assert (again, states()) == (False, ["accepted"])
