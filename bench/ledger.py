"""The Credits tab over a ledger of 1,000,000 entries, beside the same tab over 10,000."""

import importlib
from collections.abc import Iterator

from bench.timing import Figure, at_most, pair
from bench.world import World, world
from webapp import db
from webapp.domain import checks, templates
from webapp.lib import clock, number_hash

SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 60
BAR = 2
_PER_BATCH = 50
_ENTRIES_PER_MESSAGE = 2
_CASES = 20
_YEAR_MS = 365 * 86_400_000


def run() -> Iterator[Figure]:
    """A month and a year of both, and that the sums are those of the ledger."""
    with world() as large:
        small = World(large.app, large.folder, "A smaller one", "small@example.org")
        for here, entries in ((small, SMALL), (large, LARGE)):
            _fill(here, entries)
        _sum_up()
        for days in (30, 365):
            times = pair(
                lambda days=days: _tab(large, days), lambda days=days: _tab(small, days), ROUNDS
            )
            yield at_most(
                f"Credits tab, {days} days, {LARGE:,} entries beside {SMALL:,}", times, BAR
            )
        broken = sum(rule.broken for rule in checks.check())
        yield Figure("rules of the ledger that are broken", str(broken), "0", broken == 0)


def _tab(here: World, days: int) -> None:
    answer = here.client.get(f"/admin/organisations/{here.root.id}/edit/credits?days={days}")
    assert answer.text.count('class="at"') == 25


def _fill(here: World, entries: int) -> None:
    """So many entries over a year, by bulk: batches of fifty SMS that the carrier took."""
    made = [here.case(_PER_BATCH, f"{number}") for number in range(_CASES)]
    people = [here.ids_of(case) for case in made]
    template = templates.write(here.root, "A template", "Hi").id
    batches = entries // (_PER_BATCH * _ENTRIES_PER_MESSAGE)
    now_ms = clock.now_ms()
    with db.transaction():
        first = db.reserve_ids("batch", batches)[0]
        at = [now_ms - _YEAR_MS * (batches - number) // batches for number in range(batches)]
        _insert_batches(here, first, [case.id for case in made], template, at)
        message = db.reserve_ids("message", batches * _PER_BATCH)[0]
        _insert_messages(here, first, message, people, at)
        _insert_entries(here, message, at)
        used = batches * _PER_BATCH
        db.execute(
            "UPDATE account SET available = available - ?, spent = spent + ? "
            "WHERE organisation_id = ?",
            (used, used, here.root.id),
        )
    db.database.close()


def _insert_batches(
    here: World, first: int, case_ids: list[int], template: int, at: list[int]
) -> None:
    db.insert_rows(
        "batch",
        ("id", "key", "case_id", "created_at", "send_after"),
        (
            (first + number, f"{first + number:032}", case_ids[number % _CASES], moment, moment)
            for number, moment in enumerate(at)
        ),
        same={
            "root_id": here.root.id,
            "user_id": here.user.id,
            "template_id": template,
            "contact_type": "sms",
            "is_test": False,
            "is_automatic": False,
            "text": "Hi",
            "selection": "",
            "recipients": _PER_BATCH,
            "credits": _PER_BATCH,
            "undo_seconds": 0,
        },
    )


def _insert_messages(
    here: World, batch: int, first: int, people: list[list[int]], at: list[int]
) -> None:
    times = ("state_at", "created_at", "send_after", "send_before")
    db.insert_rows(
        "message",
        ("id", "batch_id", "application_id", "client_ref", *times),
        (
            (
                first + number * _PER_BATCH + place,
                batch + number,
                application,
                f"bench-{first + number * _PER_BATCH + place}",
                *[moment] * len(times),
            )
            for number, moment in enumerate(at)
            for place, application in enumerate(people[number % _CASES])
        ),
        same={
            "root_id": here.root.id,
            "to": "+46701740605",
            "number_hash": number_hash.of("+46701740605"),
            "sender": "Bench",
            "text": "Hi",
            "segments": 1,
            "credits": 1,
            "state": "delivered",
            "claimed_by": "",
            "attempts": 1,
            "carrier_id": "",
            "carrier_code": "",
            "carrier_words": "",
        },
    )


def _insert_entries(here: World, message: int, at: list[int]) -> None:
    found = db.row("SELECT id FROM account WHERE organisation_id = ?", (here.root.id,))
    account = found[0] if found else 0
    effects = (("reserve", -1, 1, 0), ("capture", 0, -1, 1))
    db.insert_rows(
        "ledger_entry",
        ("kind", "message_id", "key", "available_delta", "held_delta", "spent_delta", "at"),
        (
            (kind, identity, f"{kind}:{identity}", available, held, spent, moment)
            for number, moment in enumerate(at)
            for identity in range(
                message + number * _PER_BATCH, message + (number + 1) * _PER_BATCH
            )
            for kind, available, held, spent in effects
        ),
        same={"account_id": account, "by_id": here.user.id, "note": ""},
    )


def _sum_up() -> None:
    """The sums, by the statements that fill them for a ledger from before they were kept."""
    migration = importlib.import_module("webapp.migrations.0006_credit_summaries")
    with db.transaction():
        for table in ("ledger_line", "ledger_day", "usage_day"):
            db.execute(f"DELETE FROM {table}")
        for statement in migration.FILL:
            db.execute(statement)
    db.database.close()
