"""The worker's one thread for e-mail. It is apart from the threads for SMS, so that a mail server
that hangs holds up nothing but mail.

Two queues take turns in it: mail to users (domain.mail), and what recruiters write to candidates
(domain.dispatch). Both have the same guards.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from webapp import db
from webapp.domain import dispatch, mail_dispatch, settling
from webapp.domain.outlet import Way
from webapp.domain.settling import Settled
from webapp.gateways.mail_text import OutgoingMail
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib.html_letter import html_letter

IDLE_S = 1.0

_log = logging.getLogger(__name__)


class _Queue(Protocol):
    """Where e-mail waits. Each verb is one write."""

    def claim(self) -> tuple[int, OutgoingMail] | None:
        """What is due next, with its id in this queue."""

    def stamp(self, identity: int) -> bool:
        """Just before the call; False if it must not be sent."""

    def settle(self, identity: int, outcome: Outcome) -> None:
        """What came of the call."""


class MailSender:
    """Sends what is due, one e-mail after the other, until `stopping` is set."""

    def __init__(
        self,
        worker: str,
        send: Callable[[OutgoingMail], Outcome],
        writing: threading.Lock,
        stopping: threading.Event,
        lease_s: float = mail_dispatch.LEASE_S,
    ) -> None:
        """`send` is a gateway's; `writing` is held for each write, never for a call."""
        self._send = send
        self._writing = writing
        self._stopping = stopping
        # Mail to users first: it is little, and somebody may be waiting for a link.
        self._queues: tuple[_Queue, ...] = (
            _ToUsers(worker, lease_s),
            _ToCandidates(worker, lease_s),
        )

    def run(self) -> None:
        """Work until told to stop; what is under way then is finished."""
        while not self._stopping.is_set():
            rest_s = IDLE_S
            for queue in self._queues:
                try:
                    rest_s = min(rest_s, self._send_next(queue))
                except Exception:
                    # The row stays as it is: its lease decides what becomes of it.
                    _log.exception("An e-mail could not be handled.")
            self._stopping.wait(rest_s)
        db.database.close()

    def _send_next(self, queue: _Queue) -> float:
        """Send what is due next; how long to rest after it, in seconds."""
        with self._writing:
            found = queue.claim()
        if found is None:
            return IDLE_S
        identity, mail = found
        with self._writing:
            stamped = queue.stamp(identity)
        if stamped:
            self._hand_over(queue, identity, mail)
        return 0

    def _hand_over(self, queue: _Queue, identity: int, mail: OutgoingMail) -> None:
        outcome = self._send(mail)
        with self._writing:
            queue.settle(identity, outcome)
        if outcome.verdict is not Verdict.ACCEPTED:
            _log.warning("E-mail %s: %s (%s)", mail.ref, outcome.verdict.value, outcome.code)
        if outcome.verdict is Verdict.ACCOUNT_FAULT:
            _log.error("E-mail rests for a minute. %s", outcome.detail)
            self._stopping.wait(mail_dispatch.ACCOUNT_REST_S)


class _ToUsers:
    """What Hej itself writes."""

    def __init__(self, worker: str, lease_s: float) -> None:
        self._worker, self._lease_s = worker, lease_s

    def claim(self) -> tuple[int, OutgoingMail] | None:
        one = mail_dispatch.claim(self._worker, lease_s=self._lease_s)
        return one and (
            one.mail_id,
            OutgoingMail(one.to, one.subject, one.text, one.ref, calendar=one.calendar),
        )

    def stamp(self, identity: int) -> bool:
        return mail_dispatch.stamp(identity, self._worker)

    def settle(self, identity: int, outcome: Outcome) -> None:
        mail_dispatch.settle(identity, outcome)


class _ToCandidates:
    """What recruiters write, from the organisation, with answers to themselves."""

    def __init__(self, worker: str, lease_s: float) -> None:
        self._worker, self._lease_s = worker, lease_s

    def claim(self) -> tuple[int, OutgoingMail] | None:
        one = dispatch.claim_email(self._worker, lease_s=self._lease_s)
        return one and (one.message_id, letter(one))

    def stamp(self, identity: int) -> bool:
        if dispatch.stamp(identity, self._worker, lease_s=self._lease_s):
            return True
        dispatch.put_back([identity], self._worker)
        return False

    def settle(self, identity: int, outcome: Outcome) -> None:
        settling.settle([Settled(identity, outcome, Way.MAIL)])


def letter(one: dispatch.ClaimedEmail) -> OutgoingMail:
    """An e-mail to a candidate as it goes out: from the organisation, answers to its writer."""
    return OutgoingMail(
        one.to,
        one.subject,
        one.text,
        one.client_ref,
        html=html_letter(one.subject, one.text, one.sender),
        calendar=one.calendar,
        from_name=one.sender,
        reply_to=one.reply_to,
    )
