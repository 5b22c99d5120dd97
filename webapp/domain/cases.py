"""Cases: reading one or a page of them, opening, changing and closing them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from webapp import db
from webapp.domain import settling
from webapp.domain.states import State
from webapp.lib import clock, sms_text
from webapp.models import Case, Organisation

_MOST_AT_ONCE = 5000


class CaseFacts(NamedTuple):
    """A case with all that its pages show of it and of its organisation."""

    id: int
    reference: str
    title: str
    location: str
    positions: int
    closes_on: date | None
    closed_at: int | None
    applications_count: int
    not_contacted_count: int
    needs_reply_count: int
    no_mobile_count: int
    responsible_id: int
    responsible_name: str
    organisation_id: int
    organisation_name: str
    organisation_path: str
    root_id: int
    country: str
    time_zone: str
    sender: str
    undo_seconds: int
    quiet_from: int
    quiet_to: int
    quiet_may_pass: bool
    colleague_minutes: int
    most_per_number_day: int | None
    organisation_is_active: bool
    anonymised_at: int | None

    @property
    def quiet(self) -> tuple[int, int]:
        """The quiet hours, in minutes after midnight."""
        return self.quiet_from, self.quiet_to

    @property
    def closed(self) -> bool:
        """Whether the recruitment is over."""
        return self.closed_at is not None


class CaseQuery(NamedTuple):
    """Which cases a list shows: `show` is "open", "mine" or "closed"."""

    q: str = ""
    show: str = "open"
    page: int = 1
    page_size: int = 25


_SELECT = (
    "SELECT c.id, c.reference, c.title, c.location, c.positions, c.closes_on, c.closed_at, "
    "c.applications_count, c.not_contacted_count, c.needs_reply_count, c.no_mobile_count, "
    "u.id, u.name, o.id, o.name, o.path, c.root_id, o.country, o.time_zone, o.sender, "
    "o.undo_seconds, o.quiet_from, o.quiet_to, o.quiet_may_pass, "
    "r.colleague_minutes, o.most_per_number_day, o.is_active, c.anonymised_at "
    'FROM "case" c JOIN organisation o ON o.id = c.organisation_id '
    "JOIN organisation r ON r.id = c.root_id "
    'JOIN "user" u ON u.id = c.responsible_id '
)


def find(case_id: int) -> CaseFacts | None:
    """A case by id, whoever asks: views go through `web.access`."""
    found = db.row(_SELECT + "WHERE c.id = ?", (case_id,))
    return _facts(found) if found else None


def find_by_name(id_or_reference: str) -> list[CaseFacts]:
    """The cases that somebody at a shell may mean: by id, or by reference in any organisation."""
    number = int(id_or_reference) if id_or_reference.isdecimal() else 0
    found = db.rows(_SELECT + "WHERE c.id = ? OR c.reference = ?", (number, id_or_reference))
    return [_facts(one) for one in found]


def page_of(
    organisation_ids: Sequence[int], query: CaseQuery, user_id: int
) -> tuple[list[CaseFacts], int]:
    """One page of the cases in these organisations, newest first, and how many there are.

    Where there are fewer pages than the one asked for, it is the last one.
    """
    if not organisation_ids:
        return [], 0
    conditions = [f"c.organisation_id IN ({db.marks(organisation_ids)})"]
    values: list[Any] = list(organisation_ids)
    conditions.append(
        "c.closed_at IS NOT NULL" if query.show == "closed" else "c.closed_at IS NULL"
    )
    if query.show == "mine":
        conditions.append("c.responsible_id = ?")
        values.append(user_id)
    if query.q:
        conditions.append("c.search LIKE ? ESCAPE '\\'")
        values.append(db.containing(query.q.casefold()))
    where = "WHERE " + " AND ".join(conditions)
    counted = db.row(f'SELECT count(*) FROM "case" c {where}', values)
    total = int(counted[0]) if counted else 0
    pages_before = min(query.page - 1, max(0, total - 1) // query.page_size)
    found = db.rows(
        f"{_SELECT}{where} ORDER BY c.created_at DESC, c.id DESC LIMIT ? OFFSET ?",
        [*values, query.page_size, pages_before * query.page_size],
    )
    return [_facts(one) for one in found], total


def open_case(
    organisation: Organisation,
    responsible_id: int,
    *,
    title: str,
    reference: str,
    location: str = "",
    positions: int = 1,
    closes_on: date | None = None,
    created_at: datetime | None = None,
) -> Case:
    """A new case; raises IntegrityError when the parent organisation has that reference already."""
    return Case.create(
        organisation=organisation,
        root=organisation.root_id,
        **_words(title, reference, location),
        positions=positions,
        closes_on=closes_on,
        responsible=responsible_id,
        created_at=created_at or clock.now(),
    )


def change(
    case: CaseFacts,
    organisation: Organisation,
    responsible_id: int,
    *,
    title: str,
    reference: str,
    location: str = "",
    positions: int = 1,
    closes_on: date | None = None,
) -> None:
    """Replace what a case says of itself; raises IntegrityError when its reference is taken.

    Raises ValueError when it would go to another parent organisation, whose credits it would use.
    """
    if organisation.root_id != case.root_id:
        raise ValueError("A case stays within its parent organisation.")
    Case.update(
        organisation=organisation,
        responsible=responsible_id,
        **_words(title, reference, location),
        positions=positions,
        closes_on=closes_on,
    ).where(Case.id == case.id).execute()


def close(case_id: int) -> int:
    """End a recruitment; what still waits to be sent is taken back. Returns how many that were.

    First nobody can send from it any more, then the queue is emptied, some at a time: whoever
    holds messages may go on to their case and never the other way round, and nobody who wants to
    write waits long. What is not emptied yet does not leave either (dispatch.stamp).
    """
    now = clock.now()
    Case.update(closed_at=now).where(Case.id == case_id, Case.closed_at.is_null()).execute()
    taken_back = 0
    while released := _release_some(case_id, now):
        taken_back += released
    return taken_back


def _release_some(case_id: int, now: datetime) -> int:
    with db.transaction():
        waiting = db.rows(
            "SELECT m.id FROM message m JOIN batch b ON b.id = m.batch_id "
            "WHERE b.case_id = ? AND m.state = 'queued' ORDER BY m.id LIMIT ?",
            (case_id, _MOST_AT_ONCE),
        )
        return settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def reopen(case_id: int) -> None:
    """Go on with a closed recruitment; a second call changes nothing.

    Candidates that were anonymised stay so; those who come now are kept until it is closed again.
    """
    Case.update(closed_at=None, anonymised_at=None).where(Case.id == case_id).execute()


def _words(title: str, reference: str, location: str) -> dict[str, str]:
    title = sms_text.normalise(title).strip()
    reference = sms_text.normalise(reference).strip()
    return {
        "title": title,
        "reference": reference,
        "search": f"{title} {reference}".casefold()[:300],
        "location": sms_text.normalise(location or "").strip(),
    }


def _facts(found: tuple[Any, ...]) -> CaseFacts:
    facts = CaseFacts._make(found)
    if isinstance(facts.closes_on, str):
        facts = facts._replace(closes_on=date.fromisoformat(facts.closes_on))
    return facts
