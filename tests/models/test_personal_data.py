"""Every column says what becomes of it when a candidate asks.

Where one of these fails because of a new column or table, the list wants a line: what it is, how
it is shown to its candidate, and what takes its place when they are erased, or why it stays.
"""

from itertools import chain

import peewee
import pytest

from webapp import models
from webapp.db import BaseModel
from webapp.domain.declaring import Held
from webapp.domain.personal_data import HELD, OTHERS

TEXTS = (peewee.CharField, peewee.TextField)
TABLES = {model._meta.table_name: model for model in models.ALL}
# What is written about a row of these may be about somebody.
THEIRS = {"application", "inbound_text", "invitation", "booking", "proposal"}
HOW = (
    "Say in webapp/domain/personal_data.py, which explains how, what becomes of it when a "
    "candidate asks to see what is held, and when they ask to be erased. Then let "
    "tests/domain/marked.py write something into it"
)


def columns_of(model: type[BaseModel]) -> dict[str, peewee.Field]:
    """The columns of a table, by their names in the database."""
    return {field.column_name: field for field in model._meta.sorted_fields}


def texts_of(table: str) -> set[str]:
    """The columns of a table that hold text."""
    return {name for name, field in columns_of(TABLES[table]).items() if isinstance(field, TEXTS)}


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_declared_once(table: str):
    declared = [one.table for one in HELD] + list(OTHERS)

    assert declared.count(table) == 1, f"The table {table} is not declared. {HOW}."


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table)
def test_each_column_about_a_candidate_is_declared(held: Held):
    declared = {column.name for column in held.columns}

    missing = set(columns_of(TABLES[held.table])) - declared
    assert missing == set(), f"{held.table}: {sorted(missing)} is not declared. {HOW}."
    assert len(declared) == len(held.columns)


@pytest.mark.parametrize("table", OTHERS)
def test_no_other_table_gets_a_column_of_text_unseen(table: str):
    missing = texts_of(table) - set(OTHERS[table].split())

    assert missing == set(), f"{table}: {sorted(missing)} is not declared. {HOW}."


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table)
def test_what_is_not_shown_or_not_erased_says_why(held: Held):
    silent = {
        column.name
        for column in held.columns
        if not (column.words and column.erased) and not column.why
    }

    assert silent == set(), f"{held.table}: say why {sorted(silent)} is not shown, or stays."


@pytest.mark.parametrize("table", OTHERS)
def test_no_other_table_hangs_on_somebody(table: str):
    hanging = {
        name
        for name, field in columns_of(TABLES[table]).items()
        if isinstance(field, peewee.ForeignKeyField) and field.rel_model._meta.table_name in THEIRS
    }

    assert hanging == set(), f"{table}.{sorted(hanging)} leads to a candidate: it is a Held. {HOW}."


def test_nothing_is_declared_that_is_not_there():
    declared = set(chain((one.table for one in HELD), OTHERS))
    columns = [
        (table, name)
        for table, names in chain(
            ((one.table, [column.name for column in one.columns]) for one in HELD),
            ((table, names.split()) for table, names in OTHERS.items()),
        )
        for name in names
        if table in TABLES and name not in columns_of(TABLES[table])
    ]

    assert declared == set(TABLES)
    assert columns == []
