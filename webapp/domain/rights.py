"""What users may do: one table of rights, and one way to evaluate it.

A right is given to an access group, a group to a user in one organisation, and it counts there
and in every organisation below. What is not given is denied.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from webapp import db
from webapp.lib.words import Sentence, say


class Right(StrEnum):
    """A right, by the name that its users know."""

    CONTACT = "Recruitment - Contact"
    SMS = "Recruitment - SMS"
    INTERVIEWS = "Recruitment - Interviews"
    APPLICATIONS = "Recruitment - Applications"
    EXPORT = "Recruitment - Export"
    CASE_VIEW = "Case - View"
    CASE_EDIT = "Case - Edit"
    ADMIN_MENU = "Admin - Menu"
    ORGANISATION_EDIT = "Organisation - Edit"
    CANDIDATE_CONTACT = "Organisation - Candidate contact"
    CREDITS = "Organisation - Credits"
    REFILL = "Organisation - Refill credits"
    USERS = "Access - Administer users"
    ACCESS_GROUPS = "Access - Administer access groups"
    LOG = "Log - View"


# Each right: the sentence that explains it, and the rights without which it is of no use.
TABLE: dict[Right, tuple[Sentence, tuple[Right, ...]]] = {
    Right.CASE_VIEW: (say("See cases and their applications."), ()),
    Right.CASE_EDIT: (say("Open, change and close cases."), (Right.CASE_VIEW,)),
    Right.APPLICATIONS: (
        say("Add, change, import and move applications."),
        (Right.CASE_VIEW,),
    ),
    Right.CONTACT: (say("Write to candidates."), (Right.CASE_VIEW,)),
    Right.SMS: (say("Send SMS, which use credits."), (Right.CONTACT,)),
    Right.INTERVIEWS: (say("Offer times and invite to interviews."), (Right.CONTACT,)),
    Right.EXPORT: (say("Take data about candidates out of Hej."), (Right.CASE_VIEW,)),
    Right.ADMIN_MENU: (say("Open Admin."), ()),
    Right.ORGANISATION_EDIT: (say("Change organisations."), (Right.ADMIN_MENU,)),
    Right.CANDIDATE_CONTACT: (
        say("Write the communication templates."),
        (Right.ADMIN_MENU,),
    ),
    Right.CREDITS: (say("See the credits and what they were used for."), (Right.ADMIN_MENU,)),
    Right.REFILL: (say("Book refills and corrections of credits."), (Right.CREDITS,)),
    Right.USERS: (say("Invite, change and inactivate users."), (Right.ADMIN_MENU,)),
    Right.ACCESS_GROUPS: (say("Decide what access groups may do."), (Right.ADMIN_MENU,)),
    Right.LOG: (say("Read who did what and when."), (Right.ADMIN_MENU,)),
}


# The rights by category, in the order in which people read them.
CATEGORIES: tuple[tuple[Sentence, tuple[Right, ...]], ...] = (
    (
        say("Candidate management"),
        (
            Right.CONTACT,
            Right.SMS,
            Right.INTERVIEWS,
            Right.APPLICATIONS,
            Right.EXPORT,
        ),
    ),
    (say("Case"), (Right.CASE_VIEW, Right.CASE_EDIT)),
    (
        say("Admin"),
        (
            Right.ADMIN_MENU,
            Right.ORGANISATION_EDIT,
            Right.CANDIDATE_CONTACT,
            Right.CREDITS,
            Right.REFILL,
            Right.USERS,
            Right.ACCESS_GROUPS,
            Right.LOG,
        ),
    ),
)

# Whoever has these in a parent organisation can give everything else to somebody.
OF_ADMINISTRATORS = (Right.ADMIN_MENU, Right.USERS, Right.ACCESS_GROUPS)


@dataclass(frozen=True)
class Grants:
    """What one user may do where: for each right the paths of the organisations it was given in."""

    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def allows(self, right: Right, organisation_path: str) -> bool:
        """Whether the right counts in the organisation with this path."""
        return organisation_path.startswith(self.paths.get(right, ())) and all(
            self.allows(needed, organisation_path) for needed in TABLE[right][1]
        )

    def reaches(self, organisation_path: str) -> bool:
        """Whether any right at all was given in the organisation with this path, or above it."""
        return any(organisation_path.startswith(paths) for paths in self.paths.values())

    def anywhere(self, right: Right) -> bool:
        """Whether the right counts in any organisation at all."""
        return bool(self.heads(right))

    def heads(self, right: Right) -> list[str]:
        """The paths from which on downwards the right counts.

        Where it and a right that it needs were given at different heights, the lower decides.
        """
        given = {path for paths in self.paths.values() for path in paths}
        return sorted(path for path in given if self.allows(right, path))


def grants_of(user_id: int) -> Grants:
    """Everything that was given to this user, read at each request: a loss counts at once."""
    found = db.rows(
        'SELECT DISTINCT r."right", o.path FROM assignment a '
        "JOIN access_group_right r ON r.access_group_id = a.access_group_id "
        "JOIN organisation o ON o.id = a.organisation_id WHERE a.user_id = ?",
        (user_id,),
    )
    return grants(found)


def holders(root_id: int, right: Right) -> list[tuple[int, str, str]]:
    """The id, e-mail address and language of each active user who has a right in a parent
    organisation.
    """
    found = db.rows(
        "SELECT u.id, u.email, coalesce(nullif(u.language, ''), o.language), r.\"right\" "
        "FROM assignment a "
        "JOIN access_group_right r ON r.access_group_id = a.access_group_id "
        'JOIN "user" u ON u.id = a.user_id JOIN organisation o ON o.id = u.organisation_id '
        "WHERE a.organisation_id = ? AND u.inactivated_at IS NULL AND NOT u.is_invited "
        "ORDER BY u.id",
        (root_id,),
    )
    path = f"/{root_id}/"
    given: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    for *who, name in found:
        given.setdefault(tuple(who), []).append((name, path))
    return [who for who, pairs in given.items() if grants(pairs).allows(right, path)]


def grants(pairs: Iterable[tuple[str, str]]) -> Grants:
    """Grants from pairs of a right's name and an organisation's path."""
    paths: dict[str, tuple[str, ...]] = {}
    for right, path in pairs:
        paths[right] = (*paths.get(right, ()), path)
    return Grants(paths)


def may_give(given: Grants, wanted: Iterable[Right], organisation_path: str) -> bool:
    """Whether somebody may give these rights in an organisation: only those they have there."""
    return all(given.allows(right, organisation_path) for right in wanted)


def covers(mine: Grants, theirs: Grants) -> bool:
    """Whether everything that counts for somebody counts for me: only so may I act upon them."""
    return all(mine.allows(right, path) for right in Right for path in theirs.heads(right))


def first_lacking(right: Right, there: Collection[str]) -> Right | None:
    """The first right without which this one does not count and that is not there, if any."""
    for needed in TABLE[right][1]:
        if needed.value not in there:
            return needed
        if lacking := first_lacking(needed, there):
            return lacking
    return None


def missing_needs(chosen: Collection[Right]) -> dict[Right, list[Right]]:
    """For each chosen right, the rights that it needs and that were not chosen."""
    return {
        right: lacking
        for right in chosen
        if (lacking := [needed for needed in TABLE[right][1] if needed not in chosen])
    }


def visible_organisations(given: Grants, right: Right) -> list[int]:
    """The ids of all organisations in which the right counts, in the order of the tree."""
    paths = given.heads(right)
    if not paths:
        return []
    condition, values = within(paths, "path")
    found = db.rows(f"SELECT id FROM organisation WHERE {condition} ORDER BY path", values)
    return [identity for (identity,) in found]


def within(paths: Collection[str], column: str = "o.path") -> tuple[str, list[str]]:
    """SQL that tells whether an organisation's path is one of these or below one, with its values;
    nothing is within no paths.
    """
    condition = " OR ".join(f"{column} LIKE ?" for _ in paths) or "1 = 0"
    return f"({condition})", [f"{path}%" for path in paths]
