"""Access groups: what they may do, and to whom they are given where.

A group belongs to a parent organisation. It is given to a user in one organisation, and counts
there and everywhere below. Nobody gives a right that they lack, and somebody who can give rights
always remains.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from peewee import IntegrityError

from webapp import db
from webapp.domain import log, rights
from webapp.domain.log import Did
from webapp.domain.rights import Right
from webapp.lib import sms_text
from webapp.lib.words import Sentence, say
from webapp.models import AccessGroup, AccessGroupRight, Assignment, Organisation, User


class AccessRefused(Exception):
    """The change is not allowed, and nothing was changed; `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NameTaken(AccessRefused):
    """Another group of this parent organisation is called so."""


class Group(NamedTuple):
    """An access group with what it may do, and how many users have it somewhere."""

    id: int
    name: str
    rights: tuple[Right, ...]
    users: int


def groups_of(root_id: int) -> list[Group]:
    """All access groups of a parent organisation, by name."""
    found = db.rows(
        "SELECT g.id, g.name, count(DISTINCT a.user_id) FROM access_group g "
        "LEFT JOIN assignment a ON a.access_group_id = g.id "
        "WHERE g.organisation_id = ? GROUP BY g.id, g.name ORDER BY lower(g.name), g.id",
        (root_id,),
    )
    given = db.rows(
        'SELECT r.access_group_id, r."right" FROM access_group_right r '
        "JOIN access_group g ON g.id = r.access_group_id WHERE g.organisation_id = ?",
        (root_id,),
    )
    of_group: dict[int, set[str]] = {}
    for group_id, right in given:
        of_group.setdefault(group_id, set()).add(right)
    return [
        Group(identity, name, _in_order(of_group.get(identity, set())), users)
        for identity, name, users in found
    ]


def rights_of(group: AccessGroup) -> tuple[Right, ...]:
    """What a group may do, in the order of the table."""
    found = db.rows('SELECT "right" FROM access_group_right WHERE access_group_id = ?', (group.id,))
    return _in_order({right for (right,) in found})


def create(root: Organisation, name: str, chosen: Collection[Right], by_id: int) -> AccessGroup:
    """A new access group; raises AccessRefused, or NameTaken."""
    name = sms_text.normalise(name).strip()
    with db.transaction():
        _check_name(root.id, name)
        _check_chosen(chosen, (), root, by_id)
        group: AccessGroup = AccessGroup.create(organisation=root, name=name)
        _write_rights(group, chosen)
        log.record(Did.GROUP_CREATED, root.id, by_id, name, rights=sorted(chosen))
        return group


def change(
    root: Organisation, group: AccessGroup, name: str, chosen: Collection[Right], by_id: int
) -> None:
    """Rename a group and decide anew what it may do; it counts at its users' next request.

    Raises AccessRefused, or NameTaken. A second call with the same values changes nothing.
    """
    name = sms_text.normalise(name).strip()
    with db.transaction():
        _check_name(root.id, name, group.id)
        before = rights_of(group)
        _check_chosen(chosen, before, root, by_id)
        AccessGroupRight.delete().where(AccessGroupRight.access_group == group).execute()
        _write_rights(group, chosen)
        AccessGroup.update(name=name).where(AccessGroup.id == group.id).execute()
        _keep_an_administrator(root)
        log.record(
            Did.GROUP_CHANGED,
            root.id,
            by_id,
            name,
            added=sorted(set(chosen) - set(before)),
            removed=sorted(set(before) - set(chosen)),
        )


def free_name(root_id: int, name: str) -> str:
    """A name for a copy of a group that no other group has."""
    taken = {group.name.lower() for group in groups_of(root_id)}
    number = 2
    while f"{name} {number}".lower() in taken:
        number += 1
    return f"{name} {number}"


def delete(root: Organisation, group: AccessGroup, by_id: int) -> int:
    """Delete a group; returns how many users lose what it gave them. Raises AccessRefused."""
    with db.transaction():
        had = Assignment.select(Assignment.user).where(Assignment.access_group == group).distinct()
        users = int(had.count())
        AccessGroup.delete().where(AccessGroup.id == group.id).execute()
        _keep_an_administrator(root)
        log.record(Did.GROUP_DELETED, root.id, by_id, group.name, users=users)
        return users


def give(user: User, group: AccessGroup, organisation: Organisation, by_id: int) -> bool:
    """Give a group to a user in an organisation; False if they had it there already.

    Raises AccessRefused where the giver lacks one of its rights there.
    """
    with db.transaction():
        lacking = _lacking(rights_of(group), organisation.path, by_id)
        if lacking:
            raise AccessRefused(
                say(
                    "You cannot give %(group)s here, because you do not have %(right)s here "
                    "yourself.",
                    group=group.name,
                    right=lacking[0].value,
                )
            )
        try:
            with db.transaction():
                Assignment.create(user=user, access_group=group, organisation=organisation)
        except IntegrityError:
            return False
        log.record(
            Did.ACCESS_GIVEN, organisation.id, by_id, f"{group.name}: {user.name}", user=user.id
        )
        return True


def take(assignment: Assignment, by_id: int) -> None:
    """Take a group from a user in one organisation. Raises AccessRefused."""
    with db.transaction():
        organisation = assignment.organisation
        words = f"{assignment.access_group.name}: {assignment.user.name}"
        Assignment.delete().where(Assignment.id == assignment.id).execute()
        _keep_an_administrator(Organisation.get_by_id(organisation.root_id))
        log.record(Did.ACCESS_TAKEN, organisation.id, by_id, words, user=assignment.user_id)


def has_administrator(root: Organisation, without_user_id: int | None = None) -> bool:
    """Whether some active user (but for this one) can still give rights in the whole tree.

    Who has not answered an invitation yet may never do so, and does not count. It stays so until
    the caller's transaction ends: of two who go at once, the second finds that the first is gone.
    """
    db.hold("organisation", "id = ?", (root.id,))
    found = db.row(
        'SELECT a.user_id FROM assignment a JOIN "user" u ON u.id = a.user_id '
        "JOIN access_group_right r ON r.access_group_id = a.access_group_id "
        "WHERE a.organisation_id = ? AND u.inactivated_at IS NULL AND NOT u.is_invited "
        f'AND r."right" IN ({db.marks(rights.OF_ADMINISTRATORS)}) '
        'AND u.id <> ? GROUP BY a.user_id HAVING count(DISTINCT r."right") = ? LIMIT 1',
        (
            root.id,
            *(right.value for right in rights.OF_ADMINISTRATORS),
            without_user_id or 0,
            len(rights.OF_ADMINISTRATORS),
        ),
    )
    return found is not None


def _in_order(names: Collection[str]) -> tuple[Right, ...]:
    return tuple(right for _, those in rights.CATEGORIES for right in those if right.value in names)


def _check_name(root_id: int, name: str, but_for: int = 0) -> None:
    for group in groups_of(root_id):
        if group.name.lower() == name.lower() and group.id != but_for:
            raise NameTaken(say("Another access group is called so. Choose another name."))


def _check_chosen(
    chosen: Collection[Right], before: Collection[Right], root: Organisation, by_id: int
) -> None:
    """Each right with what it needs, and none that is new and that the giver lacks."""
    for right, needed in rights.missing_needs(chosen).items():
        raise AccessRefused(
            say(
                "%(right)s is of no use without %(needed)s: tick that too.",
                right=right.value,
                needed=needed[0].value,
            )
        )
    lacking = _lacking([one for one in chosen if one not in before], root.path, by_id)
    if lacking:
        raise AccessRefused(
            say(
                "You cannot give %(right)s, because you do not have it yourself.",
                right=lacking[0].value,
            )
        )


def _lacking(wanted: Iterable[Right], organisation_path: str, by_id: int) -> list[Right]:
    """Those of the rights that the giver cannot give there; read within the transaction."""
    given = rights.grants_of(by_id)
    return [one for one in wanted if not rights.may_give(given, [one], organisation_path)]


def _write_rights(group: AccessGroup, chosen: Collection[Right]) -> None:
    for right in sorted(chosen):
        AccessGroupRight.create(access_group=group, right=right.value)


def _keep_an_administrator(root: Organisation) -> None:
    if not has_administrator(root):
        raise AccessRefused(
            say(
                "Then nobody could administer users and access groups any more. "
                "Give these rights in %(organisation)s to somebody else first.",
                organisation=root.name,
            )
        )
