"""The mail queue's side of sending: what is due, whose it is, and what became of it.

The same guards as for SMS (domain.dispatch): an e-mail is claimed with a lease, stamped
`sending` and committed just before the call, and settled after it. What a crash leaves claimed
goes back; what it leaves stamped may have left, becomes unconfirmed, and is never sent again by
itself.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.lib.words import say

LEASE_S = 300
"""More than a whole conversation with a slow mail server takes."""
ACCOUNT_REST_S = 60
MOST_ATTEMPTS = 30
_FIRST_RETRY_S = 5
_LONGEST_RETRY_S = 3600
_WORKER_ENDED = say("The worker ended while it was being sent.")


class ClaimedMail(NamedTuple):
    """An e-mail that this worker may send."""

    mail_id: int
    to: str
    subject: str
    text: str
    calendar: str
    created_at: int

    @property
    def ref(self) -> str:
        """Its name to the outside, the same at every try, and another one in another database."""
        return f"{self.created_at}.{self.mail_id}"


def claim(
    worker: str, *, lease_s: float = LEASE_S, now: datetime | None = None
) -> ClaimedMail | None:
    """Take the e-mail that has been due for longest, for one worker only; None if none is due.

    The claim ends after `lease_s`; what was not stamped by then goes to another worker.
    """
    now_ms = clock.to_ms(now or clock.now())
    due = "state = 'queued' AND send_after <= ?"
    # A read first: it holds up nobody, and mostly there is nothing to send.
    if db.row(f"SELECT 1 FROM mail WHERE {due} LIMIT 1", (now_ms,)) is None:
        return None
    found = db.row(
        "UPDATE mail SET state = 'claimed', claimed_by = ?, lease_until = ?, state_at = ? "
        f"WHERE id = (SELECT id FROM mail WHERE {due} ORDER BY send_after, id LIMIT 1"
        f'{db.skip_locked()}) RETURNING id, "to", subject, text, calendar, created_at',
        (worker, now_ms + round(lease_s * 1000), now_ms, now_ms),
    )
    return ClaimedMail._make(found) if found else None


def stamp(mail_id: int, worker: str, now: datetime | None = None) -> bool:
    """Mark a claimed e-mail as being sent, committed; False if it is no longer this worker's."""
    now_ms = clock.to_ms(now or clock.now())
    stamped = db.execute(
        "UPDATE mail SET state = 'sending', state_at = ? "
        "WHERE id = ? AND state = 'claimed' AND claimed_by = ? AND lease_until > ?",
        (now_ms, mail_id, worker, now_ms),
    )
    return stamped == 1


def settle(mail_id: int, outcome: Outcome, now: datetime | None = None) -> None:
    """Write down what came of a call; a second call with the same outcome changes nothing.

    A late answer still counts for an e-mail that was taken for unconfirmed meanwhile, unless
    it would have it sent again.
    """
    now = now or clock.now()
    words = str(outcome.detail or "")
    if outcome.verdict is Verdict.ACCEPTED:
        _end(mail_id, "accepted", "", now)
    elif outcome.verdict is Verdict.REFUSED:
        _end(mail_id, "refused", words, now)
    elif outcome.verdict is Verdict.UNKNOWN:
        db.execute(
            "UPDATE mail SET state = 'unconfirmed', state_at = ?, words = ? "
            "WHERE id = ? AND state = 'sending'",
            (clock.to_ms(now), words, mail_id),
        )
    else:
        _try_again(mail_id, outcome, words, now)


def recover(now: datetime | None = None) -> int:
    """Take over what dead workers left behind; return how many e-mails that were."""
    now_ms = clock.to_ms(now or clock.now())
    back = db.execute(
        "UPDATE mail SET state = 'queued', claimed_by = '', lease_until = NULL, state_at = ? "
        "WHERE state = 'claimed' AND lease_until <= ?",
        (now_ms, now_ms),
    )
    unknown = db.execute(
        "UPDATE mail SET state = 'unconfirmed', state_at = ?, words = ? "
        "WHERE state = 'sending' AND lease_until <= ?",
        (now_ms, str(_WORKER_ENDED), now_ms),
    )
    return back + unknown


def _end(mail_id: int, state: str, words: str, now: datetime) -> None:
    """Nothing more happens to it, so its text, which may hold a secret link, goes, and its file."""
    db.execute(
        "UPDATE mail SET state = ?, state_at = ?, words = ?, text = '', calendar = '' "
        "WHERE id = ? AND state IN ('sending', 'unconfirmed')",
        (state, clock.to_ms(now), words, mail_id),
    )


def _try_again(mail_id: int, outcome: Outcome, words: str, now: datetime) -> None:
    """Surely not sent: wait, longer each time, until tries run out (after about a day).

    Where the account is at fault no try is counted: somebody must mend the settings first.
    """
    found = db.row("SELECT attempts FROM mail WHERE id = ? AND state = 'sending'", (mail_id,))
    if found is None:
        return
    attempts, wait_s = found[0], ACCOUNT_REST_S
    if outcome.verdict is Verdict.RETRY:
        attempts += 1
        wait_s = min(_FIRST_RETRY_S * 2 ** (attempts - 1), _LONGEST_RETRY_S)
    if attempts >= MOST_ATTEMPTS:
        _end(mail_id, "refused", words, now)
        return
    db.execute(
        "UPDATE mail SET state = 'queued', state_at = ?, claimed_by = '', lease_until = NULL, "
        "attempts = ?, send_after = ?, words = ? WHERE id = ? AND state = 'sending'",
        (
            clock.to_ms(now),
            attempts,
            clock.to_ms(now + timedelta(seconds=wait_s)),
            words,
            mail_id,
        ),
    )
