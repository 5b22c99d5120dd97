"""hej demo: the whole product by one command."""

import http.client
import logging
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from webapp.commands import demo_folder, service

READY_WITHIN_S = 60
# Where a server that listens everywhere is reached from its own machine.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104

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
@click.option("--password", default="", help="For all demo accounts. Default: made once, and kept.")
@click.option("--fresh", is_flag=True, help="Forget what was done in this folder; begin anew.")
def demo(host: str, port: int, folder: Path, password: str, fresh: bool) -> None:
    """Run everything, with invented data and no account.

    The carrier is simulated on this machine, and no settings are needed. Data survives a restart.
    """
    lock = demo_folder.enter(folder, fresh=fresh)
    url = _url(_EVERYWHERE.get(host, host), port)
    _set_up(url, password)
    service.run(
        load_demo,
        host,
        port,
        web_processes=1,
        with_worker=True,
        worker_may_start=partial(_listens, demo_folder.mail_port()),
    )
    lock.close()


def load_demo() -> Any:
    """The application with the simulator beside it, for the one web process of the demo.

    The simulator listens on ports of its own too, for the worker: there it can drop
    connections, and make senders wait without holding up the pages; and there it takes mail.
    """
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from config import Config
    from webapp.commands.start import simulator_settings
    from webapp.lib.smtp_url import SmtpUrl
    from webapp.simulator.app import create_simulator
    from webapp.simulator.mail_server import MailServer
    from webapp.simulator.server import SimulatorServer

    application = service.load_application()
    config = Config.from_env()
    simulator = create_simulator(simulator_settings(config, config.base_url))
    SimulatorServer(simulator, int(config.vonage_api_host.rpartition(":")[2])).start()
    MailServer(simulator, SmtpUrl.parse(config.smtp_url).port).start()
    # Not in the parent: a process that is forked while a thread is busy may wait for its locks.
    threading.Thread(target=_say_when_ready, args=(config.base_url,), daemon=True).start()
    return DispatcherMiddleware(application, {"/simulator": simulator})


def _set_up(url: str, password: str) -> None:
    """In a process of its own: all it needs for that would stay in memory here."""
    command = [sys.executable, "-m", "webapp.cli", "demo-set-up", url]
    done = subprocess.run(command, input=password, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.returncode)


def _listens(port: int) -> bool:
    """Whether the simulator is there: it takes mail last of all, and mail waits for nothing else.

    Otherwise the worker is there first, and what it has to send is only tried again later.
    """
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _say_when_ready(url: str) -> None:
    end = time.monotonic() + READY_WITHIN_S
    while not _is_ready(url):
        if time.monotonic() > end:
            _log.error("The demo is not ready after %d s; see above.", READY_WITHIN_S)
            return
        time.sleep(0.1)
    click.echo(f"Ready: {url}/  (Ctrl-C ends it)")


def _is_ready(url: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _url(address: str, port: int) -> str:
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
