"""Whole lives of messages at random, against a model of the rules (see tests/life).

Few steps here; `python -m tests.life --steps 200000` takes many, and HEJ_STEPS sets the number.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from peewee import IntegrityError

from tests import make
from tests.life import run, world
from webapp import db
from webapp.domain.states import STEPS, Kind, State

STEPS_HERE = int(os.environ.get("HEJ_STEPS", "4000"))


def test_every_rule_holds_after_every_step():
    with world.in_memory() as renew:
        lived = run.live(renew, STEPS_HERE)

    assert lived.steps >= STEPS_HERE


def test_every_rule_holds_on_postgresql_too(renew_on_postgresql: Callable[[], None]):
    lived = run.live(renew_on_postgresql, 300)

    assert lived.steps >= 300


def never_charged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture that leaves the credits held."""
    monkeypatch.setitem(STEPS, (State.SENDING, State.ACCEPTED), None)


def released_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credits that come back although the message is still under way."""
    monkeypatch.setitem(STEPS, (State.SENDING, State.UNCONFIRMED), Kind.RELEASE)


@pytest.mark.parametrize("break_it", [never_charged, released_twice])
def test_a_broken_house_is_found_out(
    monkeypatch: pytest.MonkeyPatch, break_it: Callable[[pytest.MonkeyPatch], None]
):
    break_it(monkeypatch)

    with world.in_memory() as renew, pytest.raises((AssertionError, IntegrityError)):
        run.live(renew, 3000, shrink=False)


@pytest.fixture
def renew_on_postgresql(postgresql_template: str) -> Iterator[Callable[[], None]]:
    """A function that opens a database like world.populate's, as new."""
    numbers = count()

    def url(name: str) -> str:
        return postgresql_template.replace("/postgres?", f"/{name}?")

    def renew() -> None:
        if hasattr(db.database.obj, "close_all"):
            db.database.obj.close_all()
        name = f"life_{next(numbers)}"
        _on_server(postgresql_template, f"CREATE DATABASE {name} TEMPLATE life STRATEGY file_copy")
        db.open_database(url(name))

    _on_server(postgresql_template, "CREATE DATABASE life TEMPLATE hej_template")
    with make.opened(url("life")):
        world.populate()
    yield renew
    db.database.obj.close_all()
    for number in range(next(numbers)):
        _on_server(postgresql_template, f"DROP DATABASE life_{number} WITH (FORCE)")
    _on_server(postgresql_template, "DROP DATABASE life WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
