"""The simulator's mail server: enough of SMTP (RFC 5321) for a sender that hands over plain mail.

A thread per connection. It takes mail for every address, relays nothing, knows no sign-in and no
TLS: it is for one machine. What an address was told (behaviour.py) happens to its next e-mail: a
status is the answer to its recipient, everything else happens after the whole text has come.
"""

import contextlib
import re
import socket
import socketserver
import threading
import time

from flask import Flask

from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import EVERY_ADDRESS, Carrier
from webapp.simulator.mailboxes import Mailboxes

TEXT_MAX_BYTES = 1_000_000
LINE_MAX_BYTES = 2_000
IDLE_S = 75
_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\s]*)>.*", re.IGNORECASE)


class MailServer:
    """Takes e-mail on loopback, from threads of its own."""

    def __init__(self, app: Flask, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listens at once; port 0 takes a free one. Raises OSError when the port is taken.

        `app` is the simulator whose mailboxes it fills, and which knows what addresses were told.
        """
        self._tcp = _Server((host, port), _Handler)
        self._tcp.carrier = app.extensions["carrier"]
        self._tcp.mailboxes = app.extensions["mailboxes"]
        self._thread = threading.Thread(
            target=self._tcp.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    @property
    def url(self) -> str:
        """As SMTP_URL takes it."""
        host, port = self._tcp.server_address[:2]
        return f"smtp://{host!s}:{port}"

    def start(self) -> "MailServer":
        """Serve in the background until `close`."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening, and close every connection."""
        if self._thread.is_alive():
            self._tcp.shutdown()
            self._thread.join()
        self._tcp.server_close()
        self._tcp.close_connections()


class _Server(socketserver.ThreadingTCPServer):
    carrier: Carrier
    mailboxes: Mailboxes
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *args: object) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)  # type: ignore[arg-type]

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._open.add(request)
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: what went wrong is mostly that the other side has gone."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Server
    timeout = IDLE_S

    def handle(self) -> None:
        self._forget()
        self._say(220, "The simulator takes mail")
        while line := self._line():
            verb, _, rest = line.partition(" ")
            answer = getattr(self, f"_on_{verb.lower()}", None)
            if answer is None:
                self._say(500, "Not known here")
            elif answer(rest) is False:
                return

    def _on_ehlo(self, name: str) -> None:
        self._forget()
        self.wfile.write(b"250-simulator\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n")
        self._say(250, f"SIZE {TEXT_MAX_BYTES}")

    def _on_helo(self, name: str) -> None:
        self._forget()
        self._say(250, "simulator")

    def _on_mail(self, path: str) -> None:
        if not _PATH.fullmatch(path):
            return self._say(501, "MAIL FROM:<address>")
        self._forget()
        self._has_sender = True
        return self._say(250, "OK")

    def _on_rcpt(self, path: str) -> None:
        found = _PATH.fullmatch(path)
        if not found or not found[1]:
            return self._say(501, "RCPT TO:<address>")
        if not self._has_sender:
            return self._say(503, "MAIL first")
        address = found[1]
        behaviour = self.server.carrier.next_behaviour(address.casefold(), EVERY_ADDRESS)
        if isinstance(behaviour.answer, int):
            return self._say(behaviour.answer, "The simulator was told to say so")
        self._recipients.append((address, behaviour))
        return self._say(250, "OK")

    def _on_data(self, rest: str) -> bool:
        if not self._recipients:
            self._say(503, "RCPT first")
            return True
        self._say(354, "Go on; a dot ends it")
        wire = self._text()
        if wire is None:
            return False
        stays = [self._take(address, told, wire) for address, told in self._recipients]
        self._forget()
        return all(stays)

    def _on_rset(self, rest: str) -> None:
        self._forget()
        self._say(250, "OK")

    def _on_noop(self, rest: str) -> None:
        self._say(250, "OK")

    def _on_quit(self, rest: str) -> bool:
        self._say(221, "Goodbye")
        return False

    def _take(self, address: str, behaviour: Behaviour, wire: bytes) -> bool:
        """Do with an e-mail what its address was told; False if the connection ends with it."""
        if behaviour.takes_message:
            self.server.mailboxes.deliver(address, wire)
        time.sleep(behaviour.latency_ms / 1000)
        if behaviour.answer == "hang":
            time.sleep(behaviour.hang_s)
        if behaviour.answer == "garbage":
            self.wfile.write(b"<html>Accepted\r\n")
        elif behaviour.answer == "accept":
            self._say(250, "Taken")
        return behaviour.answer in ("accept", "garbage")

    def _forget(self) -> None:
        """Begin another e-mail."""
        self._has_sender = False
        self._recipients: list[tuple[str, Behaviour]] = []

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())

    def _line(self) -> str:
        """The next command; empty at the end of the connection, or when it is far too long."""
        line = self.rfile.readline(LINE_MAX_BYTES)
        return line.decode(errors="replace").rstrip("\r\n") if line.endswith(b"\n") else ""

    def _text(self) -> bytes | None:
        """Everything up to the dot, without the dots that were doubled; None if it broke off."""
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(TEXT_MAX_BYTES)) != b".\r\n":
            size += len(line)
            if not line.endswith(b"\n") or size > TEXT_MAX_BYTES:
                return None
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)
