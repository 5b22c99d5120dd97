"""Processes of ours that can be killed without warning, and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Killable:
    """`python -m …` in a process group of its own."""

    def __init__(self, command: list[str], settings: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", *command]
        self._environment = {"PATH": os.environ["PATH"], **settings}
        self.start()

    def start(self) -> None:
        """Start it; who wants it ready must wait for that."""
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id, with which the name of its worker begins."""
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL to it and all its children."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill_and_restart(self) -> None:
        """As a supervisor would after a crash."""
        self.kill()
        self.start()


@contextmanager
def killable(*command: str, **settings: str) -> Iterator[Killable]:
    """Such a process, with these settings; it is dead afterwards."""
    started = Killable([*command], settings)
    try:
        yield started
    finally:
        started.kill()
