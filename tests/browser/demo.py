"""The product under test: `hej demo` in a process of its own, with the carrier beside it."""

import re
import signal
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from tests.cli import hej
from tests.running import SideDoor
from webapp.lib import installation, stop_links

PASSWORD = "correct horse battery"


class Demo:
    """A demo in this folder. It can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = hej.free_port()
        self._process = ExitStack()
        self._running: hej.Running | None = None
        self.url = f"http://127.0.0.1:{self._port}"
        self.carrier = SideDoor(f"{self.url}/simulator")

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        arguments = ("--data", "data", "--port", str(self._port), "--password", PASSWORD)
        with ExitStack() as process:
            running = hej.running("demo", *arguments, folder=self._folder)
            self._running = process.enter_context(running)
            self._running.wait_for("Ready")
            self._process = process.pop_all()

    def stop(self) -> None:
        """End it as a shell does; it must end well, and without having met an error."""
        assert self._running
        status = self._running.end(signal.SIGTERM)
        said = "".join(self._running.lines)
        self._process.close()
        assert (status, "Traceback" in said) == (0, False), said

    def stop_path(self, message_id: int) -> str:
        """The address with which whoever got this message stops SMS."""
        settings = (self._folder / "data" / ".env").read_text()
        key = re.search(r"^SECRET_KEY=(.+)$", settings, re.MULTILINE)
        assert key
        installation.use(key[1].strip("'\""), self.url)
        return f"{stop_links.PATH}{stop_links.token(message_id)}"

    def count_under_way(self) -> int:
        """How many messages wait or are being sent."""
        database = f"file:{self._folder / 'data' / 'hej.db'}?mode=ro"
        with closing(sqlite3.connect(database, uri=True)) as connection:
            found = connection.execute(
                "SELECT count(*) FROM message WHERE state IN ('queued', 'claimed', 'sending')"
            )
            return int(found.fetchone()[0])

    def let_reminders_come(self) -> None:
        """Now is the day before every interview that is booked."""
        database = self._folder / "data" / "hej.db"
        with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
            connection.execute("UPDATE reminder SET due_at = 0 WHERE done_at IS NULL")

    def check_credits(self) -> None:
        """Every rule of the ledger still holds."""
        checked = hej.run("credits", "check", folder=self._folder / "data")
        assert checked.returncode == 0, checked.stdout + checked.stderr
