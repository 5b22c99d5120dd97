"""Real servers on loopback for tests."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import urllib3

from webapp.simulator.app import create_simulator
from webapp.simulator.mail_server import MailServer
from webapp.simulator.server import SimulatorServer
from webapp.simulator.settings import SimulatorSettings

# Long enough for the slowest and busiest machine; it costs nothing where all goes well.
WAIT_S = 60

T = TypeVar("T")


class SideDoor:
    """The way to look into a carrier simulator at this address, and to tell it what to do."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = urllib3.PoolManager(retries=False, timeout=WAIT_S)

    def requests(self) -> list[dict[str, Any]]:
        """Every request to the wire, oldest first."""
        return self._json("GET", "/requests")

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """The messages it took, oldest first."""
        return self._json("GET", f"/messages?to={quote(to)}")

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        """The e-mails it took, oldest first."""
        return self._json("GET", f"/mails?to={quote(to)}")

    def webhooks(self) -> list[dict[str, Any]]:
        """What it posted to the application, oldest first, with the application's answers."""
        return self._json("GET", "/webhooks")

    def behave(self, number: str, **behaviour: Any) -> None:
        """Tell a number or an address what to do (see webapp/simulator/behaviour.py)."""
        self._json("PUT", "/behaviour", {number: behaviour})

    def reply(self, phone: str, to: str, text: str) -> None:
        """Let a phone write to one of our numbers."""
        self._json("POST", "/reply", {"from": phone, "to": to, "text": text})

    def forget_requests(self) -> None:
        """Begin counting anew."""
        self._http.request("DELETE", f"{self.url}/requests")

    def close(self) -> None:
        """Close the side door; the server goes on."""
        self._http.clear()

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, self.url + path, json=body)
        assert answer.status < 300, answer.data
        return json.loads(answer.data)


class Carrier(SideDoor):
    """A carrier simulator that runs in this process."""

    def __init__(self, server: SimulatorServer, mail: MailServer) -> None:
        super().__init__(f"http://{server.host}")
        self.host = server.host
        """`127.0.0.1:PORT`, as VONAGE_API_HOST takes it."""
        self.server = server
        self.smtp_url = mail.url


@contextmanager
def running_simulator(**settings: Any) -> Iterator[Carrier]:
    """A carrier of one's own on a free port; the settings are SimulatorSettings'.

    Phones deliver at once and failed webhooks come again a hundred times sooner than in life,
    unless the settings say otherwise.
    """
    quick = {"deliver_after_s": 0.0, "retry_factor": 0.01}
    app = create_simulator(SimulatorSettings(**quick | settings))
    server, mail = SimulatorServer(app).start(), MailServer(app).start()
    carrier = Carrier(server, mail)
    try:
        yield carrier
    finally:
        carrier.close()
        mail.close()
        server.close()


def wait_until(condition: Callable[[], T], within_s: float = WAIT_S) -> T:
    """Wait until `condition` is true and return its value; fails when it takes too long."""
    end = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < end, "It never came true."
        time.sleep(0.005)
    return value


class Listener:
    """An application that only listens: it keeps what is posted to it and answers as told."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.posts: list[Post] = []
        self.answers: list[int] = []
        """The statuses of the next answers; 200 when it is empty."""

    def bodies(self, path: str = "") -> list[dict[str, Any]]:
        """What was posted to a path, or to all, in the order of arrival."""
        return [json.loads(post.body) for post in list(self.posts) if path in ("", post.path)]


class Post(NamedTuple):
    """One request that the listener got."""

    path: str
    authorization: str | None
    body: bytes


@contextmanager
def running_listener() -> Iterator[Listener]:
    """Somewhere for a carrier to post to."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.posts.append(Post(self.path, self.headers["Authorization"], body))
            self.send_response(listener.answers.pop(0) if listener.answers else 200)
            self.send_header("Content-Length", "0")
            self.send_header("Connection", "close")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
