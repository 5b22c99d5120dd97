"""hej simulator: the carrier and the mail server alone."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TypeVar

import click

from config import Config
from webapp.commands import start

T = TypeVar("T")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--smtp-port",
    default=0,
    type=click.IntRange(0, 65535),
    help="For e-mail. Default: one that is free.",
)
def simulator(host: str, port: int, smtp_port: int) -> None:
    """Stand in for the carrier and a mail server, on this machine.

    Point an application at it with VONAGE_API_HOST=127.0.0.1:9000 and the SMTP_URL that it
    prints. It reads the same settings: it posts its webhooks to BASE_URL, signed with
    VONAGE_SIGNATURE_SECRET.
    """
    from webapp.simulator.app import create_simulator
    from webapp.simulator.mail_server import MailServer
    from webapp.simulator.server import SimulatorServer

    # It keeps no sessions, so that this one setting may be left out.
    os.environ.setdefault("SECRET_KEY", "the simulator signs nothing with it")
    config = Config.from_env()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = create_simulator(start.simulator_settings(config, config.base_url))
    with (
        closing(_listen(partial(SimulatorServer, app), host, port, "--port")) as carrier,
        closing(_listen(partial(MailServer, app), host, smtp_port, "--smtp-port")) as mail,
    ):
        mail.start()
        click.echo(f"The simulated carrier: http://{host}:{port}/")
        click.echo(f"Its mail server: SMTP_URL={mail.url}")
        click.echo(f"Its webhooks go to {config.base_url}.")
        if not config.vonage_signature_secret:
            click.echo("They are not signed, and so refused: VONAGE_SIGNATURE_SECRET is not set.")
        try:
            carrier.serve_forever()
        except KeyboardInterrupt:
            click.echo("Ended.")


def _listen(server: Callable[..., T], host: str, port: int, option: str) -> T:
    try:
        return server(port=port, host=host)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen at {host}:{port} ({error.strerror}): choose another with {option}."
        ) from None
