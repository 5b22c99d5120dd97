"""hej serve: the web server, and on SQLite the worker with it."""

import logging
import os

import click

from config import Config
from webapp import db
from webapp.commands import service, start

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
    "web_processes",
    type=click.IntRange(1, 64),
    help="Web processes. Default: 1 on SQLite, one per core on PostgreSQL.",
)
def serve(host: str, port: int, with_worker: bool | None, web_processes: int | None) -> None:
    """Serve the pages, for production.

    Let a proxy that speaks TLS stand in front. On SQLite the worker runs with it.
    """
    config = Config.from_env()
    start.open_database(config)
    on_sqlite = db.is_sqlite()
    # A connection must not be shared with the processes that are started next.
    db.database.close_all()
    wants_worker = on_sqlite if with_worker is None else with_worker
    has_work = config.can_send or config.can_mail
    if wants_worker and not has_work:
        for sentence in start.what_is_not_sent(config):
            _log.warning(sentence)
    service.run(
        service.load_application,
        host,
        port,
        web_processes=web_processes or (1 if on_sqlite else os.cpu_count() or 1),
        with_worker=wants_worker and has_work,
    )
