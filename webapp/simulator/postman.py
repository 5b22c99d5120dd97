"""Posts signed webhooks to the application, when they are due, and again where that failed.

Signed as Vonage signs: `Authorization: Bearer` with a JWT (HS256) that holds the SHA-256 of the
body. An answer of 429 or 5xx, or none, is tried again after 5 s, then 10 s, doubling up to
15 minutes, for 24 hours; any other answer is final.
"""

import hashlib
import heapq
import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import jwt
import urllib3

from webapp.simulator.settings import SimulatorSettings

THREADS = 8
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 15 * 60.0
GIVEN_UP_AFTER_S = 24 * 3600.0
KEPT = 2_000
_TIMEOUT = urllib3.Timeout(connect=5, read=20)


@dataclass(slots=True)
class Letter:
    """One webhook on its way; `posted` is what became of it so far."""

    path: str
    body: bytes
    first_try: float = field(default_factory=time.monotonic)
    tries: int = 0
    posted: int | None = None
    """The application's last answer; None when none came."""


class Postman:
    """Runs calls when they are due, in a few threads that start with the first one."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self._settings = settings
        self._base = settings.callback_url.rstrip("/")
        self._http = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=_TIMEOUT)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._is_closed = False
        self.letters: deque[Letter] = deque(maxlen=KEPT)

    def later(self, wait_s: float, call: Callable[[], None]) -> None:
        """Run `call` after so many seconds; what is due at the same time keeps its order."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + wait_s, next(self._order), call))
            self._changed.notify()
            if not self._threads and not self._is_closed:
                self._start()

    def post(self, path: str, payload: dict[str, Any]) -> None:
        """Post a webhook now, and later again if that fails; nothing without an address."""
        if self._base:
            letter = Letter(path, json.dumps(payload, ensure_ascii=False).encode())
            self.letters.append(letter)
            self._try(letter)

    def close(self) -> None:
        """Stop; what is not yet due is never posted."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=1)
        self._http.clear()

    def _start(self) -> None:
        for number in range(THREADS):
            thread = threading.Thread(target=self._run, name=f"postman-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while True:
            call = self._next_call()
            if call is None:
                return
            call()

    def _next_call(self) -> Callable[[], None] | None:
        """Wait for what is due next; None when the postman has closed."""
        with self._changed:
            while not self._is_closed:
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is not None and wait_s <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait_s)
        return None

    def _try(self, letter: Letter) -> None:
        letter.tries += 1
        letter.posted = self._send(letter)
        is_worth_it = letter.posted is None or letter.posted == 429 or letter.posted >= 500
        is_in_time = time.monotonic() - letter.first_try < self._stretched(GIVEN_UP_AFTER_S)
        if is_worth_it and is_in_time:
            wait_s = min(FIRST_WAIT_S * 2 ** (letter.tries - 1), LONGEST_WAIT_S)
            self.later(self._stretched(wait_s), lambda: self._try(letter))

    def _stretched(self, seconds: float) -> float:
        return seconds * self._settings.retry_factor

    def _send(self, letter: Letter) -> int | None:
        headers = {"Content-Type": "application/json", "User-Agent": "hej-simulator"}
        if self._settings.signature_secret:
            headers["Authorization"] = f"Bearer {signature(self._settings, letter.body)}"
        try:
            answer = self._http.request(
                "POST", self._base + letter.path, body=letter.body, headers=headers
            )
        except urllib3.exceptions.HTTPError:
            return None
        return answer.status


def signature(settings: SimulatorSettings, body: bytes) -> str:
    """The JWT that goes with one attempt to post this body."""
    claims = {
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": settings.api_key,
        "application_id": settings.application_id,
    }
    return jwt.encode(claims, settings.signature_secret, algorithm="HS256")
