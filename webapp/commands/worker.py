"""hej worker: sends what is due."""

import logging
from functools import partial

import click

from config import Config, ConfigError
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
    one = _worker(config)
    start.open_database(config)
    processes.call_at_stop(one.stop)
    processes.follow_parent()
    processes.share_heaps()
    if config.can_send:
        _log.info("Worker %s sends up to %d SMS a second.", one.name, config.vonage_rate_per_s)
    if config.can_mail:
        _log.info("Worker %s sends e-mail.", one.name)
    for sentence in start.what_is_not_sent(config):
        _log.warning(sentence)
    one.run()
    _log.info("Worker %s has ended.", one.name)


def _worker(config: Config) -> Worker:
    """With the ways out that the settings name; raises ConfigError when they name none."""
    if not (config.can_send or config.can_mail):
        raise ConfigError(f"{start.NO_CARRIER} To send e-mail alone, set SMTP_URL and MAIL_FROM.")
    return Worker(
        partial(start.gateway, start.carrier(config)) if config.can_send else None,
        config.vonage_rate_per_s,
        base_url=config.base_url,
        send_mail=start.mail_gateway(config).send if config.can_mail else None,
    )
