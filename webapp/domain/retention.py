"""Keeping closed cases for as long as their parent organisation says, and then anonymising them.

The worker does it a piece at a time, each in a small transaction, so that sending never waits for
it. A piece that was cut off leaves nothing behind; what two workers do at once is done once.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import erasing, log
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.models import Organisation

PIECE = 50
NOTICE_DAYS = 7
MOST_COMING = 100
_DAY_MS = 86_400_000
LOOK_AT = 20
_MOST_STRANGERS = 500


class Due(NamedTuple):
    """A closed case and the moment (milliseconds since 1970) from which on it is anonymised."""

    case_id: int
    reference: str
    title: str
    organisation_id: int
    organisation_name: str
    applications: int
    closed_at: int
    at: int


# When a closed case is anonymised: when it was kept long enough, and the notice is over.
_KEPT_UNTIL = f"c.closed_at + CAST(r.retention_days AS BIGINT) * {_DAY_MS}"
_AT = f"CASE WHEN r.retention_from > {_KEPT_UNTIL} THEN r.retention_from ELSE {_KEPT_UNTIL} END"
_CLOSED = (
    'FROM "case" c JOIN organisation r ON r.id = c.root_id '
    "JOIN organisation o ON o.id = c.organisation_id "
    "WHERE c.closed_at IS NOT NULL AND c.anonymised_at IS NULL"
)
# All that is left of a case is still under way. Some of it may stay so for good, and must not keep
# other cases from being looked at.
_LEFT = "SELECT 1 FROM application a WHERE a.case_id = c.id AND a.anonymised_at IS NULL"
_HELD_UP = f"(EXISTS ({_LEFT}) AND NOT EXISTS ({_LEFT} AND NOT {erasing.is_under_way('a.id')}))"


class _Saved(Exception):
    """The case was reopened while a piece of it was being anonymised."""


def coming(organisation: Organisation) -> tuple[list[Due], int]:
    """The closed cases of an organisation and of those below it, in the order in which they will
    be anonymised; the first MOST_COMING, and how many there are.
    """
    below = (organisation.root_id, f"{organisation.path}%")
    found = db.rows(
        "SELECT c.id, c.reference, c.title, o.id, o.name, c.applications_count, c.closed_at, "
        f"{_AT} AS at {_CLOSED} AND c.root_id = ? AND o.path LIKE ? ORDER BY at, c.id LIMIT ?",
        (*below, MOST_COMING),
    )
    counted = db.row(f"SELECT count(*) {_CLOSED} AND c.root_id = ? AND o.path LIKE ?", below)
    return [Due._make(one) for one in found], int(counted[0]) if counted else 0


def kept_until(case_id: int) -> int | None:
    """The moment from which on a closed case is anonymised; None for any other."""
    found = db.row(f"SELECT {_AT} {_CLOSED} AND c.id = ?", (case_id,))
    return int(found[0]) if found else None


def notice(now: datetime | None = None) -> datetime:
    """Until when nothing is anonymised after the days to keep cases became fewer."""
    return (now or clock.now()) + timedelta(days=NOTICE_DAYS)


def step(now: datetime | None = None) -> bool:
    """Anonymise one piece of a case that was kept long enough; False if there was none."""
    now = now or clock.now()
    return any(_piece(case_id, now) for case_id in _due(now))


def forget_strangers(now: datetime | None = None) -> int:
    """Empty some texts that found no application and were kept for as long as closed cases are;
    how many. Those in nobody's tray are kept for as long as the most patient organisation does.
    """
    now_ms = clock.to_ms(now or clock.now())
    with db.transaction():
        found = db.rows(
            "SELECT i.id FROM inbound_text i LEFT JOIN organisation r ON r.id = i.tray_id "
            "WHERE i.application_id IS NULL AND i.joined_at IS NOT NULL AND i.from_number <> '' "
            "AND i.received_at <= ? - CAST(coalesce(r.retention_days, "
            f"(SELECT max(retention_days) FROM organisation)) AS BIGINT) * {_DAY_MS} "
            "AND (r.retention_from IS NULL OR r.retention_from <= ?) ORDER BY i.id LIMIT ?",
            (now_ms, now_ms, _MOST_STRANGERS),
        )
        erasing.forget_texts([identity for (identity,) in found])
        return len(found)


def _due(now: datetime) -> list[int]:
    """The cases of which something can be anonymised now, the first that were closed."""
    now_ms = clock.to_ms(now)
    found = db.rows(
        f"SELECT c.id {_CLOSED} "
        f"AND c.closed_at <= ? - CAST(r.retention_days AS BIGINT) * {_DAY_MS} "
        "AND (r.retention_from IS NULL OR r.retention_from <= ?) "
        f"AND NOT {_HELD_UP} ORDER BY c.closed_at, c.id LIMIT ?",
        (now_ms, now_ms, LOOK_AT),
    )
    return [identity for (identity,) in found]


def _piece(case_id: int, now: datetime) -> bool:
    """Some applications of a case, or where none is left, its end; False if all that is left is
    still under way, or the case was reopened.
    """
    try:
        with db.transaction():
            db.hold_names([f"retention of case {case_id}"])
            ids = _some(case_id)
            if ids:
                erasing.anonymise(ids, now)
                _check_closed(case_id, now)
                return True
            return _end(case_id, now)
    except _Saved:
        return False


def _some(case_id: int) -> list[int]:
    """Applications that were not anonymised yet and of which no message is under way."""
    found = db.rows(
        "SELECT a.id FROM application a WHERE a.case_id = ? AND a.anonymised_at IS NULL "
        f"AND NOT {erasing.is_under_way('a.id')} ORDER BY a.id LIMIT ?",
        (case_id, PIECE),
    )
    return [identity for (identity,) in found]


def _check_closed(case_id: int, now: datetime) -> None:
    """Hold the case as the last of all rows, as everybody does; raise if it was reopened."""
    still = db.row(
        'SELECT 1 FROM "case" WHERE id = ? AND closed_at <= ? AND anonymised_at IS NULL'
        + db.for_update(),
        (case_id, clock.to_ms(now)),
    )
    if still is None:
        raise _Saved


def _end(case_id: int, now: datetime) -> bool:
    """Nobody of this case is left to be anonymised: say so, once."""
    left = db.row(
        "SELECT 1 FROM application WHERE case_id = ? AND anonymised_at IS NULL LIMIT 1", (case_id,)
    )
    if left:
        return False
    erasing.empty_sends(case_id)
    _check_closed(case_id, now)
    db.execute('UPDATE "case" SET anonymised_at = ? WHERE id = ?', (clock.to_ms(now), case_id))
    found = db.row(
        'SELECT organisation_id, title, applications_count FROM "case" WHERE id = ?', (case_id,)
    )
    if found:
        log.record(Did.CASE_ANONYMISED, found[0], None, found[1], applications=found[2])
    return True
