"""hej simulator: the carrier alone."""

import os
import signal

import click

from config import Config
from webapp.commands import start


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=9000, show_default=True, type=click.IntRange(1, 65535))
def simulator(host: str, port: int) -> None:
    """Stand in for the carrier, on this machine.

    Point an application at it with VONAGE_API_HOST=127.0.0.1:9000. It reads the same settings:
    it posts its webhooks to BASE_URL, signed with VONAGE_SIGNATURE_SECRET.
    """
    from webapp.simulator.server import serve

    # It keeps no sessions, so that this one setting may be left out.
    os.environ.setdefault("SECRET_KEY", "the simulator signs nothing with it")
    config = Config.from_env()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo(f"The simulated carrier: http://{host}:{port}/")
    click.echo(f"Its webhooks go to {config.base_url}.")
    if not config.vonage_signature_secret:
        click.echo("They are not signed, and so refused: VONAGE_SIGNATURE_SECRET is not set.")
    try:
        serve(start.simulator_settings(config, config.base_url), port, host)
    except KeyboardInterrupt:
        click.echo("Ended.")
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen at {host}:{port} ({error.strerror}): choose another with --port."
        ) from None
