"""What a user may do in an organisation, and where each right comes from."""

from typing import NamedTuple

from webapp import db
from webapp.domain import rights
from webapp.domain.rights import Right
from webapp.lib.words import Sentence, say
from webapp.models import Organisation


class Source(NamedTuple):
    """A group that gives a right, and the organisation in which the user has the group."""

    group_name: str
    organisation_name: str
    is_here: bool


class Effective(NamedTuple):
    """One right of a user in one organisation, with the sentence that says why or why not."""

    right: Right
    counts: bool
    because: Sentence


class Given(NamedTuple):
    """A group that a user has, here or above. `assignment_id` is what can be taken away."""

    assignment_id: int
    user_id: int
    user_name: str
    email: str
    is_inactive: bool
    group_id: int
    group_name: str
    organisation_id: int
    organisation_name: str


def given_in(organisation: Organisation) -> list[Given]:
    """Everybody with access in an organisation: given there, or above it; by name."""
    ids = [int(piece) for piece in organisation.path.strip("/").split("/")]
    found = db.rows(
        "SELECT a.id, u.id, u.name, u.email, u.inactivated_at IS NOT NULL, g.id, g.name, o.id, "
        "o.name FROM assignment a "
        'JOIN "user" u ON u.id = a.user_id JOIN access_group g ON g.id = a.access_group_id '
        f"JOIN organisation o ON o.id = a.organisation_id WHERE o.id IN ({db.marks(ids)}) "
        "ORDER BY lower(u.name), u.id, o.path, lower(g.name)",
        ids,
    )
    return [Given._make((*one[:4], bool(one[4]), *one[5:])) for one in found]


def explain(user_id: int, organisation: Organisation) -> list[Effective]:
    """Each right of the table, in its order, as it is for this user in this organisation."""
    sources = _sources(user_id, organisation)
    grants = rights.grants_of(user_id)
    return [
        Effective(
            right,
            grants.allows(right, organisation.path),
            _because(right, sources, grants.allows(right, organisation.path), organisation),
        )
        for _, those in rights.CATEGORIES
        for right in those
    ]


def _sources(user_id: int, organisation: Organisation) -> dict[str, list[Source]]:
    ids = [int(piece) for piece in organisation.path.strip("/").split("/")]
    found = db.rows(
        'SELECT r."right", g.name, o.name, o.id FROM assignment a '
        "JOIN access_group g ON g.id = a.access_group_id "
        "JOIN access_group_right r ON r.access_group_id = g.id "
        "JOIN organisation o ON o.id = a.organisation_id "
        f"WHERE a.user_id = ? AND o.id IN ({db.marks(ids)}) ORDER BY o.path DESC, g.name",
        [user_id, *ids],
    )
    sources: dict[str, list[Source]] = {}
    for right, group_name, organisation_name, organisation_id in found:
        source = Source(group_name, organisation_name, organisation_id == organisation.id)
        sources.setdefault(right, []).append(source)
    return sources


def _because(
    right: Right, sources: dict[str, list[Source]], counts: bool, organisation: Organisation
) -> Sentence:
    given = sources.get(right.value)
    if not given:
        return say("No access group gives it here.")
    if not counts:
        return say(
            "%(group)s gives it, but it does not count without %(needed)s.",
            group=given[0].group_name,
            needed=str(rights.first_lacking(right, sources)),
        )
    if given[0].is_here:
        return say("Because of %(group)s, given here.", group=given[0].group_name)
    return say(
        "Because of %(group)s, given in %(organisation)s.",
        group=given[0].group_name,
        organisation=given[0].organisation_name,
    )
