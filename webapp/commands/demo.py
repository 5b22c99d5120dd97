"""hej demo: the whole product by one command."""

import http.client
import logging
import secrets
import threading
import time
from pathlib import Path
from typing import Any

import click
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from config import Config
from webapp import db
from webapp.commands import demo_folder, serve, start
from webapp.commands.demo_folder import DemoFolder
from webapp.commands.migrate import prepare_tables
from webapp.domain import demo as demo_data

READY_WITHIN_S = 60
_WIDE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104

_log = logging.getLogger(__name__)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data",
    "folder",
    default="./var/demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the demo keeps everything, hej.db among it.",
)
@click.option("--password", help="For all demo accounts. Default: made once, and kept.")
@click.option("--fresh", is_flag=True, help="Forget what was done in this folder; begin anew.")
def demo(host: str, port: int, folder: Path, password: str | None, fresh: bool) -> None:
    """Run everything with invented data and a carrier that exists only on this machine.

    No account and no settings are needed. Data survives a restart.
    """
    kept = demo_folder.enter(folder, fresh=fresh)
    address = _WIDE.get(host, host)
    config = kept.settings(_url(address, port), f"127.0.0.1:{demo_folder.free_port()}")
    password = _prepare(kept, config, password)
    _introduce(config.base_url, password)
    threading.Thread(target=_say_when_ready, args=(address, port), daemon=True).start()
    serve.run(load_demo, host, port, count=1, with_worker=True, can_send=True)


def load_demo() -> Any:
    """The application with the simulator beside it, for the one web process of the demo."""
    application = serve.load_application()
    simulator = _start_simulator(Config.from_env())
    return DispatcherMiddleware(application, {"/simulator": simulator})


def _prepare(kept: DemoFolder, config: Config, password: str | None) -> str:
    """Tables, data and the password that counts from now on."""
    db.open_database(config.database_url)
    prepare_tables()
    known = kept.password()
    chosen = password or known or secrets.token_urlsafe(9)
    if demo_data.is_empty():
        demo_data.seed(chosen)
    elif chosen != known:
        demo_data.set_password(chosen)
    kept.keep_password(chosen)
    # A connection must not be shared with the processes that are started next.
    db.database.close_all()
    return chosen


def _introduce(base_url: str, password: str) -> None:
    click.echo(f"\n  Hej             {base_url}/")
    click.echo(f"  Phones          {base_url}/simulator/   (the simulated carrier)")
    click.echo(f"\n  Password of all accounts: {password}\n")
    for account in demo_data.ACCOUNTS:
        click.echo(f"  {account.email:<18}{account.name}, {account.can}")
    click.echo()


def _start_simulator(config: Config) -> Any:
    """The carrier, on a port of its own, where it can drop connections and make senders wait
    without holding up the pages; what is returned is the same one, to be mounted for people.
    """
    from webapp.simulator.app import create_simulator
    from webapp.simulator.server import SimulatorServer

    simulator = create_simulator(start.simulator_settings(config, config.base_url))
    port = int(config.vonage_api_host.rpartition(":")[2])
    SimulatorServer(simulator, port).start()
    return simulator


def _say_when_ready(address: str, port: int) -> None:
    end = time.monotonic() + READY_WITHIN_S
    while not _is_ready(address, port):
        if time.monotonic() > end:
            _log.error("The demo is not ready after %d s; see above.", READY_WITHIN_S)
            return
        time.sleep(0.1)
    click.echo(f"Ready: {_url(address, port)}/  (Ctrl-C ends it)")


def _is_ready(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _url(address: str, port: int) -> str:
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
