"""Sends SMS through Vonage's Messages API, and says what is known afterwards.

The table of outcomes (what a status means for us) is `_answered` and `_unanswered` below; the
carrier's codes in words are in vonage_codes.py, what it posts to us in vonage_webhooks.py.
The SDK itself lives in vonage_client.py, which is imported at the first call: it costs about
0.4 s and 45 MB, which a process that only shows pages need not pay.
"""

import contextlib
import logging
import re
import time
from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.gateways import vonage_codes as codes
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import Outgoing
from webapp.gateways.vonage_settings import VonageSettings
from webapp.lib.words import Sentence, say

if TYPE_CHECKING:
    from webapp.gateways.vonage_client import Answer, Client

TEXT_MAX = 1000
"""Characters in one message (Messages API reference, `text`; the SDK lets 3,200 pass)."""
IDLE_S = 4.0
"""A connection that rested longer is thrown away: one that the carrier closes just as we
write to it would leave an outcome unknown for nothing."""

_TO = re.compile(r"\+[1-9][0-9]{6,14}")
_NAMED_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}")
_NUMBER_SENDER = re.compile(r"\+?[1-9][0-9]{2,14}")
_CLIENT_REF = re.compile(r"[!-~]{1,100}")

_log = logging.getLogger(__name__)


class VonageGateway:
    """An SmsGateway. Not thread-safe, because the SDK is not: every thread makes its own."""

    def __init__(self, settings: VonageSettings) -> None:
        """Nothing is imported or opened yet."""
        self._settings = settings
        self._client: Client | None = None
        self._last_used = 0.0

    def send(self, message: Outgoing) -> Outcome:
        """Hand one SMS to Vonage in at most one request; never raises.

        What cannot be right is REFUSED without a request. A second call sends a second SMS.
        """
        fault = check(message)
        if fault is not None:
            return Outcome(Verdict.REFUSED, code=fault[0], detail=fault[1])
        try:
            client = self._open()
        except Exception as error:
            # Nothing has been sent: the SDK could not even make its sign-in token.
            _log.error("The carrier's client cannot be made: %s", type(error).__name__)
            return Outcome(Verdict.ACCOUNT_FAULT, code="settings", detail=codes.BAD_KEY)
        try:
            answer = client.send(message)
        except Exception as error:
            _log.error("Unexpected while sending %s: %s", message.client_ref, type(error).__name__)
            return _unknown("unexpected")
        finally:
            self._last_used = time.monotonic()
        return _outcome(answer)

    def balance(self) -> Decimal | None:
        """The account's balance at Vonage in EUR, or None when it cannot be told.

        It asks the Account API, which knows only key and secret: without them it is None.
        """
        if not self._settings.has_key:
            return None
        from webapp.gateways.vonage_client import read_balance

        try:
            return read_balance(self._settings)
        except Exception as error:
            _log.warning("The carrier did not tell the balance: %s", type(error).__name__)
            return None

    def close(self) -> None:
        """Close the connection; the next `send` opens another."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.close()

    def _open(self) -> "Client":
        if self._client is None:
            from webapp.gateways.vonage_client import Client

            self._client = Client(self._settings)
        elif time.monotonic() - self._last_used > IDLE_S:
            self.close()
        return self._client


def check(message: Outgoing) -> tuple[str, Sentence] | None:
    """What is wrong with a message before it is sent, as a code and a sentence; None if nothing.

    The SDK checks too little: an empty text and a sender of 30 characters pass it.
    """
    if not _TO.fullmatch(message.to):
        return "number", say("The mobile number is not a complete international number.")
    if not message.text.strip():
        return "empty", say("The text is empty.")
    if len(message.text) > TEXT_MAX:
        return "length", say(
            "The text is longer than %(most)d characters, which is the most that can be sent.",
            most=TEXT_MAX,
        )
    if not _is_sender(message.sender):
        return "sender", say(
            "The sender must be a name of up to 11 letters and digits (A to Z, no spaces), "
            "or a telephone number."
        )
    if not _is_writable(message.text) or not _CLIENT_REF.fullmatch(message.client_ref):
        return "message", say("The text holds a character that cannot be sent.")
    return None


def _is_sender(sender: str) -> bool:
    return bool(_NAMED_SENDER.fullmatch(sender) or _NUMBER_SENDER.fullmatch(sender))


def _is_writable(text: str) -> bool:
    """Whether it is Unicode at all: half a surrogate pair cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _outcome(answer: "Answer") -> Outcome:
    if answer.status is None:
        return _unanswered(answer.failure)
    if answer.carrier_id:
        return Outcome(Verdict.ACCEPTED, carrier_id=answer.carrier_id)
    return _answered(answer.status, answer)


def _answered(status: int, answer: "Answer") -> Outcome:
    """What an answer without a message id means."""
    code = codes.error_code(answer.error) or str(status)
    if status in (401, 402, 403):
        return Outcome(Verdict.ACCOUNT_FAULT, code=code, detail=codes.ACCOUNT_FAULTS[status])
    if status in (404, 422):
        return Outcome(Verdict.REFUSED, code=code, detail=codes.refusal(code, answer.error))
    if status == 429:
        return Outcome(
            Verdict.RETRY, code=code, detail=codes.TOO_FAST, retry_after_s=answer.retry_after_s
        )
    # 5xx, a redirect (which is not followed), and a 2xx that names no message.
    return _unknown(str(status))


def _unanswered(failure: str) -> Outcome:
    """What it means that no answer came; `failure` says how far the call got."""
    if failure == "not-connected":
        return Outcome(Verdict.RETRY, code=failure, detail=codes.NOT_CONNECTED)
    return _unknown(failure)


def _unknown(code: str) -> Outcome:
    return Outcome(Verdict.UNKNOWN, code=code, detail=codes.UNCONFIRMED)
