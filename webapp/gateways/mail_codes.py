"""What a mail server's answers mean for us (RFC 5321), in sentences of our own.

A 4xx means: not taken, try later. A 5xx before the recipient is named concerns us and our
settings, later it concerns this e-mail. The text once sent, only an answer tells what became of
it; without one the outcome is unknown.
"""

import smtplib
import ssl

from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib.words import Sentence, say

NO_ANSWER = say("The mail server cannot be reached: check the host and the port in SMTP_URL.")
LATER = say("The mail server asks us to try again later.")
UNCONFIRMED = say("The mail server did not say whether it took the e-mail.")
NO_SERVICE = say("The mail server does not serve us: check SMTP_URL.")
BAD_CERTIFICATE = say(
    "The mail server's certificate is not valid for the host in SMTP_URL, or nobody vouches for it."
)
BAD_TLS = say(
    "No TLS could be agreed on with the mail server: check whether SMTP_URL should begin with "
    "smtp or smtps, and the port."
)
BAD_SIGN_IN = say(
    "The mail server does not accept our sign-in: check the user and the password in SMTP_URL."
)
BAD_SENDER = say("The mail server lets us send nothing from the address in MAIL_FROM.")

NO_TLS = Outcome(
    Verdict.ACCOUNT_FAULT,
    code="starttls",
    detail=say("The mail server does not offer STARTTLS, so nothing is sent through it."),
)
NO_SIGN_IN = Outcome(
    Verdict.ACCOUNT_FAULT,
    code="sign-in",
    detail=say("The mail server knows no sign-in that we know: leave user and password out."),
)

_REFUSALS: dict[str, Sentence] = {
    "address": say("The e-mail address is not one that can be written to."),
    "empty": say("The text is empty."),
    "message": say("The text holds a character that cannot be sent."),
    "utf8": say("The mail server cannot write to an address with letters such as these."),
    "recipient": say("The mail server knows no such address, or lets nobody write to it."),
    "text": say("The mail server does not take this e-mail."),
}
_MUST_SIGN_IN = (530, 534, 535, 538)
_TOO_LARGE = 552


def refused(reason: str, code: int = 0) -> Outcome:
    """It will never be sent; `reason` is one of the words above."""
    return Outcome(Verdict.REFUSED, code=str(code or reason), detail=_REFUSALS[reason])


def at_greeting(code: int) -> Outcome:
    """It was not ready for us."""
    return _later(code) if _is_passing(code) else _fault(code, NO_SERVICE)


def at_sign_in(code: int) -> Outcome:
    """It did not let us in."""
    return _later(code) if _is_passing(code) else _fault(code, BAD_SIGN_IN)


def at_sender(code: int) -> Outcome:
    """It did not take who it comes from."""
    if code == _TOO_LARGE:
        return refused("text", code)
    if code in _MUST_SIGN_IN:
        return _fault(code, BAD_SIGN_IN)
    return _later(code) if _is_passing(code) else _fault(code, BAD_SENDER)


def at_recipient(code: int) -> Outcome:
    """It did not take whom it goes to."""
    if code in _MUST_SIGN_IN:
        return _fault(code, BAD_SIGN_IN)
    return _later(code) if _is_passing(code) else refused("recipient", code)


def at_text(code: int) -> Outcome:
    """It did not want the text."""
    return _later(code) if _is_passing(code) else refused("text", code)


def at_end(code: int) -> Outcome:
    """It has the whole text, and answered this."""
    if 200 <= code < 300:
        return Outcome(Verdict.ACCEPTED)
    if 400 <= code < 600:
        return at_text(code)
    return Outcome(Verdict.UNKNOWN, code="garbled", detail=UNCONFIRMED)


def not_sent(error: Exception) -> Outcome:
    """The conversation broke off before the text was on its way."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Outcome(Verdict.ACCOUNT_FAULT, code="certificate", detail=BAD_CERTIFICATE)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return Outcome(Verdict.ACCOUNT_FAULT, code="tls", detail=BAD_TLS)
    return Outcome(Verdict.RETRY, code=_how(error), detail=NO_ANSWER)


def unknown(error: Exception) -> Outcome:
    """The conversation broke off while the text was on its way, or after it."""
    return Outcome(Verdict.UNKNOWN, code=_how(error), detail=UNCONFIRMED)


def _is_passing(code: int) -> bool:
    """Whether it may be otherwise another time; what is no answer at all may be, too."""
    return not 500 <= code < 600


def _later(code: int) -> Outcome:
    return Outcome(Verdict.RETRY, code=str(code), detail=LATER)


def _fault(code: int, words: Sentence) -> Outcome:
    return Outcome(Verdict.ACCOUNT_FAULT, code=str(code), detail=words)


def _how(error: Exception) -> str:
    """smtplib tells a time-out and a lost connection apart only by what it raised it from."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | ssl.SSLError):
        return "dropped"
    if isinstance(error, smtplib.SMTPResponseException):
        return "garbled"
    return "not-connected" if isinstance(error, OSError) else "unexpected"
