"""Every column says what becomes of it when a candidate asks."""

from itertools import chain

import peewee
import pytest

from webapp import models
from webapp.db import BaseModel
from webapp.domain.personal_data import HELD, OTHERS, Held

TEXTS = (peewee.CharField, peewee.TextField)
TABLES = {model._meta.table_name: model for model in models.ALL}
TO_DO = "declare it in webapp/domain/personal_data.py"


def columns_of(model: type[BaseModel]) -> dict[str, peewee.Field]:
    """The columns of a table, by their names in the database."""
    return {field.column_name: field for field in model._meta.sorted_fields}


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_declared_once(table: str):
    declared = [one.table for one in HELD] + list(OTHERS)

    assert declared.count(table) == 1, f"{table}: {TO_DO}"


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table)
def test_each_column_about_a_candidate_is_declared(held: Held):
    declared = sorted(column.name for column in held.columns)

    assert declared == sorted(columns_of(TABLES[held.table])), TO_DO


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.table)
def test_what_is_not_shown_or_not_erased_says_why(held: Held):
    silent = [
        column.name
        for column in held.columns
        if not (column.words and column.erased) and not column.why
    ]

    assert silent == []


@pytest.mark.parametrize("table", OTHERS)
def test_no_other_table_gets_a_column_of_text_unseen(table: str):
    texts = [name for name, field in columns_of(TABLES[table]).items() if isinstance(field, TEXTS)]

    assert sorted(OTHERS[table].split()) == sorted(texts), TO_DO


def test_no_other_table_hangs_on_somebodys_application_or_reply():
    theirs = {"application", "inbound_text"}

    hanging = [
        (table, field.column_name)
        for table in OTHERS
        for field in columns_of(TABLES[table]).values()
        if isinstance(field, peewee.ForeignKeyField) and field.rel_model._meta.table_name in theirs
    ]

    assert hanging == [], TO_DO


def test_nothing_is_declared_that_is_not_there():
    assert set(chain((one.table for one in HELD), OTHERS)) == set(TABLES)
