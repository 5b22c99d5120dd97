"""A real mail server (aiosmtpd) that does with e-mail what a test tells it."""

import asyncio
import socket
import ssl
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from tests.cli.hej import free_port

USER, PASSWORD = "hej", "a p@ss/word"
DROP = "drop"
"""Instead of an answer: the connection closes."""
HANG = "hang"
"""Instead of an answer: silence until the server ends."""


class MailServer:
    """What a mail server was told and has got. It forgets nothing."""

    port: int

    def __init__(self) -> None:
        self.commands: list[str] = []
        """The verb of every command on the wire, in order."""
        self.mails: list[EmailMessage] = []
        """What was taken, in order."""
        self.recipients: list[str] = []
        """Whom that was for."""
        self.answers: dict[str, list[str]] = defaultdict(list)
        """The next answers to MAIL, RCPT, and DATA (after the text, which is taken all the same
        where the answer is DROP or HANG); then all goes well."""
        self._ends = False

    def url(self, scheme: str = "smtp", sign_in: str = "", host: str = "localhost") -> str:
        """As SMTP_URL takes it; `sign_in` is `user:password`."""
        return f"{scheme}://{sign_in and sign_in + '@'}{host}:{self.port}"

    def count(self, verb: str) -> int:
        """How often this command came."""
        return self.commands.count(verb)

    def end(self) -> None:
        """Let nobody hang any longer."""
        self._ends = True

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, "MAIL")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer(server, "RCPT")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope
    ) -> str:
        told = next(iter(self.answers["DATA"]), "250")
        if told in (DROP, HANG) or told.startswith("2"):
            message = message_from_bytes(cast(bytes, envelope.content), policy=default)
            self.mails.append(cast(EmailMessage, message))
            self.recipients.extend(envelope.rcpt_tos)
        return await self._answer(server, "DATA")

    async def _answer(self, server: SMTP, verb: str) -> str:
        told = self.answers[verb].pop(0) if self.answers[verb] else "250 OK"
        if told == DROP and server.transport:
            server.transport.close()
        while told == HANG and not self._ends:
            await asyncio.sleep(0.02)
        return "250 OK" if told in (DROP, HANG) else told


class _Controller(Controller):
    def __init__(self, told: MailServer, options: dict[str, Any], **where: Any) -> None:
        super().__init__(told, **where)
        self._told, self._options = told, options

    def factory(self) -> SMTP:
        return _Recording(self._told, enable_SMTPUTF8=True, loop=self.loop, **self._options)

    def _trigger_server(self) -> None:
        """Connect once; aiosmtpd's own way does not work with a context for servers."""
        socket.create_connection((self.hostname, self.port), 1).close()


class _Recording(SMTP):
    """Writes down every command before it is answered."""

    def __init__(self, told: MailServer, **options: Any) -> None:
        super().__init__(told, **options)
        for name, method in self._smtp_methods.items():
            self._smtp_methods[name] = partial(self._record, told.commands, name, method)

    async def _record(self, commands: list[str], name: str, method: Any, arg: str) -> Any:
        commands.append(name)
        return await method(arg)


@contextmanager
def running_mail_server(
    tls: ssl.SSLContext | None = None, *, from_the_start: bool = False, **options: Any
) -> Iterator[MailServer]:
    """A mail server on a free port; the options are aiosmtpd's.

    With `tls` it offers STARTTLS and wants a sign-in with USER and PASSWORD; or it speaks TLS
    from the start.
    """
    told = MailServer()
    if tls and not from_the_start:
        options |= {"tls_context": tls, "authenticator": _let_in, "auth_required": True}
    context = tls if from_the_start else None
    told.port = free_port()
    controller = _Controller(
        told, options, hostname="127.0.0.1", port=told.port, ssl_context=context
    )
    controller.start()
    try:
        yield told
    finally:
        told.end()
        controller.stop()


def _let_in(server: SMTP, session: Any, envelope: Envelope, kind: str, given: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == known, handled=False)
