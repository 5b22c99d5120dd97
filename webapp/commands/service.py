"""The web server and the worker, as `hej serve` and `hej demo` run them.

The process that runs them imports little: it only looks after the others.
"""

import importlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from webapp.commands import processes, web_server

_KNOCK_EVERY_S = 0.1

_log = logging.getLogger(__name__)


def run(
    load: Callable[[], Any],
    host: str,
    port: int,
    *,
    web_processes: int,
    with_worker: bool,
    worker_may_start: Callable[[], bool] = lambda: True,
) -> None:
    """Serve until SIGTERM or SIGINT; then end the worker, and then the web processes.

    In this order the receipts for what the worker sends last still find somebody, and so does
    the worker itself in the demo, whose carrier lives in the web process. What is sent meanwhile
    waits in its table. `load` makes the WSGI application, in each web process. The worker starts
    when `worker_may_start` is true (see processes.Child). Raises ClickException when the address
    is taken.
    """
    worker = processes.Child("worker", may_start=worker_may_start)

    def begin() -> None:
        threading.Thread(target=_say_when_open, args=(host, port), daemon=True).start()
        if with_worker:
            worker.start()

    processes.name_parent()
    processes.fork_in_peace()
    try:
        web_server.run(
            load,
            host,
            port,
            processes=web_processes,
            on_start=begin,
            before_end=worker.stop,
        )
    finally:
        worker.stop()


def _say_when_open(host: str, port: int) -> None:
    """The web processes take the port when they have loaded: nobody is sent there before."""
    while not web_server.takes_connections(host, port):
        time.sleep(_KNOCK_EVERY_S)
    _log.info("Listening at http://%s:%d", host, port)


def load_application() -> Any:
    """The application, in a web process that ends with its parent."""
    processes.follow_parent()
    processes.share_heaps()
    # By name, as any server loads it: wsgi.py is the house's top floor.
    return importlib.import_module("wsgi").app
