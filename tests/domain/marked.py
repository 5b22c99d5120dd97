"""Somebody of whom every table holds something, and a mark in every column that tells of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import make, meetings
from tests.cast import Cast
from tests.make import on_its_way
from webapp import db
from webapp.domain import (
    booking_news,
    bookings,
    conversations,
    erasing,
    moving,
    notes,
    personal_data,
    proposals,
    receipts,
    replies,
    seen,
    settling,
    stages,
)
from webapp.domain.applications import Details, add, read_mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.declaring import EMPTY, NAMELESS, Held
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.models import Application, InboundText, Organisation

MARK = "Zebrafinch"
NUMBER = "+46701740650"
TYPED = "070-174 06 50"
EMAIL = "zebrafinch@example.org"


def applicant(case: CaseFacts, mobile: str = TYPED) -> Application:
    """Somebody whose every detail can be told from everything else."""
    details = Details(
        MARK, "Featherstone", email=EMAIL, mobile=mobile, town="Aviary town", reference="X-4711"
    )
    return add(case.id, details, read_mobile(mobile, case.country, ["SE"]))


def everything_about(cast: Cast, case: CaseFacts) -> Application:
    """An applicant with a row in each table that may hold something about candidates; whatever
    somebody can write of them, or they themselves, has the mark in it already.
    """
    ours = Organisation.update(sender="+46701740699")
    ours.where(Organisation.root_id == cast.group.id).execute()
    case = make.facts(case.id)
    somebody = applicant(case)
    _wrote_before(cast, case, somebody)
    _written_to(cast, case, somebody)
    _replied(cast, somebody)
    _worked_on(cast, case, somebody)
    _invited(cast, case, somebody)
    erasing.erase([applicant(case, "").id], cast.alma.id)
    db.execute("UPDATE erasure SET application_id = ?, done_at = NULL", (somebody.id,))
    return Application.get_by_id(somebody.id)


def put_in(application_id: int) -> set[str]:
    """Write the mark into every column of theirs that is emptied; these columns."""
    # All rows first: numbers lead from one table to another.
    theirs = [(held, _rows_of(held, application_id)) for held in personal_data.HELD]
    marked = set()
    for held, ids in theirs:
        assert ids, f"nothing of theirs is in {held.table}: add something to everything_about"
        for name in _told(held):
            places = ", ".join("?" * len(ids))
            db.execute(
                f'UPDATE "{held.table}" SET "{name}" = ? WHERE id IN ({places})', (MARK, *ids)
            )
            marked.add(f"{held.table}.{name}")
    return marked


def found() -> set[str]:
    """The columns of the whole database, whatever its tables are, that hold the mark."""
    return {
        f"{table}.{column}"
        for table, column in _columns()
        if db.rows(
            f'SELECT 1 FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE ? LIMIT 1', (f"%{MARK}%",)
        )
    }


def in_files(url: str) -> set[str]:
    """The files of this SQLite database in which the mark stands anywhere."""
    path = Path(url.removeprefix("sqlite:///"))
    return {
        one.name
        for one in path.parent.glob(f"{path.name}*")
        if MARK.casefold().encode() in one.read_bytes().lower()
    }


def _rows_of(held: Held, application_id: int) -> list[int]:
    condition = held.theirs.replace("{ids}", str(application_id))
    return [one for (one,) in db.rows(f'SELECT t.id FROM "{held.table}" t WHERE {condition}')]


def _told(held: Held) -> list[str]:
    """The columns that tell something and go, but for what only has room for a code."""
    return [
        one.name
        for one in held.columns
        if one.erased in (EMPTY, NAMELESS)
        and one.name not in ("number_hash", "mobile_country", "mobile_problem", "language")
    ]


def _columns() -> list[tuple[Any, ...]]:
    if db.is_sqlite():
        return db.rows(
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c "
            "WHERE t.type = 'table'"
        )
    return db.rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'public'"
    )


def _wrote_before(cast: Cast, case: CaseFacts, somebody: Application) -> None:
    """A text of theirs that found no application, and was set aside."""
    replies.reply_came(make.inbound(NUMBER, f"Is this the right number? {MARK}"))
    moving.set_aside(InboundText.get(), f"{MARK} asks for the number", cast.alma.id)


def _written_to(cast: Cast, case: CaseFacts, somebody: Application) -> None:
    delivered = on_its_way(case, cast.alma, somebody.id, "Hi %FIRSTNAME%")
    accepted = Outcome(Verdict.ACCEPTED, f"carrier-{delivered.id}")
    settling.settle([Settled(delivered.id, accepted)])
    receipts.receipt_came(make.receipt(delivered))
    make.refused(on_its_way(case, cast.alma, somebody.id, "Hi %LASTNAME%").id)
    make.batch(case, cast.alma, [somebody.id], f"Dear {MARK}")


def _replied(cast: Cast, somebody: Application) -> None:
    """A reply that was moved here, one that might have meant STOP, and one that did."""
    other = applicant(make.case(cast.alma))
    make.replied(somebody.id, f"Yes, Friday is fine. {MARK}")
    reply = InboundText.get(InboundText.application == somebody.id)
    moving.move(reply, cast.alma.root_id, other.id, cast.alma.id)
    moving.move(InboundText.get_by_id(reply.id), cast.alma.root_id, somebody.id, cast.alma.id)
    other.delete_instance()
    make.replied(somebody.id, f"please stop texting me so early, {MARK}")
    replies.decide(somebody.id, stopped=True, by_id=cast.alma.id)


def _worked_on(cast: Cast, case: CaseFacts, somebody: Application) -> None:
    notes.write(somebody.id, cast.alma.id, f"{MARK} sings well")
    stages.record("id = ?", [somebody.id], "interview", cast.alma.id)
    conversations.assign(case, somebody.id, cast.alma.id, cast.alma.id)
    conversations.snooze(somebody.id, clock.now() + timedelta(hours=3), cast.alma.id)
    seen.mark(cast.alma.id, somebody.id, clock.now_ms())


def _invited(cast: Cast, case: CaseFacts, somebody: Application) -> None:
    """An invitation to two times: one was cancelled, the other is booked; others were proposed."""
    interview = meetings.interview(cast.alma, case)
    link = meetings.invitation(cast.alma, interview, somebody.id)
    first, second, _ = meetings.slot_ids(interview)
    db.execute("INSERT INTO invitation_slot (invitation_id, slot_id) VALUES (?, ?)", (link, first))
    bookings.book(link, first, now=meetings.BEFORE)
    bookings.cancel(link, f"I am on tour, {MARK}", now=meetings.BEFORE)
    booked = bookings.book(link, second, by_id=cast.alma.id, now=meetings.BEFORE)
    booking_news.booked(booked, meetings.BEFORE)
    later = meetings.MORNING + timedelta(days=1)
    proposals.propose(link, f"Rather in the evening, {MARK}", [later], meetings.BEFORE)
