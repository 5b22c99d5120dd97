"""Who may answer candidates where, and who stands in for whom while they are away."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import log, rights
from webapp.domain.log import Did
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import User

MOST_DAYS = 366

# As a sub-select: whose conversations are also in this user's inbox at a moment.
STANDING_IN = (
    "SELECT b.user_id FROM user_absence b "
    "WHERE b.substitute_id = ? AND b.ended_at IS NULL AND b.from_at <= ? AND b.until_at > ?"
)


class Colleague(NamedTuple):
    """Somebody who may answer candidates."""

    id: int
    name: str


class Absence(NamedTuple):
    """That somebody is away; times in milliseconds since 1970, `until_at` is their first moment
    back.
    """

    user_id: int
    substitute_id: int
    substitute_name: str
    from_at: int
    until_at: int


def who_may_contact(root_id: int, paths: Collection[str]) -> list[Colleague]:
    """The active users of a parent organisation who may contact candidates in each of these
    organisations, by name.
    """
    found = db.rows(
        'SELECT u.id, u.name, r."right", o.path FROM "user" u '
        "JOIN organisation w ON w.id = u.organisation_id "
        "JOIN assignment a ON a.user_id = u.id "
        "JOIN access_group_right r ON r.access_group_id = a.access_group_id "
        "JOIN organisation o ON o.id = a.organisation_id "
        "WHERE w.root_id = ? AND u.inactivated_at IS NULL AND NOT u.is_invited "
        "ORDER BY lower(u.name), u.id",
        (root_id,),
    )
    given: dict[Colleague, list[tuple[str, str]]] = {}
    for user_id, name, right, path in found:
        given.setdefault(Colleague(user_id, name), []).append((right, path))
    return [
        colleague
        for colleague, pairs in given.items()
        if _may_contact_in(rights.grants(pairs), paths)
    ]


def candidates_for(user: User) -> list[Colleague]:
    """Who could stand in for a user: the colleagues who may contact wherever they may."""
    paths = rights.grants_of(user.id).heads(Right.CONTACT)
    everybody = who_may_contact(user.organisation.root_id, paths)
    return [one for one in everybody if one.id != user.id]


def absence_of(user_id: int, now: datetime | None = None) -> Absence | None:
    """The absence of a user that is or will be."""
    found = db.row(
        "SELECT b.user_id, b.substitute_id, u.name, b.from_at, b.until_at FROM user_absence b "
        'JOIN "user" u ON u.id = b.substitute_id '
        "WHERE b.user_id = ? AND b.ended_at IS NULL AND b.until_at > ?",
        (user_id, clock.to_ms(now or clock.now())),
    )
    return Absence._make(found) if found else None


def away(
    user: User,
    first: date,
    last: date,
    substitute_id: int,
    by_id: int,
    now: datetime | None = None,
) -> None:
    """A user is away from the first day to the last, in their own zone; what was said before is
    replaced. Raises NotPossible with what to change.
    """
    now = now or clock.now()
    zone = ZoneInfo(user.organisation.time_zone)
    today = now.astimezone(zone).date()
    if not max(first, today) <= last <= today + timedelta(days=MOST_DAYS):
        raise NotPossible(say("Choose a last day that is not past, within a year from now."))
    begins = datetime.combine(first, time(), zone)
    ends = datetime.combine(last + timedelta(days=1), time(), zone)
    with db.transaction():
        _check_rights(user, by_id)
        if substitute_id not in {one.id for one in candidates_for(user)}:
            raise NotPossible(say("Choose somebody who may contact candidates where you may."))
        db.hold("user", "id = ?", (user.id,))
        _end(user.id, now)
        db.execute(
            "INSERT INTO user_absence (user_id, substitute_id, from_at, until_at, by_id, at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                user.id,
                substitute_id,
                clock.to_ms(begins),
                clock.to_ms(ends),
                by_id,
                clock.to_ms(now),
            ),
        )
        log.record(
            Did.ABSENCE_SET,
            user.organisation_id,
            by_id,
            user.name,
            substitute=User.get_by_id(substitute_id).name,
            first=first,
            last=last,
        )


def back(user: User, by_id: int, now: datetime | None = None) -> bool:
    """A user is back, or does not go; False if they were not away."""
    with db.transaction():
        _check_rights(user, by_id)
        ended = _end(user.id, now or clock.now())
        if ended:
            log.record(Did.ABSENCE_ENDED, user.organisation_id, by_id, user.name)
        return ended


def _end(user_id: int, now: datetime) -> bool:
    now_ms = clock.to_ms(now)
    ended = db.rows(
        "UPDATE user_absence SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL "
        "RETURNING until_at",
        (now_ms, user_id),
    )
    return any(until > now_ms for (until,) in ended)


def _check_rights(user: User, by_id: int) -> None:
    if by_id != user.id and not rights.covers(rights.grants_of(by_id), rights.grants_of(user.id)):
        raise NotPossible(
            say(
                "%(name)s has rights that you do not have. Ask somebody who has them.",
                name=user.name,
            )
        )


def _may_contact_in(given: rights.Grants, paths: Collection[str]) -> bool:
    return all(given.allows(Right.CONTACT, path) for path in paths)
