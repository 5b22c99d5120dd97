"""What waits for a time of its own: the list of it, another time, and taking one back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import cases, log, number_days, settling, timing
from webapp.domain.cases import CaseFacts
from webapp.domain.log import Did
from webapp.domain.means import ContactType
from webapp.domain.refusals import NotSendable
from webapp.domain.states import State
from webapp.domain.timing import LATER, Leaving, Timetable, When
from webapp.lib import clock
from webapp.lib.words import Sentence, say
from webapp.models import Batch

PAGE_SIZE = 50
_COLUMNS = (
    "SELECT b.id, b.text, b.case_id, c.title, o.path, u.name, count(*), sum(m.credits), "
    "min(m.send_after), max(m.send_after), b.planned_for, b.planned_zone "
    "FROM message m JOIN batch b ON b.id = m.batch_id "
    'JOIN "case" c ON c.id = b.case_id JOIN organisation o ON o.id = c.organisation_id '
    'JOIN "user" u ON u.id = b.user_id '
)


class Scheduled(NamedTuple):
    """A send of which `waiting` texts still wait, with the `credits` that they hold.

    They leave from `first` to `last` (milliseconds since 1970). `planned_for` and `planned_zone`
    are as they were chosen (domain.timing); empty where only quiet hours hold it.
    """

    batch_id: int
    text: str
    case_id: int
    case_title: str
    organisation_path: str
    user_name: str
    waiting: int
    credits: int
    first: int
    last: int
    planned_for: str
    planned_zone: str


class Waiting(NamedTuple):
    """One message of a send that waits; times in milliseconds since 1970. `country` is that of
    the person's number, by which their clocks are told.
    """

    message_id: int
    application_id: int | None
    name: str
    to: str
    contact_type: str
    country: str
    zone: str
    send_after: int
    send_before: int
    credits: int


def count(organisation_ids: Sequence[int]) -> int:
    """How many sends from these organisations wait."""
    marks = db.marks(organisation_ids)
    found = db.row(
        "SELECT count(DISTINCT b.id) FROM message m JOIN batch b ON b.id = m.batch_id "
        f'JOIN "case" c ON c.id = b.case_id WHERE {LATER} AND c.organisation_id IN ({marks})',
        organisation_ids,
    )
    return int(found[0]) if found else 0


def page_of(organisation_ids: Sequence[int], page: int) -> list[Scheduled]:
    """The sends from these organisations that wait, the next to leave first; pages from 1."""
    marks = db.marks(organisation_ids)
    found = db.rows(
        f"{_COLUMNS} WHERE {LATER} AND c.organisation_id IN ({marks}) "
        "GROUP BY b.id, c.title, o.path, u.name ORDER BY min(m.send_after), b.id LIMIT ? OFFSET ?",
        (*organisation_ids, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    )
    return [Scheduled._make(row) for row in found]


def waiting(batch: Batch) -> list[Waiting]:
    """The texts of a send that wait, the next to leave first."""
    found = db.rows(
        "SELECT m.id, m.application_id, trim(coalesce(a.first_name, '') || ' ' || "
        "coalesce(a.last_name, '')), m.\"to\", m.contact_type, coalesce(a.mobile_country, ''), "
        "m.zone, m.send_after, m.send_before, m.credits "
        "FROM message m LEFT JOIN application a ON a.id = m.application_id "
        f"WHERE m.batch_id = ? AND {LATER} ORDER BY m.send_after, m.id",
        (batch.id,),
    )
    return [Waiting._make(row) for row in found]


def change(batch: Batch, when: When, by_id: int, now: datetime | None = None) -> int:
    """Let what waits leave at another time; return how many texts that were.

    What the worker has taken meanwhile, or has left, is not among them. Raises NotSendable, with
    the reason, when one of them could not leave then; nothing is changed in that case. A second
    call changes nothing more.
    """
    now = now or clock.now()
    case = cases.find(batch.case_id)
    if case is None or case.closed:
        raise NotSendable(say("The case is closed. Reopen it to write to its candidates."))
    if wrong := timing.problem(when, now):
        raise NotSendable(wrong)
    timetable = Timetable(case, when, now)
    with db.transaction():
        db.hold("message", "batch_id = ?", (batch.id,))
        one_by_one = waiting(batch)
        for one in one_by_one:
            leaving = _leaving(one, timetable)
            if beyond := _beyond(one, case, leaving):
                raise NotSendable(_why(one, beyond))
            _move(one, leaving, passes_quiet=timetable.passes_quiet)
        if one_by_one:
            _note(batch, when, passes_quiet=timetable.passes_quiet)
            log.record(
                Did.RESCHEDULED,
                case.organisation_id,
                by_id,
                case.title,
                recipients=len(one_by_one),
            )
    return len(one_by_one)


def cancel_one(message_id: int, by_id: int, now: datetime | None = None) -> bool:
    """Take one text back and give its credits back; False where it is too late for that.

    A second call returns False.
    """
    now = now or clock.now()
    with db.transaction():
        if not settling.release([message_id], State.CANCELLED, now):
            return False
        (found,) = db.rows(
            "SELECT c.organisation_id, c.title FROM message m JOIN batch b ON b.id = m.batch_id "
            'JOIN "case" c ON c.id = b.case_id WHERE m.id = ?',
            (message_id,),
        )
        log.record(Did.TAKEN_BACK, found[0], by_id, found[1], recipients=1)
    return True


def _leaving(one: Waiting, timetable: Timetable) -> Leaving:
    leaving = timetable.of(one.country, ContactType(one.contact_type))
    if isinstance(leaving, Sentence):
        raise NotSendable(_why(one, leaving))
    return leaving


def _beyond(one: Waiting, case: CaseFacts, leaving: Leaving) -> Sentence | None:
    """Why an SMS would be more than one gets a day."""
    if one.contact_type != ContactType.SMS.value:
        return None
    return number_days.beyond(case, one.to, leaving, one.message_id)


def _why(one: Waiting, reason: Sentence) -> Sentence:
    return say("%(name)s cannot get it then: %(why)s.", name=one.name or one.to, why=reason)


def _move(one: Waiting, leaving: Leaving, *, passes_quiet: bool) -> None:
    db.execute(
        "UPDATE message SET zone = ?, send_after = ?, send_before = ?, passes_quiet = ? "
        "WHERE id = ? AND state = 'queued'",
        (
            leaving.zone,
            clock.to_ms(leaving.send_after),
            clock.to_ms(leaving.send_before),
            passes_quiet,
            one.message_id,
        ),
    )


def _note(batch: Batch, when: When, *, passes_quiet: bool) -> None:
    """What was chosen, and when the first of it leaves."""
    first = db.row("SELECT min(send_after) FROM message WHERE batch_id = ?", (batch.id,))
    assert first is not None
    Batch.update(
        send_after=clock.from_ms(first[0]), passes_quiet=passes_quiet, **timing.columns(when)
    ).where(Batch.id == batch.id).execute()
