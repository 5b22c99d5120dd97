"""The application and everybody's browser, for the tests of the pages."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from config import Config
from tests.cast import SECRET_KEY, Cast
from tests.client import BASE_URL, Client
from tests.running import Carrier, running_simulator
from webapp.app import create_app
from webapp.domain.people import Person
from webapp.domain.worker import Worker
from webapp.gateways.vonage import VonageGateway
from webapp.gateways.vonage_settings import VonageSettings

SIGNATURE_SECRET = "a signature secret of enough length"


def settings(database_url: str, **changes: object) -> Config:
    """The settings of a tested application."""
    usual = {
        "secret_key": SECRET_KEY,
        "base_url": BASE_URL,
        "database_url": database_url,
        "vonage_signature_secret": SIGNATURE_SECRET,
    }
    return Config(**usual | changes)  # type: ignore[arg-type]


def signed_in(app: Flask, person: Person) -> Client:
    """This person's browser."""
    client = Client(app)
    assert client.sign_in(person.email).status == 303
    return client


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of a process: its templates are compiled once."""
    return create_app(settings(f"sqlite:///{tmp_path_factory.mktemp('none')}/none.db"))


@pytest.fixture
def app(application: Flask, database: str) -> Flask:
    """The application, on this test's database."""
    return application


@pytest.fixture
def anybody(app: Flask) -> Client:
    """A browser in which nobody is signed in."""
    return Client(app)


@pytest.fixture
def as_alma(app: Flask, cast: Cast) -> Client:
    """Alma's browser."""
    return signed_in(app, cast.alma)


@pytest.fixture
def as_bo(app: Flask, cast: Cast) -> Client:
    """Bo's browser."""
    return signed_in(app, cast.bo)


@pytest.fixture
def as_cleo(app: Flask, cast: Cast) -> Client:
    """Cleo's browser."""
    return signed_in(app, cast.cleo)


@pytest.fixture
def as_dag(app: Flask, cast: Cast) -> Client:
    """Dag's browser."""
    return signed_in(app, cast.dag)


@pytest.fixture
def carrier(app: Flask) -> Iterator[Carrier]:
    """Everything under way: a worker that sends, a carrier that takes and reports back by HTTP."""
    with (
        _served(app) as url,
        running_simulator(
            callback_url=url, signature_secret=SIGNATURE_SECRET, api_key="key", api_secret="secret"
        ) as carrier,
        _working(VonageSettings("", "", "key", "secret", carrier.host)),
    ):
        yield carrier


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    # Closing waits for what is being answered: it may not go on in the next test's database.
    server.daemon_threads = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _working(settings: VonageSettings) -> Iterator[None]:
    worker = Worker(lambda: VonageGateway(settings), 1000, threads=2)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nothing: what the development server says is no log of ours."""
