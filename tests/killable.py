"""Processes of ours that can be killed without warning, and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.running import wait_until

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
        """SIGKILL to it and all its children, whatever their groups; none is there afterwards."""
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self._process.pid)
            # It starts no more of them while it stands still.
            parent.suspend()
            family = [*parent.children(recursive=True), parent]
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            wait_until(lambda: not any(map(_is_running, family)))
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


def _is_running(process: psutil.Process) -> bool:
    """A zombie runs no more; it waits only for whoever started or adopted it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
