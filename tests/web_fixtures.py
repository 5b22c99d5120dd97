"""The application and everybody's browser, for the tests of the pages."""

import pytest
from flask import Flask

from config import Config
from tests.cast import Cast
from tests.client import BASE_URL, Client
from webapp.app import create_app
from webapp.domain.people import Person

SIGNATURE_SECRET = "a signature secret of enough length"


def settings(database_url: str, **changes: object) -> Config:
    """The settings of a tested application."""
    usual = {
        "secret_key": "a secret key that only these tests have",
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
