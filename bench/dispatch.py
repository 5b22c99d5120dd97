"""Dispatch: the real worker process against the real simulator process, 100 ms away.

Judged by the simulator's own record of when each call reached it.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import urllib3

from bench.pages import TEXT
from bench.timing import Figure, at_least
from bench.world import World, world
from webapp import db
from webapp.domain import people, sending
from webapp.domain.cases import CaseFacts
from webapp.gateways.sms import Outgoing
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings

LATENCY_MS = 100
RATE_PER_S = 30
THREADS = 32
UNLIMITED = 100_000
_KEY, _SECRET = "benchkey", "bench-secret"
_http = urllib3.PoolManager()


def run() -> Iterator[Figure]:
    """At the configured rate, and with the limit lifted beside the same calls made bare."""
    with world() as here, _simulator() as host:
        yield from _at_rate(here, host)
        yield from _unlimited(here, host)


def _at_rate(here: World, host: str) -> Iterator[Figure]:
    sent = RATE_PER_S * 15
    times = _sent_by_worker(here, host, here.case(sent), RATE_PER_S)
    rate = (len(times) - 1) / (times[-1] - times[0])
    most = max(_in_one_second(times, start) for start in times)
    share = rate / RATE_PER_S
    yield at_least(f"dispatch at {RATE_PER_S} a second, {LATENCY_MS} ms away", share, "of it", 0.95)
    yield Figure("the most in any second", str(most), f"at most {RATE_PER_S}", most <= RATE_PER_S)


def _unlimited(here: World, host: str) -> Iterator[Figure]:
    sent = 3000
    times = _sent_by_worker(here, host, here.case(sent), UNLIMITED)
    worker = (len(times) - 1) / (times[-1] - times[0])
    bare = _bare_calls(host, sent)
    share = worker / bare
    what = f"dispatch, limit lifted, {THREADS} threads ({worker:.0f} beside {bare:.0f} a second)"
    yield at_least(what, share, "of bare", 0.85)


def _sent_by_worker(here: World, host: str, case: CaseFacts, rate_per_s: int) -> list[float]:
    """Queue a text to everybody in the case; when each call arrived, in order."""
    _http.request("DELETE", f"http://{host}/requests")
    person = people.load(here.user.id)
    batch = sending.send(case, person, here.ids_of(case), TEXT, key=sending.new_key(), again=True)
    sending.depart(batch)
    db.database.close()
    with _worker(here, host, rate_per_s):
        while _accepted(batch.id) < batch.recipients:
            time.sleep(0.2)
    return _arrivals(host)


def _bare_calls(host: str, number: int) -> float:
    """Calls a second by as many threads through the same gateway, with no database at all."""
    settings = VonageSettings(api_key=_KEY, api_secret=_SECRET, api_host=host)
    own = threading.local()

    def call(_: int) -> None:
        if not hasattr(own, "gateway"):
            own.gateway = VonageGateway(settings)
        own.gateway.send(Outgoing("+46701740605", "Bench", TEXT, secrets.token_hex(16)))

    _http.request("DELETE", f"http://{host}/requests")
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(call, range(number)))
    times = _arrivals(host)
    return (len(times) - 1) / (times[-1] - times[0])


def _arrivals(host: str) -> list[float]:
    found = _http.request("GET", f"http://{host}/requests").json()
    return sorted(datetime.fromisoformat(one["time"]).timestamp() for one in found)


def _accepted(batch_id: int) -> int:
    sql = "SELECT count(*) FROM message WHERE batch_id = ? AND state = 'accepted'"
    found = db.row(sql, (batch_id,))
    db.database.close()
    return int(found[0]) if found else 0


def _in_one_second(times: list[float], start: float) -> int:
    return sum(start <= one < start + 1 for one in times)


@contextmanager
def _simulator() -> Iterator[str]:
    """A simulator process that answers after 100 ms and posts no receipts."""
    port = free_port()
    host = f"127.0.0.1:{port}"
    environ = {**os.environ, "SECRET_KEY": "b" * 48, "VONAGE_API_KEY": _KEY}
    environ["VONAGE_API_SECRET"] = _SECRET
    with process(environ, "simulator", "--port", str(port)):
        _wait_for(host)
        behaviour = {"*": {"latency_ms": LATENCY_MS, "receipts": "never"}}
        _http.request("PUT", f"http://{host}/behaviour", json=behaviour)
        yield host


@contextmanager
def _worker(here: World, host: str, rate_per_s: int) -> Iterator[None]:
    environ = {
        **os.environ,
        "SECRET_KEY": "b" * 48,
        "DATABASE_URL": f"sqlite:///{here.folder / 'bench.db'}",
        "VONAGE_API_KEY": _KEY,
        "VONAGE_API_SECRET": _SECRET,
        "VONAGE_API_HOST": host,
        "VONAGE_RATE_PER_S": str(rate_per_s),
    }
    with process(environ, "worker"):
        yield


@contextmanager
def process(environ: dict[str, str], *arguments: str) -> Iterator[None]:
    """A `hej` command with this environment, ended with the block."""
    hej = Path(sys.executable).with_name("hej")
    running = subprocess.Popen(
        [hej, *arguments], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


def _wait_for(host: str) -> None:
    while True:
        try:
            _http.request("GET", f"http://{host}/requests", retries=False)
            return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
