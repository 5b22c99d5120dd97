"""The worker's one thread for e-mail. It is apart from the threads for SMS, so that a mail server
that hangs holds up nothing but mail.
"""

import logging
import threading
from collections.abc import Callable

from webapp import db
from webapp.domain import mail_dispatch
from webapp.domain.mail_dispatch import ClaimedMail
from webapp.gateways.mail_text import OutgoingMail
from webapp.gateways.outcome import Outcome, Verdict

IDLE_S = 1.0

_log = logging.getLogger(__name__)


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
        self._worker = worker
        self._send = send
        self._writing = writing
        self._stopping = stopping
        self._lease_s = lease_s

    def run(self) -> None:
        """Work until told to stop; what is under way then is finished."""
        while not self._stopping.is_set():
            try:
                rest_s = self._send_next()
            except Exception:
                # The row stays as it is: its lease decides what becomes of it.
                _log.exception("An e-mail could not be handled.")
                rest_s = IDLE_S
            self._stopping.wait(rest_s)
        db.database.close()

    def _send_next(self) -> float:
        """Send what is due next; how long to rest after it, in seconds."""
        with self._writing:
            one = mail_dispatch.claim(self._worker, lease_s=self._lease_s)
        if one is None:
            return IDLE_S
        with self._writing:
            stamped = mail_dispatch.stamp(one.mail_id, self._worker)
        return self._hand_over(one) if stamped else 0

    def _hand_over(self, one: ClaimedMail) -> float:
        outcome = self._send(OutgoingMail(one.to, one.subject, one.text, one.ref))
        with self._writing:
            mail_dispatch.settle(one.mail_id, outcome)
        if outcome.verdict is not Verdict.ACCEPTED:
            _log.warning("E-mail %d: %s (%s)", one.mail_id, outcome.verdict.value, outcome.code)
        if outcome.verdict is Verdict.ACCOUNT_FAULT:
            _log.error("E-mail rests for a minute. %s", outcome.detail)
            return mail_dispatch.ACCOUNT_REST_S
        return 0
