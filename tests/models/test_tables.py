"""What the tables refuse by themselves, whoever asks."""

import re
from pathlib import Path

import peewee
import pytest
from playhouse.schema_diff import diff_models

from tests import make
from tests.cast import Cast
from webapp import db, models
from webapp.lib import clock
from webapp.models import Account, Application, LedgerEntry, Message, Organisation


@pytest.fixture
def message(cast: Cast) -> Message:
    """One message with its reservation in the ledger."""
    case = make.case(cast.alma)
    make.credits(case, 5)
    return make.messages(make.batch(case, cast.alma, make.candidates(case, 1)))[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET available_delta = 1000",
        "UPDATE ledger_entry SET note = 'nothing happened'",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_entry WHERE kind = 'reserve'",
    ],
)
def test_the_ledger_cannot_be_rewritten(message: Message, statement: str):
    before = db.rows("SELECT * FROM ledger_entry ORDER BY id")

    with pytest.raises(peewee.DatabaseError, match="append-only"), db.transaction():
        db.execute(statement)

    assert db.rows("SELECT * FROM ledger_entry ORDER BY id") == before != []


@pytest.mark.parametrize("figure", ["available", "held", "spent"])
def test_no_figure_of_an_account_can_be_negative(message: Message, figure: str):
    with pytest.raises(peewee.IntegrityError), db.transaction():
        db.execute(f"UPDATE account SET {figure} = -1")

    assert Account.select().where(getattr(Account, figure) < 0).count() == 0


def test_an_entry_has_a_key_that_no_other_has(message: Message):
    entry = LedgerEntry.get()

    with pytest.raises(peewee.IntegrityError), db.transaction():
        LedgerEntry.create(
            account=entry.account_id,
            kind="adjust",
            available_delta=1,
            held_delta=0,
            spent_delta=0,
            key=entry.key,
            at=clock.now(),
        )

    assert LedgerEntry.select().where(LedgerEntry.key == entry.key).count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE message SET state = 'lost'",
        "UPDATE message SET credits = -1",
        "UPDATE organisation SET undo_seconds = 101",
        "UPDATE destination SET credits_per_sms = 0",
    ],
)
def test_a_value_that_means_nothing_is_refused(message: Message, statement: str):
    with pytest.raises(peewee.IntegrityError), db.transaction():
        db.execute(statement)


def test_nobody_gets_two_messages_of_one_batch(message: Message):
    columns = 'batch_id, application_id, root_id, "to", number_hash, sender, subject, text, '
    columns += "segments, credits, contact_type, state, "
    columns += "state_at, created_at, send_after, send_before, zone, passes_quiet, "
    columns += "claimed_by, attempts, carrier_id, "
    columns += "carrier_code, carrier_words"

    with pytest.raises(peewee.IntegrityError), db.transaction():
        db.execute(
            f"INSERT INTO message (client_ref, {columns}) "
            f"SELECT 'another', {columns} FROM message WHERE id = ?",
            (message.id,),
        )

    assert Message.select().count() == 1


def test_what_was_paid_for_cannot_be_deleted(message: Message):
    for statement in ("DELETE FROM message", "DELETE FROM batch", "DELETE FROM organisation"):
        with pytest.raises(peewee.IntegrityError), db.transaction():
            db.execute(statement)

    assert Message.select().count() == 1


def test_an_erased_application_leaves_its_message_behind(message: Message):
    Application.delete().execute()

    assert Message.get_by_id(message.id).application_id is None


def test_a_moment_comes_back_as_it_went_in(cast: Cast):
    now = clock.now()

    Organisation.update(created_at=now).execute()

    assert {one.created_at for one in Organisation.select()} == {now}
    assert now.tzinfo is not None


def test_values_are_never_part_of_a_statement(cast: Cast):
    hostile = "100 % '; DROP TABLE message; -- ?"

    Organisation.update(name=hostile).where(Organisation.id == cast.home.id).execute()

    found = db.rows("SELECT id FROM organisation WHERE name = ? AND name LIKE '100 %'", (hostile,))
    assert found == [(cast.home.id,)]


def test_the_migrations_make_the_tables_of_the_models(database: str):
    difference = diff_models(db.database.obj, models.ALL)

    assert str(difference) == ""


def test_an_empty_database_is_told_to_migrate(tmp_path: Path):
    with make.opened(f"sqlite:///{tmp_path}/new/hej.db"):
        with pytest.raises(db.SchemaError, match=re.escape("run `hej migrate`")):
            db.check_schema()

        applied = db.migrate()

        assert applied
        assert db.pending_migrations() == db.migrate() == []
        db.check_schema()


def test_a_newer_database_is_not_touched(database: str):
    db.execute(
        "INSERT INTO schema_migration (name, applied) SELECT '9999_later', applied "
        "FROM schema_migration LIMIT 1"
    )

    with pytest.raises(db.SchemaError, match="upgrade Hej"):
        db.check_schema()


def test_sqlite_waits_for_its_one_writer_and_forgets_nothing_when_the_power_goes(
    sqlite_database: str,
):
    kept = {
        name: db.row(f"PRAGMA {name}")
        for name in ("busy_timeout", "journal_mode", "synchronous", "foreign_keys")
    }

    assert kept == {
        "busy_timeout": (10_000,),
        "journal_mode": ("wal",),
        "synchronous": (2,),
        "foreign_keys": (1,),
    }
