"""The worker: claims what is due, sends it at the configured rate, and keeps house.

One thread claims, several send (each with its own gateway, which is not thread-safe), one
settles their answers in small batches. One more sends e-mail (mail_sender.py). Several workers
may run side by side on PostgreSQL: the claims, the stamps and the throttle are all in the
database.
"""

import logging
import os
import queue
import secrets
import threading
import time
from collections.abc import Callable

from peewee import OperationalError

from webapp import db
from webapp.domain import dispatch, housekeeping, outlet
from webapp.domain.dispatch import Claimed
from webapp.domain.mail_sender import MailSender
from webapp.domain.pacing import Pacer
from webapp.domain.settling import Settled, settle
from webapp.gateways.mail_text import OutgoingMail
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import Outgoing, SmsGateway

IDLE_S = 0.2
FREE_WITHIN_S = 2.0
HOUSEKEEPING_S = 5.0
CLEANING_S = 600.0
SETTLE_AGAIN_S = 1.0
_SETTLE_MOST = 64
# A call takes a third of a second at worst in ordinary days: so many threads keep the rate up.
_THREADS_PER_RATE = 0.34

_log = logging.getLogger(__name__)


class Worker:
    """Sends until it is told to stop. `make_gateway` is called once in each sending thread.

    Without it no SMS is sent, and without `send_mail` no e-mail: both stay queued.
    `base_url` is where its pages are, for the links in e-mails that it writes itself.
    A claim that was not sent within `lease_s` is taken over, by this worker or another; so long
    a call may last, too.
    """

    def __init__(
        self,
        make_gateway: Callable[[], SmsGateway] | None,
        rate_per_s: int,
        *,
        send_mail: Callable[[OutgoingMail], Outcome] | None = None,
        base_url: str = "",
        threads: int | None = None,
        lease_s: float = dispatch.LEASE_S,
        name: str | None = None,
    ) -> None:
        self.name = name or f"{os.getpid()}-{secrets.token_hex(4)}"
        self._make_gateway = make_gateway
        self._rate_per_s = rate_per_s
        self._lease_s = lease_s
        self._base_url = base_url
        usual = min(32, max(4, round(rate_per_s * _THREADS_PER_RATE)))
        self._threads = (threads or usual) if make_gateway else 0
        self._pacer = Pacer(rate_per_s)
        self._stopping = threading.Event()
        self._due: queue.Queue[Claimed | None] = queue.Queue()
        self._answers: queue.Queue[Settled | None] = queue.Queue()
        # SQLite has one writer: waiting here is fair, waiting in its busy loop is not.
        self._writing = threading.Lock()
        self._in_hand = threading.Semaphore(self._threads)
        self._mail = (
            MailSender(self.name, send_mail, self._writing, self._stopping) if send_mail else None
        )

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what was claimed is sent and settled."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop`. What is under way then is finished, the rest stays queued."""
        senders = [
            threading.Thread(
                target=self._send_until_told, args=(self._make_gateway,), name=f"sender-{number}"
            )
            for number in range(self._threads)
        ]
        settler = threading.Thread(target=self._settle_until_told, name="settler")
        mailing = [threading.Thread(target=self._mail.run, name="mail")] if self._mail else []
        for thread in (*senders, settler, *mailing):
            thread.start()
        try:
            self._claim_until_stopped()
        finally:
            self._stopping.set()
            for _ in senders:
                self._due.put(None)
            for thread in senders:
                thread.join()
            self._answers.put(None)
            for thread in (settler, *mailing):
                thread.join()
            db.database.close()

    def _claim_until_stopped(self) -> None:
        housekeeping_at = cleaning_at = 0.0
        while not self._stopping.is_set():
            try:
                if time.monotonic() >= housekeeping_at:
                    self._keep_house()
                    housekeeping_at = time.monotonic() + min(HOUSEKEEPING_S, self._lease_s)
                if time.monotonic() >= cleaning_at:
                    housekeeping.clean_up(self._writing)
                    cleaning_at = time.monotonic() + CLEANING_S
                if not self._claim():
                    self._stopping.wait(IDLE_S)
            except Exception:
                _log.exception("The worker could not claim; it tries again.")
                self._stopping.wait(1)

    def _claim(self) -> bool:
        """Hand out as much as there are free threads; False if nothing was due.

        True as well when no thread came free in time: then there is no need to wait longer.
        """
        if not self._threads:
            return False
        free = self._wait_for_free_threads()
        if not free:
            return True
        claimed: list[Claimed] = []
        try:
            with self._writing:
                claimed = dispatch.claim(self.name, free, self._rate_per_s, lease_s=self._lease_s)
        finally:
            for _ in range(free - len(claimed)):
                self._in_hand.release()
        for one in claimed:
            self._due.put(one)
        return bool(claimed)

    def _wait_for_free_threads(self) -> int:
        """Take the turn of one free thread, and of all others that are free as well.

        Not for longer than until the house wants keeping: a carrier that hangs holds all threads.
        """
        free = int(self._in_hand.acquire(timeout=FREE_WITHIN_S))
        while 0 < free < self._threads and self._in_hand.acquire(blocking=False):
            free += 1
        return free

    def _keep_house(self) -> None:
        # By itself: where not even this can be written, the database is gone.
        with self._writing:
            dispatch.beat(self.name)
        housekeeping.keep_house(self._writing, self._base_url)

    def _send_until_told(self, make_gateway: Callable[[], SmsGateway]) -> None:
        gateway = make_gateway()
        while (one := self._due.get()) is not None:
            try:
                self._send(gateway, one)
            except Exception:
                # The row stays as it is: its lease decides what becomes of it.
                _log.exception("Message %d could not be handled.", one.message_id)
            finally:
                self._in_hand.release()
        gateway.close()
        db.database.close()

    def _send(self, gateway: SmsGateway, one: Claimed) -> None:
        if self._stopping.wait(max(0.0, one.slot - time.time())):
            self._put_back(one)
            return
        with self._writing:
            stamped = dispatch.stamp(one.message_id, self.name, lease_s=self._lease_s)
        if not stamped:
            self._put_back(one)
            return
        self._pacer.wait_turn()
        outcome = gateway.send(Outgoing(one.to, one.sender, one.text, one.client_ref))
        self._answers.put(Settled(one.message_id, outcome))
        self._slow_down(outcome)

    def _put_back(self, one: Claimed) -> None:
        with self._writing:
            dispatch.put_back([one.message_id], self.name)

    def _slow_down(self, outcome: Outcome) -> None:
        if outcome.verdict is Verdict.RETRY and outcome.retry_after_s:
            with self._writing:
                outlet.hold_back(outcome.retry_after_s)

    def _settle_until_told(self) -> None:
        while (first := self._answers.get()) is not None:
            answers = [first]
            while len(answers) < _SETTLE_MOST and not self._answers.empty():
                following = self._answers.get()
                if following is None:
                    self._answers.put(None)
                    break
                answers.append(following)
            self._settle(answers)
        db.database.close()

    def _settle(self, answers: list[Settled]) -> None:
        """Settle together; if that fails, one by one, so that one bad row spoils no other."""
        try:
            with self._writing:
                settle(answers)
        except Exception:
            _log.exception("%d answers could not be settled at once.", len(answers))
            for answer in answers:
                self._settle_one(answer)

    def _settle_one(self, answer: Settled) -> None:
        """Try until the database takes it: nobody else knows this answer. What it will never take
        is left to the lease, and so is what it does not take when the worker has to end.
        """
        while True:
            is_last = self._stopping.is_set()
            try:
                with self._writing:
                    settle([answer])
                return
            except Exception as error:
                _log.exception("Message %d could not be settled.", answer.message_id)
                if is_last or not isinstance(error, OperationalError):
                    return
            self._stopping.wait(SETTLE_AGAIN_S)
