"""The organisation tree: looking at it, moving what is in it, deactivating and reactivating.

Every change holds the whole tree (settings.hold), so that two of them, each sound by itself,
never make a circle together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import log, rights, settings, settling
from webapp.domain.log import Did
from webapp.domain.settings import NotPossible
from webapp.domain.states import State
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import Organisation

_BULK = 500


@dataclass
class Node:
    """An organisation as the tree shows it; `users` and `cases` count who is active, and open."""

    id: int
    parent_id: int | None
    name: str
    path: str
    is_active: bool
    is_deactivated: bool
    users: int
    cases: int
    below: list["Node"] = field(default_factory=list)


class Below(NamedTuple):
    """What an organisation and all below it hold, before somebody deactivates them."""

    organisations: int
    users: int
    cases: int
    waiting: int


def nodes(heads: Iterable[str], *, with_deactivated: bool = False) -> list[Node]:
    """The organisations with these paths and all below them, nested, by name; one query."""
    heads = list(heads)
    if not heads:
        return []
    reached, values = rights.within(heads)
    found = db.rows(
        "SELECT o.id, o.parent_id, o.name, o.path, o.is_active, o.deactivated_at IS NOT NULL, "
        '(SELECT count(*) FROM "user" u WHERE u.organisation_id = o.id '
        "AND u.inactivated_at IS NULL AND NOT u.is_invited), "
        '(SELECT count(*) FROM "case" c WHERE c.organisation_id = o.id AND c.closed_at IS NULL) '
        f"FROM organisation o WHERE {reached}",
        values,
    )
    shown = [Node(*one) for one in found if with_deactivated or one[4]]
    return _nested(sorted(shown, key=lambda node: (node.name.casefold(), node.id)))


def move(organisation: Organisation, below: Organisation, by_id: int) -> Organisation:
    """Put an organisation, with all below it, below another of its tree; return it as it is then.

    What it takes from above it takes from there. Raises NotPossible for a circle, another tree,
    the parent organisation, a name that is taken there, or a deactivated place. A second call
    changes nothing.
    """
    with db.transaction():
        moved, target = settings.hold(organisation), Organisation.get_by_id(below.id)
        _check_move(moved, target)
        if moved.parent_id == target.id:
            return moved
        settings.checked_name(target.id, moved.name, moved.id)
        old, new = moved.path, f"{target.path}{moved.id}/"
        db.execute(
            "UPDATE organisation SET path = ? || substr(path, ?) WHERE path LIKE ?",
            (new, len(old) + 1, f"{old}%"),
        )
        Organisation.update(parent=target.id).where(Organisation.id == moved.id).execute()
        settings.spread(moved.root_id)
        log.record(Did.ORGANISATION_MOVED, moved.id, by_id, moved.name, below=target.name)
        return Organisation.get_by_id(moved.id)


def deactivate(organisation: Organisation, by_id: int, now: datetime | None = None) -> int:
    """Stop new cases and sends in an organisation and all below it; nothing is lost.

    What still waits to be sent is taken back, as when a case is closed; returns how many that
    were. Raises NotPossible for the parent organisation. A second call returns 0.
    """
    now = now or clock.now()
    with db.transaction():
        held = settings.hold(organisation)
        if held.is_parent:
            raise NotPossible(
                say("The parent organisation cannot be deactivated: it owns the credits.")
            )
        if held.deactivated_at is None:
            held.deactivated_at = now
            held.save(only=[Organisation.deactivated_at])
            settings.spread(held.root_id)
            log.record(Did.ORGANISATION_DEACTIVATED, held.id, by_id, held.name)
    # In transactions of their own: whoever holds messages may go on to what they belong to, and
    # never the other way round.
    taken_back = 0
    while some := _take_back_some(held.path, now):
        taken_back += some
    return taken_back


def reactivate(organisation: Organisation, by_id: int) -> None:
    """Let an organisation work again, and what was active below it; a second call does nothing.

    Raises NotPossible while something above it is deactivated.
    """
    with db.transaction():
        held = settings.hold(organisation)
        above = held.parent
        if above is not None and not above.is_active:
            raise NotPossible(
                say("%(name)s, above it, is deactivated: reactivate that first.", name=above.name)
            )
        if held.deactivated_at is not None:
            held.deactivated_at = None
            held.save(only=[Organisation.deactivated_at])
            settings.spread(held.root_id)
            log.record(Did.ORGANISATION_REACTIVATED, held.id, by_id, held.name)


def below(organisation: Organisation) -> Below:
    """What a deactivation concerns: counts of this organisation and all below it."""
    within = "organisation_id IN (SELECT id FROM organisation WHERE path LIKE ?)"
    found = db.row(
        "SELECT (SELECT count(*) FROM organisation WHERE path LIKE ?), "
        f'(SELECT count(*) FROM "user" WHERE inactivated_at IS NULL AND NOT is_invited '
        f"AND {within}), "
        f'(SELECT count(*) FROM "case" WHERE closed_at IS NULL AND {within}), '
        f"(SELECT count(*) FROM message m {_ITS_CASE} WHERE m.state = 'queued' AND c.{within})",
        [f"{organisation.path}%"] * 4,
    )
    return Below(*found) if found else Below(0, 0, 0, 0)


_ITS_CASE = 'JOIN batch b ON b.id = m.batch_id JOIN "case" c ON c.id = b.case_id'


def _check_move(moved: Organisation, target: Organisation) -> None:
    names = {"moved": moved.name, "name": target.name}
    if moved.is_parent:
        raise NotPossible(say("The parent organisation stays where it is: at the top."))
    if moved.root_id != target.root_id:
        raise NotPossible(say("An organisation stays within its own parent organisation."))
    if target.id == moved.id:
        raise NotPossible(say("An organisation cannot stand below itself."))
    if target.path.startswith(moved.path):
        raise NotPossible(
            say(
                "%(name)s is below %(moved)s already, so %(moved)s cannot go below it.",
                **names,
            )
        )
    if not target.is_active and moved.is_active:
        raise NotPossible(
            say("%(name)s is deactivated: reactivate it first, or choose another.", **names)
        )


def _take_back_some(path: str, now: datetime) -> int:
    with db.transaction():
        waiting = db.rows(
            f"SELECT m.id FROM message m {_ITS_CASE} "
            "JOIN organisation o ON o.id = c.organisation_id "
            "WHERE m.state = 'queued' AND o.path LIKE ? ORDER BY m.id LIMIT ?",
            (f"{path}%", _BULK),
        )
        return settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def _nested(found: list[Node]) -> list[Node]:
    by_id = {node.id: node for node in found}
    tops: list[Node] = []
    for node in found:
        above = by_id.get(node.parent_id) if node.parent_id else None
        (above.below if above else tops).append(node)
    return tops
