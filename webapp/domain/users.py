"""The users of an organisation: who they are, and whether they may sign in."""

from typing import NamedTuple

from webapp import db
from webapp.domain import access_groups, links, log, rights, settings, sign_in
from webapp.domain.log import Did
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import Case, Organisation, User

PAGE_SIZE = 25
SHOW = ("all", "active", "invited", "inactive")

_CONDITIONS = {
    "active": "u.inactivated_at IS NULL AND NOT u.is_invited",
    "invited": "u.inactivated_at IS NULL AND u.is_invited",
    "inactive": "u.inactivated_at IS NOT NULL",
}


class Listed(NamedTuple):
    """A user in the list; `groups` are the names of their access groups, wherever given.

    `last_seen_at` is in milliseconds since 1970, None for somebody who never signed in, and so is
    `invited_until`, None where no link is open.
    """

    id: int
    name: str
    email: str
    organisation_name: str
    is_inactive: bool
    last_seen_at: int | None
    is_invited: bool
    invited_until: int | None
    groups: tuple[str, ...]


def page_of(organisation: Organisation, q: str, show: str, page: int) -> tuple[list[Listed], int]:
    """One page of those who work in an organisation or below it, by name, and how many there are.

    `q` is found in names and addresses; `show` is one of SHOW. Three queries, whatever the size.
    """
    condition, values = _where(organisation, q, show)
    joined = f'FROM "user" u JOIN organisation o ON o.id = u.organisation_id WHERE {condition}'
    counted = db.row(f"SELECT count(*) {joined}", values)
    total = counted[0] if counted else 0
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    found = db.rows(
        "SELECT u.id, u.name, u.email, o.name, u.inactivated_at IS NOT NULL, u.last_seen_at, "
        "u.is_invited, (SELECT max(l.expires_at) FROM user_link l WHERE l.user_id = u.id "
        "AND l.purpose = 'invitation' AND l.used_at IS NULL AND l.ended_at IS NULL) "
        f"{joined} ORDER BY lower(u.name), u.id LIMIT ? OFFSET ?",
        [*values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
    )
    groups = _groups_of([identity for identity, *_ in found])
    return [Listed._make((*one, tuple(groups.get(one[0], ())))) for one in found], total


def open_cases(user_id: int) -> int:
    """How many open cases a user is responsible for."""
    mine = Case.select().where(Case.responsible == user_id, Case.closed_at.is_null())
    return int(mine.count())


def inactivate(user: User, by_id: int) -> None:
    """Let a user sign in no more, and end their sessions at once; what they did stays.

    Raises NotPossible for oneself, for whoever has rights that one lacks, and for the last
    administrator. A second call does nothing.
    """
    with db.transaction():
        root = settings.hold(Organisation.get_by_id(user.organisation.root_id))
        if user.id == by_id:
            raise NotPossible(say("You cannot inactivate yourself. Ask another administrator."))
        if not access_groups.has_administrator(root, without_user_id=user.id):
            raise NotPossible(
                say(
                    "%(name)s is the only administrator of %(organisation)s. "
                    "Give somebody else these rights first.",
                    name=user.name,
                    organisation=root.name,
                )
            )
        check_covers(user, by_id)
        done = (
            User.update(inactivated_at=clock.now())
            .where(User.id == user.id, User.inactivated_at.is_null())
            .execute()
        )
        sign_in.sign_out_everywhere(user.id)
        links.end(user.id)
        if done:
            _record(Did.USER_INACTIVATED, user, by_id)


def reactivate(user: User, by_id: int) -> None:
    """Let a user sign in again, with the access they had; an invited one waits again.

    Raises NotPossible for whoever has rights that one lacks. A second call does nothing.
    """
    with db.transaction():
        check_covers(user, by_id)
        done = (
            User.update(inactivated_at=None)
            .where(User.id == user.id, User.inactivated_at.is_null(is_null=False))
            .execute()
        )
        if done:
            _record(Did.USER_REACTIVATED, user, by_id)


def sign_out(user: User, by_id: int) -> None:
    """End every session of a user; they may sign in again.

    Raises NotPossible for whoever has rights that one lacks.
    """
    with db.transaction():
        check_covers(user, by_id)
        sign_in.sign_out_everywhere(user.id)
        _record(Did.USER_SIGNED_OUT, user, by_id)


def change(user: User, by_id: int, *, language: str, time_zone: str) -> None:
    """Choose language and time zone for a user; empty ones are the organisation's.

    Raises NotPossible for whoever has rights that one lacks.
    """
    with db.transaction():
        check_covers(user, by_id)
        User.update(language=language, time_zone=time_zone).where(User.id == user.id).execute()
        _record(Did.USER_CHANGED, user, by_id)


def check_covers(user: User, by_id: int) -> None:
    """Raise NotPossible unless everything that this user may, whoever acts may too."""
    if not rights.covers(rights.grants_of(by_id), rights.grants_of(user.id)):
        raise NotPossible(
            say(
                "%(name)s has rights that you do not have. Ask somebody who has them.",
                name=user.name,
            )
        )


def _record(did: Did, user: User, by_id: int) -> None:
    log.record(did, user.organisation_id, by_id, user.name, user=user.id)


def _groups_of(user_ids: list[int]) -> dict[int, list[str]]:
    if not user_ids:
        return {}
    found = db.rows(
        "SELECT DISTINCT a.user_id, g.name FROM assignment a "
        "JOIN access_group g ON g.id = a.access_group_id "
        f"WHERE a.user_id IN ({db.marks(user_ids)}) ORDER BY g.name",
        user_ids,
    )
    groups: dict[int, list[str]] = {}
    for user_id, name in found:
        groups.setdefault(user_id, []).append(name)
    return groups


def _where(organisation: Organisation, q: str, show: str) -> tuple[str, list[object]]:
    conditions = ["o.path LIKE ?"]
    values: list[object] = [f"{organisation.path}%"]
    if show in _CONDITIONS:
        conditions.append(_CONDITIONS[show])
    if q:
        conditions.append(db.matches("u.name", "u.email"))
        values += [db.containing(q.lower())] * 2
    return " AND ".join(conditions), values
