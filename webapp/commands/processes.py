"""Child processes: kept running, ended cleanly, and never left behind."""

import ctypes
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

END_WITHIN_S = 45
"""How long a child may take to finish what is under way: more than one call to the carrier."""
_LOOK_EVERY_S = 0.5
_ASK_EVERY_S = 0.1
_RESTART_WAITS_S = (1, 2, 5, 15, 30)
_RAN_WELL_S = 60
_PARENT = "HEJ_PARENT_PID"
_HEAPS = 2
# As glibc's malloc.h has it.
_M_ARENA_MAX = -8

_log = logging.getLogger(__name__)

_SIGNALS = {signal.SIGTERM, signal.SIGINT}
# Popen waits until its pipe is closed everywhere. A web process that is forked at that moment
# would keep a copy of it open for as long as it lives; so the two wait for each other.
_forking = threading.Lock()


class Child:
    """A `hej` command in a process of its own, started again whenever it ends by itself."""

    def __init__(self, *arguments: str, may_start: Callable[[], bool] = lambda: True) -> None:
        """`arguments` as after `hej` on the command line; nothing is started yet.

        `may_start` is asked until it is true, before the first start. It must take no locks: web
        processes are forked meanwhile.
        """
        self._may_start = may_start
        self._command = [sys.executable, "-m", "webapp.cli", *arguments]
        self._name = f"hej {arguments[0]}"
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._keeper = threading.Thread(target=self._keep, name=self._name, daemon=True)

    def start(self) -> None:
        """Start it as soon as it may, and keep it running until `stop`."""
        self._keeper.start()

    def stop(self) -> None:
        """Have it finish what is under way, and wait for that. A second call does nothing."""
        with self._starting:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            _log.warning("%s does not end and is killed.", self._name)
            process.kill()
            process.wait()

    def _keep(self) -> None:
        failures = 0
        while not (self._may_start() or self._stopping.wait(_ASK_EVERY_S)):
            pass
        self._start()
        while self._process:
            began = time.monotonic()
            status = self._process.wait()
            if self._stopping.is_set():
                return
            failures = 1 if time.monotonic() - began > _RAN_WELL_S else failures + 1
            wait_s = _RESTART_WAITS_S[min(failures, len(_RESTART_WAITS_S)) - 1]
            _log.error("%s ended (%d); it starts again in %d s.", self._name, status, wait_s)
            self._stopping.wait(wait_s)
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._stopping.is_set():
                return
            with _forking:
                # Its own group from the start: see follow_parent.
                self._process = subprocess.Popen(  # noqa: S603
                    self._command, stdin=subprocess.DEVNULL, process_group=0
                )


def name_parent() -> None:
    """Let the processes that this one starts know whose children they are."""
    os.environ[_PARENT] = str(os.getpid())


def fork_in_peace() -> None:
    """Let the web processes that this one forks be ended by it alone, from their first moment.

    A forked process begins with its parent's handlers, which would swallow a SIGTERM until the
    server has its own: for as long as the application loads. So it begins with the system's.
    Ctrl-C in a terminal reaches a whole process group, so it gets a group of its own. No signal
    arrives until both are done. To be called once, before the first fork.
    """
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_here, after_in_child=_after_fork_there
    )


def _before_fork() -> None:
    # What is set apart from the collector stays shared: it would write into every object.
    gc.freeze()
    _forking.acquire()
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)


def _after_fork_here() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    _forking.release()


def _after_fork_there() -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    _forking.release()


def follow_parent() -> None:
    """Leave it to the parent to end this process, and end also when the parent is gone.

    Ctrl-C in a terminal reaches a whole process group, so this one gets a group of its own: the
    parent ends its children in order, and once (a second signal makes granian's web processes
    hang). Whether the parent is gone, even by SIGKILL, is looked at twice a second, which works
    on every Unix. Does nothing in a process that no other `hej` command started.
    """
    parent = os.environ.pop(_PARENT, "")
    if parent and parent != str(os.getpid()):
        os.setpgid(0, 0)
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def share_heaps() -> None:
    """Let the threads of this process share two heaps of the C library.

    glibc gives nearly every thread one of its own, where what is freed waits for that thread
    alone: 5 MB in a demo that has sent 10,000 SMS. What it costs is that two threads may wait for
    each other in malloc, which Python's own lock mostly keeps from happening. Other C libraries
    have no such heaps, and nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, _HEAPS)


def call_at_stop(stop: Callable[[], None]) -> None:
    """Call `stop` at the first SIGTERM or SIGINT, in a thread of its own.

    To be called before other threads start: the signals are blocked in all of them. A handler
    would run inside whatever the main thread is doing, and could wait for a lock held there.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)

    def wait() -> None:
        signal.sigwait(_SIGNALS)
        stop()

    threading.Thread(target=wait, daemon=True, name="signals").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    _log.warning("The process that started this one is gone: ending.")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_WITHIN_S)
    os.kill(os.getpid(), signal.SIGKILL)
