"""Which secret key the hashes of numbers were made with.

Under another key no opt-out would be found any more, and nothing would say so. So the database
keeps a fingerprint of its key: whoever starts under another one is refused in words (`check`),
and the hashes can be made anew where the numbers are still known (`renew`).
"""

from typing import NamedTuple

from webapp import db
from webapp.lib import clock, installation, number_hash

# Where a number stands, with the column that has its hash beside it.
_NUMBERS = (("application", "mobile"), ("message", '"to"'), ("opt_out", "number"))


class OtherKey(Exception):
    """The hashes in the database were made with another SECRET_KEY; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "SECRET_KEY is another one than before. Under it nobody who has stopped SMS would be "
            "known. Bring the old one back (also from where the backups are), or run "
            "`hej renew-hashes`, which says what is lost by that."
        )


class Renewed(NamedTuple):
    """What became of the opt-outs that stand: known under the new key, or lost to it."""

    kept: int
    lost: int


def check() -> None:
    """Raise OtherKey unless the database's hashes were made with this installation's key.

    Where no key is remembered yet, it is this one from now on.
    """
    known = _known()
    if known is None:
        _remember()
    elif known != installation.fingerprint():
        raise OtherKey


def is_other() -> bool:
    """Whether the database's hashes were made with another key than this installation's."""
    return _known() not in (None, installation.fingerprint())


def prospect() -> Renewed:
    """What `renew` would come to, before anybody does it: erased numbers cannot be hashed anew."""
    found = db.row(
        "SELECT coalesce(sum(CASE WHEN number <> '' THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN number = '' THEN 1 ELSE 0 END), 0) "
        "FROM opt_out WHERE lifted_at IS NULL"
    )
    return Renewed(int(found[0]), int(found[1])) if found else Renewed(0, 0)


def renew() -> Renewed:
    """Hash every number that is still known with this installation's key, and remember the key.

    No worker may run meanwhile. What is in doubt follows the text it stands in. A second call
    writes the same again.
    """
    with db.transaction():
        came_to = prospect()
        for table, column in _NUMBERS:
            _hash_anew(table, f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
        _hash_anew(
            "stop_doubt",
            "SELECT d.id, i.from_number FROM stop_doubt d "
            "JOIN inbound_text i ON i.id = d.reply_id WHERE i.from_number <> ''",
        )
        db.execute("DELETE FROM key_mark")
        _remember()
        return came_to


def _known() -> str | None:
    found = db.row("SELECT fingerprint FROM key_mark WHERE id = 1")
    return str(found[0]) if found else None


def _remember() -> None:
    db.execute(
        "INSERT INTO key_mark (id, fingerprint, at) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING",
        (installation.fingerprint(), clock.now_ms()),
    )


def _hash_anew(table: str, numbers: str) -> None:
    db.execute_many(
        f"UPDATE {table} SET number_hash = ? WHERE id = ?",
        [(number_hash.of(number), identity) for identity, number in db.rows(numbers)],
    )
