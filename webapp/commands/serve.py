"""hej serve: the web server, and on SQLite the worker with it."""

import importlib
import logging
import os
from typing import Any

import click

from config import Config
from webapp import db
from webapp.commands import processes, start, web_server

_log = logging.getLogger(__name__)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--with-worker/--without-worker",
    default=None,
    help="Also run hej worker. Default: with it on SQLite, without it on PostgreSQL.",
)
@click.option(
    "--processes",
    "count",
    type=click.IntRange(1, 64),
    help="Web processes. Default: 1 on SQLite, one per core on PostgreSQL.",
)
def serve(host: str, port: int, with_worker: bool | None, count: int | None) -> None:
    """Serve the pages, for production: behind a proxy that speaks TLS."""
    config = Config.from_env()
    start.open_database(config)
    on_sqlite = db.is_sqlite()
    # A connection must not be shared with the processes that are started now.
    db.database.close_all()
    run(
        load_application,
        host,
        port,
        count=count or (1 if on_sqlite else os.cpu_count() or 1),
        with_worker=on_sqlite if with_worker is None else with_worker,
        can_send=config.can_send,
    )


def run(load: Any, host: str, port: int, *, count: int, with_worker: bool, can_send: bool) -> None:
    """Serve until SIGTERM or SIGINT; then end the web processes, and then the worker."""
    worker = processes.Child("worker")
    if with_worker and not can_send:
        _log.warning("No SMS will be sent: the settings of the carrier (VONAGE_...) are missing.")

    def start_worker() -> None:
        _log.info("Listening at http://%s:%d", host, port)
        if with_worker and can_send:
            worker.start()

    processes.name_parent()
    try:
        web_server.run(load, host, port, processes=count, on_start=start_worker)
    finally:
        worker.stop()


def load_application() -> Any:
    """The application, for a web process that ends with its parent."""
    processes.follow_parent()
    # By name, as any server loads it: wsgi.py is the house's top floor.
    return importlib.import_module("wsgi").app
