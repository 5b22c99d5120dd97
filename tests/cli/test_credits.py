"""Refilling credits from a shell, and checking the ledger there."""

import json
from pathlib import Path

import pytest

from tests import make
from tests.cli import hej
from webapp import db
from webapp.domain import credits
from webapp.models import LedgerEntry


@pytest.fixture
def staffed(installed: Path) -> Path:
    """An installation with the cast in it."""
    with make.opened(f"sqlite:///{installed}/hej.db"):
        make.cast()
    return installed


def test_a_refill_is_booked_with_its_note(staffed: Path) -> None:
    done = top_up(staffed, "Northern group", "1500")

    assert done.stdout == "Northern group: 1,500 credits added, 1,500 available.\n"
    with make.opened(f"sqlite:///{staffed}/hej.db"):
        assert credits.balance(1).available == 1500
        assert [entry.note for entry in LedgerEntry.select()] == ["order 17"]


@pytest.mark.parametrize(
    ("organisation", "amount", "expected"),
    [
        ("Western group", "5", "There is no organisation 'Western group'"),
        ("Emergency care", "5", "The credits of Emergency care are those of Northern group"),
        ("Northern group", "0", "AMOUNT"),
        ("Northern group", "many", "AMOUNT"),
    ],
)
def test_a_refill_that_cannot_be_is_refused_in_words(
    staffed: Path, organisation: str, amount: str, expected: str
) -> None:
    refused = top_up(staffed, organisation, amount)

    assert refused.returncode != 0
    assert expected in refused.stderr
    with make.opened(f"sqlite:///{staffed}/hej.db"):
        assert LedgerEntry.select().count() == 0


def test_the_rules_of_a_sound_ledger_are_kept(staffed: Path) -> None:
    top_up(staffed, "Northern group", "10")

    checked = hej.run("credits", "check", "--json", folder=staffed)

    report = json.loads(checked.stdout)
    assert checked.returncode == 0
    assert report["ok"] is True
    assert [rule["number"] for rule in report["rules"]] == [*range(1, 11)]
    assert set(report["rules"][0]) == {"number", "rule", "figure", "broken"}


def test_a_broken_rule_is_found_and_named(staffed: Path) -> None:
    with make.opened(f"sqlite:///{staffed}/hej.db"):
        db.execute("UPDATE account SET available = 7 WHERE organisation_id = 1")

    for_programs = hej.run("credits", "check", "--json", folder=staffed)
    for_people = hej.run("credits", "check", folder=staffed)

    broken = [rule["number"] for rule in json.loads(for_programs.stdout)["rules"] if rule["broken"]]
    assert (for_programs.returncode, for_people.returncode) == (1, 1)
    assert broken == [1, 2]
    assert for_people.stdout.count("BROKEN 1 times") == 2


def top_up(folder: Path, organisation: str, amount: str) -> hej.Done:
    return hej.run("credits", "top-up", organisation, amount, "--note", "order 17", folder=folder)
