"""What was kept before numbers had hashes is brought up to date, on both databases."""

from collections.abc import Iterator

import pytest
from playhouse.migrations import Runner

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.conftest import _on_server
from webapp import db
from webapp.lib import installation, number_hash
from webapp.lib.installation import NotKnown

NUMBER = CANDIDATE_NUMBERS[0]
# The last one before, of those that are frozen.
BEFORE = "0011_second_step"


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path) -> Iterator[None]:
    """A database as it was then, with somebody who stopped SMS and somebody in doubt."""
    url = f"sqlite:///{tmp_path}/then.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_template")
        _on_server(server, "DROP DATABASE IF EXISTS as_it_was WITH (FORCE)")
        _on_server(server, "CREATE DATABASE as_it_was")
        url = server.replace("/postgres?", "/as_it_was?")
    with make.opened(url):
        Runner(db.database.obj, str(db.MIGRATIONS)).up(BEFORE)
        _fill()
        yield


def _fill() -> None:
    root = _insert("organisation", path="/1/", name="Northern group", undo_seconds=10)
    user = _insert("user", organisation_id=root, email="alma@example.org")
    case = _insert("case", organisation_id=root, root_id=root, responsible_id=user)
    person = _insert("application", case_id=case, mobile=NUMBER)
    _insert("application", case_id=case, mobile="")
    batch = _insert("batch", key="one", root_id=root, case_id=case, user_id=user)
    _insert(
        "message",
        **{"batch_id": batch, "application_id": person, "root_id": root, "to": NUMBER},
        client_ref="one",
        state="delivered",
    )
    reply = _insert("inbound_text", carrier_id="one", application_id=person)
    _insert("opt_out", root_id=root, number=NUMBER, reason="Stop", at=5)
    _insert("stop_doubt", root_id=root, number=NUMBER, reply_id=reply, at=6)


def _insert(table: str, **values: object) -> int:
    """A row with these values; whatever else must be there is empty."""
    for column in db.database.get_columns(table):
        if column.name not in values and not column.null and column.name != "id":
            is_text = "char" in column.data_type.lower() or "text" in column.data_type.lower()
            is_flag = column.data_type == "boolean"
            values[column.name] = "" if is_text else False if is_flag else 0
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id'
    found = db.row(sql, tuple(values.values()))
    assert found
    return int(found[0])


def test_every_number_gets_its_hash_and_opt_outs_stay(before: None):
    db.migrate()

    hashed = number_hash.of(NUMBER)
    assert db.rows("SELECT number_hash FROM application ORDER BY id") == [(hashed,), ("",)]
    assert db.rows("SELECT number_hash FROM message") == [(hashed,)]
    assert db.rows("SELECT number, number_hash, cause, reason, at, lifted_at FROM opt_out") == [
        (NUMBER, hashed, "text", "Stop", 5, None)
    ]
    assert db.rows("SELECT number_hash, at, decided_at FROM stop_doubt") == [(hashed, 6, None)]


def test_without_the_key_nothing_is_changed(before: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(installation, "_known", [])
    installation.key_for.cache_clear()

    with pytest.raises(NotKnown):
        db.migrate()

    assert db.rows("SELECT number, reason FROM opt_out") == [(NUMBER, "Stop")]
    assert "0014_opt_outs" in db.pending_migrations()
