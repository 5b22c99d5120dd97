"""granian, as we run it."""

import logging
import multiprocessing
import multiprocessing.connection
import socket
import time
from collections.abc import Callable
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

THREADS = 4
END_WITHIN_S = 20
# Each open connection holds one place until it closes, also while it rests between requests.
OPEN_CONNECTIONS = 1024
# How long a client may take for its headers, and how long a connection may rest.
HEADERS_WITHIN_MS = 15_000
STARTED_S = 5

_log = logging.getLogger(__name__)


def run(
    load: Callable[[], Any],
    host: str,
    port: int,
    *,
    processes: int,
    on_start: Callable[[], None],
    before_end: Callable[[], None],
) -> None:
    """Serve the WSGI application that `load` returns, until SIGTERM or SIGINT.

    `load` is called in each serving process, `on_start` once in this one, when the port is
    ours, and `before_end` at the signal: requests are answered until it returns. Raises
    ClickException when the address is taken. Requests are not logged: their paths would tell who
    looked at whom.
    """
    _check_free(host, port)
    # A fork shares the memory of this process, and takes over what processes.fork_in_peace says.
    multiprocessing.set_start_method("fork", force=True)
    server = _server(host, port, processes, before_end)
    server.on_startup(on_start)
    began = time.monotonic()
    while not _serve(server, load):
        # granian gives up when a process dies twice within seconds. At the start that means that
        # the program is at fault; later that something killed it, and it may come back.
        if time.monotonic() - began < STARTED_S:
            raise click.ClickException("The web process cannot start; see above.")
        _log.error("The web processes have ended; they start again.")
        server = _server(host, port, processes, before_end)


def takes_connections(host: str, port: int) -> bool:
    """Whether somebody takes connections there now."""
    with socket.socket(_family(host)) as knock:
        return knock.connect_ex((host, port)) == 0


class _Server(Server):
    """granian's server, which ends in our way.

    granian itself waits for each process in two threads at once. The one that learns of the end
    last believes for a moment that the process lives, and then says that it kills it.
    """

    before_end: Callable[[], None]

    def shutdown(self, exit_code: int = 0) -> None:
        """End; where it was told to, not before the others are ready."""
        if self.interrupt_signal:
            self.before_end()
        super().shutdown(exit_code)

    def _stop_workers(self) -> None:
        end = time.monotonic() + END_WITHIN_S
        for process in self.wrks:
            process.terminate()
        for process in self.wrks:
            wait_s = max(0.0, end - time.monotonic())
            if not multiprocessing.connection.wait([process.inner.sentinel], wait_s):
                _log.warning("A web process does not end and is killed.")
                process.kill()
            process.join()
        self.wrks.clear()


def _serve(server: Server, load: Callable[[], Any]) -> bool:
    """Whether it ended because it was told to."""
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        return bool(server.interrupt_signal)
    return True


def _server(host: str, port: int, processes: int, before_end: Callable[[], None]) -> Server:
    server = _Server(
        "hej",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        workers=processes,
        blocking_threads=THREADS,
        backlog=OPEN_CONNECTIONS,
        backpressure=OPEN_CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=END_WITHIN_S,
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": _HANDLERS},
    )
    server.before_end = before_end
    return server


_TO_STDERR = {
    "formatter": "generic",
    "class": "logging.StreamHandler",
    "stream": "ext://sys.stderr",
}
_HANDLERS = {"console": _TO_STDERR, "access": _TO_STDERR}


def _check_free(host: str, port: int) -> None:
    """granian's own error is a traceback, and comes after it has said that it listens."""
    try:
        socket.create_server((host, port), family=_family(host)).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen at {host}:{port} ({error.strerror}): choose another with --port."
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
