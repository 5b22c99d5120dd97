"""The `hej` command as its users have it: a process of its own, in a folder of its own."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests import cast

SECRET_KEY = cast.SECRET_KEY
# Long enough for the slowest and busiest machine; it costs nothing where all goes well.
WAIT_S = 120


Done = subprocess.CompletedProcess[str]


def run(*arguments: str, folder: Path, said: str = "", **settings: str) -> Done:
    """Run a command to its end; `said` is its standard input."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**settings),
        input=said,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
    )


def command(*arguments: str) -> list[str]:
    """The command line of a `hej` command."""
    return [sys.executable, "-W", "error", "-m", "webapp.cli", *arguments]


def environment(**settings: str) -> dict[str, str]:
    """An environment with these settings and none of the shell's own."""
    return {"PATH": os.environ["PATH"], **settings}


class Running:
    """A command that goes on until it is told to stop; its output, line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._came = threading.Condition()
        self._is_over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, words: str) -> str:
        """The first line with these words; fails when the command ends without it."""
        with self._came:
            self._came.wait_for(lambda: self._is_over or self._line(words), WAIT_S)
            line = self._line(words)
        assert line, f"{words!r} never came in:\n" + "".join(self.lines)
        return line

    def end(self, signal_number: int) -> int:
        """Send a signal; the exit status."""
        self.process.send_signal(signal_number)
        return self.process.wait(WAIT_S)

    def interrupt_group(self) -> int:
        """What Ctrl-C in a terminal does: SIGINT to the whole process group; the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(WAIT_S)

    def children(self) -> list[psutil.Process]:
        """The processes that it has started."""
        return psutil.Process(self.process.pid).children()

    def close(self) -> None:
        """Kill it if it is still there, and read what it and its children say to the end."""
        self.process.kill()
        self.process.wait(WAIT_S)
        self._reader.join(WAIT_S)
        if self.process.stdout:
            self.process.stdout.close()

    def _line(self, words: str) -> str:
        return next((line for line in self.lines if words in line), "")

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._came:
                self.lines.append(line)
                self._came.notify_all()
        with self._came:
            self._is_over = True
            self._came.notify_all()


@contextmanager
def running(*arguments: str, folder: Path, **settings: str) -> Iterator[Running]:
    """A command that runs while the block does; killed at its end if it is still there."""
    process = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=environment(PYTHONUNBUFFERED="1", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    started = Running(process)
    try:
        yield started
    finally:
        started.close()


def free_port() -> int:
    """A port that is kept free until this process ends, for whoever is told to listen at it.

    Bound and never listened at, it is given to nobody who asks the system for any port; a server
    that asks for this one gets it, as often as it starts again.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    port = int(keeper.getsockname()[1])
    keeper.detach()  # stays open, without an object that wants to be closed
    return port


@contextmanager
def taken_port() -> Iterator[int]:
    """A port at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class Browser:
    """Just enough of one: cookies, forms with their CSRF token, redirects."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        """A page; raises HTTPError for an error."""
        with self._opener.open(self._base_url + path, timeout=WAIT_S) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **values: str) -> str:
        """Send a form of this page, and return the page that follows."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token, "The page has no form."
        form = urllib.parse.urlencode({"csrf_token": token[1], **values}).encode()
        with self._opener.open(self._base_url + path, data=form, timeout=WAIT_S) as answer:
            return str(answer.read().decode())

    def put(self, path: str, values: Any) -> None:
        """Send JSON to an address that takes it from anybody."""
        request = urllib.request.Request(
            self._base_url + path,
            data=json.dumps(values).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        with self._opener.open(request, timeout=WAIT_S):
            pass

    def sign_in(self, email: str, password: str) -> str:
        """Sign in, and return the page that follows."""
        return self.post("/sign-in", self.get("/sign-in"), email=email, password=password)
