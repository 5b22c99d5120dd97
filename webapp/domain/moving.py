"""Texts that belong elsewhere: moved to another application, or taken from a tray to one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import applications, doubts, inbound, log, replies, rights
from webapp.domain.inbound import Stored
from webapp.domain.log import Did
from webapp.domain.settings import NotPossible
from webapp.lib import clock, number_hash
from webapp.lib.words import say
from webapp.models import Application, InboundText, Organisation

MOST_CHOICES = 20


class Choice(NamedTuple):
    """An application to which a text could belong."""

    id: int
    name: str
    town: str
    case_id: int
    case_title: str
    organisation_name: str


def same_person(text: InboundText, root_id: int, paths: Sequence[str]) -> list[Choice]:
    """The other applications, in these organisations, of whoever has the number that a text came
    from; and where it is joined, the mobile number or the e-mail address of that application.
    """
    condition = "a.number_hash = ?"
    values: list[object] = [number_hash.of(text.from_number)]
    joined = Application.get_or_none(Application.id == text.application_id)
    if joined is not None:
        condition += " OR (a.number_hash <> '' AND a.number_hash = ?)"
        condition += " OR (a.email <> '' AND a.email = ?)"
        values += [joined.number_hash, joined.email]
    return _choices(
        f"({condition}) AND a.id <> ?", [*values, text.application_id or 0], root_id, paths
    )


def found(q: str, root_id: int, paths: Sequence[str]) -> list[Choice]:
    """Applications in these organisations that match all words, by name, number or e-mail."""
    words = q.casefold().split()
    if not words:
        return []
    condition = " AND ".join("a.search LIKE ? ESCAPE '\\'" for _ in words)
    return _choices(condition, [db.containing(word) for word in words], root_id, paths)


def movable(application_ids: Sequence[int], paths: Sequence[str]) -> set[int]:
    """Those of these applications whose person has another one in the same tree that one may
    see: to that their texts could be moved.
    """
    if not application_ids:
        return set()
    within, patterns = rights.within(paths)
    rows = db.rows(
        "SELECT DISTINCT a.id FROM application a "
        'JOIN "case" c ON c.id = a.case_id '
        "JOIN application b ON b.number_hash = a.number_hash AND b.id <> a.id "
        'JOIN "case" d ON d.id = b.case_id AND d.root_id = c.root_id '
        "JOIN organisation o ON o.id = d.organisation_id "
        f"WHERE a.id IN ({db.marks(application_ids)}) AND a.number_hash <> '' "
        f"AND {within}",
        [*application_ids, *patterns],
    )
    return {identity for (identity,) in rows}


def move(text: InboundText, root_id: int, to_id: int, by_id: int) -> list[int]:
    """Move a text, and what else its number wrote there that waits, to an application of the same
    parent organisation; return the ids of the texts.

    It waits for an answer there, and what only might be STOP is heeded there. A second call moves
    nothing. Raises NotPossible for an application of another parent organisation.
    """
    with db.transaction():
        case = _case_of(to_id)
        if case is None or case[1] != root_id:
            raise NotPossible(say("Choose one of the applications."))
        db.hold("application", "id IN (?, ?)", (to_id, text.application_id or to_id))
        moved = _those_beside(text, to_id)
        for one in moved:
            _put(one, to_id, None, by_id)
            if _heed_from_tray(one, to_id, root_id):
                replies.mark_one_answered(one.id)
        if moved:
            _settle(text.application_id, to_id, moved)
            log.record(Did.REPLY_MOVED, case[2], by_id, case[3], texts=len(moved))
        return [one.id for one in moved]


def put_back(text: InboundText, text_ids: Sequence[int], root_id: int, by_id: int) -> None:
    """Take texts back to where the one of them came from last: an application, or the tray.

    Only whoever moved it can, and of the others only those that they moved with it; for others,
    and the second time, nothing happens.
    """
    with db.transaction():
        came = db.row(
            "SELECT from_application_id, by_id FROM reply_move WHERE reply_id = ? "
            "ORDER BY id DESC LIMIT 1",
            (text.id,),
        )
        if came is None or came[1] != by_id or text.application_id is None:
            return
        here, there = text.application_id, came[0]
        if there and _case_of(there) is None:
            return
        texts = _moved_to(here, there, text_ids, by_id)
        for one in texts:
            _put(one, there, None if there else root_id, by_id)
        if there is None:
            # In a tray nobody decides: what may be STOP is in doubt again when it is moved again.
            doubts.forget([one.id for one in texts])
        _settle(here, there, texts)
        case = _case_of(there or here)
        if case:
            log.record(Did.REPLY_MOVED, case[2], by_id, case[3], texts=len(texts))


def set_aside(text: InboundText, reason: str, by_id: int, now: datetime | None = None) -> None:
    """What this number wrote into the tray wants nothing more, for a reason."""
    with db.transaction():
        for one in in_tray(text):
            inbound.set_aside(one.id, reason, by_id, now or clock.now())
        # The reason is no subject: it may name somebody, and the log stays for good.
        tray = Organisation.get_by_id(text.tray_id)
        log.record(Did.REPLY_SET_ASIDE, tray.id, by_id, tray.name)


def restore(text: InboundText) -> None:
    """What this number wrote into the tray, and was set aside by somebody, is back in it."""
    db.execute(
        "DELETE FROM set_aside WHERE by_id IS NOT NULL AND reply_id IN "
        "(SELECT id FROM inbound_text WHERE tray_id = ? AND from_number = ?)",
        (text.tray_id, text.from_number),
    )


def in_tray(text: InboundText) -> list[InboundText]:
    """All that the number of a text wrote into its tray and nobody has set aside, oldest first."""
    aside = db.rows("SELECT reply_id FROM set_aside WHERE reply_id = ?", (text.id,))
    theirs = InboundText.select().where(
        InboundText.tray == text.tray_id,
        InboundText.from_number == text.from_number,
        InboundText.application.is_null(),
    )
    return [] if aside else list(theirs.order_by(InboundText.id))


def _those_beside(text: InboundText, to_id: int) -> list[InboundText]:
    """The text, and the others of its number that wait where it is."""
    if text.application_id == to_id:
        return []
    if text.application_id is None:
        return in_tray(text)
    contacted_at = Application.get_by_id(text.application_id).contacted_at or clock.from_ms(0)
    waits = InboundText.answered_at.is_null() & (InboundText.received_at > contacted_at)
    theirs = InboundText.select().where(
        InboundText.application == text.application_id,
        InboundText.from_number == text.from_number,
        waits | (InboundText.id == text.id),
    )
    return list(theirs.order_by(InboundText.id))


def _moved_to(
    here: int, there: int | None, text_ids: Sequence[int], by_id: int
) -> list[InboundText]:
    """Those of these texts that are here because this user has moved them from there."""
    ids = [one for one in text_ids if one <= db.MOST_ID]
    moved = db.rows(
        "SELECT m.reply_id FROM reply_move m WHERE m.to_application_id = ? AND m.by_id = ? "
        f"AND coalesce(m.from_application_id, 0) = ? AND m.reply_id IN ({db.marks(ids)}) "
        "AND NOT EXISTS (SELECT 1 FROM reply_move n WHERE n.reply_id = m.reply_id AND n.id > m.id)",
        [here, by_id, there or 0, *ids],
    )
    still_here = InboundText.select().where(
        InboundText.id.in_([identity for (identity,) in moved]), InboundText.application == here
    )
    return list(still_here.order_by(InboundText.id))


def _put(text: InboundText, application_id: int | None, tray_id: int | None, by_id: int) -> None:
    db.execute(
        "INSERT INTO reply_move (reply_id, from_application_id, to_application_id, by_id, at) "
        "VALUES (?, ?, ?, ?, ?)",
        (text.id, text.application_id, application_id, by_id, clock.now_ms()),
    )
    db.execute(
        "UPDATE inbound_text SET application_id = ?, tray_id = ? WHERE id = ?",
        (application_id, tray_id, text.id),
    )


def _heed_from_tray(text: InboundText, to_id: int, root_id: int) -> bool:
    """What a text from a tray says about STOP; one that was joined before was heeded then."""
    if text.application_id is not None:
        return False
    at, received_at = clock.to_ms(text.at), clock.to_ms(text.received_at)
    stored = Stored(text.id, text.carrier_id, text.from_number, text.to, text.text, at, received_at)
    return replies.heed(stored, to_id, root_id)


def _settle(here: int | None, there: int | None, moved: list[InboundText]) -> None:
    """Both applications wait for an answer as their texts tell now."""
    if here is not None:
        applications.recall_contact([here])
        applications.recount(applications.cases_of([here]))
    if there is not None and _any_wants_answer(moved):
        replies.wait_for_answer(there)


def _any_wants_answer(moved: list[InboundText]) -> bool:
    ids = [one.id for one in moved]
    return (
        InboundText.select()
        .where(InboundText.id.in_(ids), InboundText.answered_at.is_null())
        .exists()
    )


def _case_of(application_id: int) -> tuple[int, int, int, str] | None:
    """A case's id, parent organisation, organisation and title; None where nothing more can be
    joined to the application, because it was anonymised.
    """
    return db.row(
        'SELECT c.id, c.root_id, c.organisation_id, c.title FROM "case" c '
        "JOIN application a ON a.case_id = c.id WHERE a.id = ? AND a.anonymised_at IS NULL",
        (application_id,),
    )


def _choices(
    condition: str, values: Sequence[object], root_id: int, paths: Sequence[str]
) -> list[Choice]:
    within, patterns = rights.within(paths)
    rows = db.rows(
        "SELECT a.id, a.first_name, a.last_name, a.town, c.id, c.title, o.name "
        'FROM application a JOIN "case" c ON c.id = a.case_id '
        "JOIN organisation o ON o.id = c.organisation_id "
        f"WHERE c.root_id = ? AND {within} AND {condition} "
        "ORDER BY coalesce(a.contacted_at, 0) DESC, a.id DESC LIMIT ?",
        [root_id, *patterns, *values, MOST_CHOICES],
    )
    return [
        Choice(identity, f"{first} {last}".strip(), *rest) for identity, first, last, *rest in rows
    ]
