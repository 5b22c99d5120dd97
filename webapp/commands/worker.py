"""hej worker: sends what is due."""

import logging
from functools import partial

import click

from config import Config
from webapp.commands import processes, start
from webapp.domain.worker import Worker

_log = logging.getLogger(__name__)


@click.command()
def worker() -> None:
    """Send what is due, until told to stop.

    At SIGTERM it finishes what is under way. One runs on SQLite (hej serve starts it), any
    number side by side on PostgreSQL.
    """
    config = Config.from_env()
    carrier = start.carrier(config)
    start.open_database(config)
    one = Worker(partial(start.gateway, carrier), config.vonage_rate_per_s)
    processes.call_at_stop(one.stop)
    processes.follow_parent()
    _log.info("Worker %s sends up to %d SMS a second.", one.name, config.vonage_rate_per_s)
    one.run()
    _log.info("Worker %s has ended.", one.name)
