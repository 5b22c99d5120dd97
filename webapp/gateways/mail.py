"""Hands e-mail to a mail server over SMTP, and says what is known afterwards.

One connection per e-mail: there are few, and a connection that rested may be gone when it is
needed. What the server's answers mean stands in mail_codes.py. Addresses, texts and the server's
own words, which repeat addresses, are never logged.
"""

import contextlib
import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import MessageError
from typing import Protocol

from webapp.gateways import mail_codes as codes
from webapp.gateways.mail_text import Letter, OutgoingMail, check, write
from webapp.gateways.outcome import Outcome, SettingsError, Verdict
from webapp.lib.smtp_url import Security, Sender, SmtpUrl, ascii_domain

GOODBYE_S = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailSettings:
    """Where mail is handed over, from whom it comes, and how long to wait."""

    server: SmtpUrl
    sender: Sender
    timeout_s: float = 20
    """For a connection, and then for each answer."""
    taken_within_s: float = 60
    """For the answer that says whether an e-mail was taken: servers look for viruses then."""

    @classmethod
    def parse(cls, smtp_url: str, mail_from: str) -> "MailSettings":
        """From SMTP_URL and MAIL_FROM; raises SettingsError, naming the one that is wrong."""
        try:
            return cls(SmtpUrl.parse(smtp_url), Sender.parse(mail_from))
        except ValueError as error:
            raise SettingsError(str(error)) from None


class MailGateway(Protocol):
    """A way to the mail server, for one thread."""

    def send(self, mail: OutgoingMail) -> Outcome:
        """Hand one e-mail over, at most once, and say what came of it; never raises.

        A second call sends it a second time, under the same Message-ID.
        """


class SmtpGateway:
    """A MailGateway over SMTP."""

    def __init__(self, settings: MailSettings) -> None:
        """Nothing is opened yet."""
        self._settings = settings

    def send(self, mail: OutgoingMail) -> Outcome:
        """Hand one e-mail over in one connection; never raises.

        What cannot be right is REFUSED without a connection.
        """
        fault = check(mail)
        if fault:
            return codes.refused(fault)
        try:
            letter = write(mail, self._settings.sender)
        except (MessageError, ValueError) as error:
            _log.error("E-mail %s cannot be written: %s", mail.ref, type(error).__name__)
            return codes.refused("message")
        return self._outcome(letter)

    def examine(self) -> Outcome:
        """Connect, agree on TLS, sign in, and send nothing: ACCEPTED if all of it went well."""
        return self._outcome(None)

    def _outcome(self, letter: Letter | None) -> Outcome:
        conversation = _Conversation(self._settings)
        try:
            return conversation.hold(letter)
        except Exception as error:
            if conversation.is_handed_over:
                return codes.unknown(error)
            return codes.not_sent(error)
        finally:
            conversation.close()


class _Stop(Exception):
    """The server's answer, or what it cannot do, ends the conversation with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


class _Conversation:
    """One connection, from its opening to its end."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None
        self.is_handed_over = False
        """Whether the text was on its way, so that only an answer tells what became of it."""

    def hold(self, letter: Letter | None) -> Outcome:
        """Everything up to the answer that counts; raises what smtplib and sockets raise."""
        try:
            smtp = self._open()
            self._sign_in(smtp)
            return self._examine(smtp) if letter is None else self._hand_over(smtp, letter)
        except _Stop as stop:
            return stop.outcome

    def close(self) -> None:
        """Say goodbye, and wait no longer for the answer than is polite."""
        if self._smtp is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock:
                self._smtp.sock.settimeout(GOODBYE_S)
                self._smtp.quit()
        self._smtp.close()

    def _open(self) -> smtplib.SMTP:
        server = self._settings.server
        timeout_s = self._settings.timeout_s
        # Given, because smtplib would ask the network for this machine's name, and wait for it.
        name = ascii_domain(self._settings.sender.address)
        try:
            if server.security is Security.TLS:
                context = ssl.create_default_context()
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, name, timeout=timeout_s, context=context
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, name, timeout=timeout_s)
        except smtplib.SMTPConnectError as error:
            raise _Stop(codes.at_greeting(error.smtp_code)) from None
        self._smtp = smtp
        _demand(smtp.ehlo(), codes.at_greeting)
        self._secure(smtp)
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        security = self._settings.server.security
        offers = smtp.has_extn("starttls")
        if security is Security.STARTTLS and not offers:
            raise _Stop(codes.NO_TLS)
        if security is Security.STARTTLS or (security is Security.IF_OFFERED and offers):
            _demand(smtp.starttls(context=ssl.create_default_context()), codes.at_greeting)
            _demand(smtp.ehlo(), codes.at_greeting)

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        server = self._settings.server
        if not server.user:
            return
        try:
            smtp.login(server.user, server.password)
        except smtplib.SMTPNotSupportedError:
            raise _Stop(codes.NO_SIGN_IN) from None
        except UnicodeEncodeError:
            # smtplib signs in with ASCII alone.
            raise _Stop(codes.at_sign_in(535)) from None
        except smtplib.SMTPAuthenticationError as error:
            raise _Stop(codes.at_sign_in(error.smtp_code)) from None

    def _examine(self, smtp: smtplib.SMTP) -> Outcome:
        _demand(smtp.noop(), codes.at_greeting)
        return Outcome(Verdict.ACCEPTED)

    def _hand_over(self, smtp: smtplib.SMTP, letter: Letter) -> Outcome:
        if letter.needs_utf8 and not smtp.has_extn("smtputf8"):
            raise _Stop(codes.refused("utf8"))
        options = ["SMTPUTF8", "BODY=8BITMIME"] if letter.needs_utf8 else []
        if smtp.has_extn("size"):
            options.append(f"SIZE={len(letter.wire)}")
        _demand(smtp.mail(letter.sender, options), codes.at_sender)
        _demand(smtp.rcpt(letter.to), codes.at_recipient)
        _demand(smtp.docmd("DATA"), codes.at_text, good=(354,))
        self.is_handed_over = True
        if smtp.sock:
            smtp.sock.settimeout(self._settings.taken_within_s)
        smtp.send(letter.wire)
        return codes.at_end(smtp.getreply()[0])


def _demand(
    reply: tuple[int, bytes], otherwise: Callable[[int], Outcome], good: tuple[int, ...] = ()
) -> None:
    """Go on after a good answer (any 2xx, unless it must be another); stop after any other."""
    code = reply[0]
    if code not in good if good else not 200 <= code < 300:
        raise _Stop(otherwise(code))
