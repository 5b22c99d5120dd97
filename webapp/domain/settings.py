"""The settings of an organisation, and what a sub-organisation takes from above.

A setting that is not an organisation's own is a copy of its parent's. The copies are kept true
here, in the transaction that changes anything above them: so everybody else reads plain columns.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from webapp import db
from webapp.domain import destinations, log, retention
from webapp.domain.log import Did
from webapp.lib import sms_text
from webapp.lib.words import Sentence, say
from webapp.models import Organisation

# What may be taken from above, and the columns that each of these settings is made of.
INHERITABLE: dict[str, tuple[str, ...]] = {
    "country": ("country",),
    "time_zone": ("time_zone",),
    "language": ("language",),
    "sender": ("sender",),
    "undo_seconds": ("undo_seconds",),
    "quiet_hours": ("quiet_from", "quiet_to", "quiet_may_pass"),
    "number_day": ("most_per_number_day",),
}
# What counts for the whole tree, and stands at the parent organisation.
OF_THE_PARENT = (
    "csm_name",
    "csm_email",
    "csm_phone",
    "retention_days",
    "totp_required",
    "confirms_opt_outs",
    "most_per_batch",
    "most_per_user_day",
    "most_per_hour",
    "password_above",
    "colleague_minutes",
)
# The columns of a sub-organisation that may be copies.
COPIED = tuple(column for columns in INHERITABLE.values() for column in columns)


class NotPossible(Exception):
    """Nothing was changed; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NameTaken(NotPossible):
    """Another organisation in the same place has this name."""


def inherited(organisation: Organisation) -> set[str]:
    """The settings that this organisation takes from above; none at the parent organisation."""
    return set() if organisation.is_parent else set(INHERITABLE) - _own(organisation)


def change(
    organisation: Organisation,
    by_id: int,
    values: Mapping[str, object],
    inherit: Mapping[str, bool] | None = None,
) -> Organisation:
    """Give an organisation's columns these values; return it as it is then.

    `inherit` says of settings whether they are taken from above from now on; a value that is
    given for one of those is not kept. Raises NameTaken, and ValueError for a sub-organisation's
    value of what stands at its parent organisation. A second call changes nothing.
    """
    with db.transaction():
        now = hold(organisation)
        if not now.is_parent and set(values) & set(OF_THE_PARENT):
            raise ValueError("This stands at the parent organisation.")
        before = {name: getattr(now, name) for name in values}
        if "name" in values:
            values = {**values, "name": checked_name(now.parent_id, str(values["name"]), now.id)}
        for name, value in values.items():
            setattr(now, name, value)
        if now.retention_days < before.get("retention_days", 0):
            # A mistake in the days can be mended before it costs anything.
            now.retention_from = retention.notice()
        for name, is_inherited in (inherit or {}).items():
            _set_own(now, name, is_own=not is_inherited)
        now.save()
        if now.is_parent:
            destinations.ensure_home(now)
        spread(now.root_id)
        now = Organisation.get_by_id(now.id)
        changes = {
            name: [was, getattr(now, name)]
            for name, was in before.items()
            if was != getattr(now, name)
        }
        if changes:
            log.record(Did.ORGANISATION_CHANGED, now.id, by_id, now.name, **changes)
        return now


def hold(organisation: Organisation) -> Organisation:
    """Keep everybody else from changing its tree until the caller's transaction ends.

    Returns the organisation as it is now: what the caller read before may be past.
    """
    db.row(f"SELECT id FROM organisation WHERE id = ?{db.for_update()}", (organisation.root_id,))
    return Organisation.get_by_id(organisation.id)


def checked_name(parent_id: int | None, name: str, own_id: int | None = None) -> str:
    """The name as it is kept; raises NameTaken when an organisation beside has it already.

    The caller holds the tree. Capitals make no difference; parent organisations do not mind
    each other.
    """
    name = sms_text.normalise(name).strip()
    if parent_id is None:
        return name
    beside = db.rows("SELECT id, name FROM organisation WHERE parent_id = ?", (parent_id,))
    for identity, taken in beside:
        if identity != own_id and taken.casefold() == name.casefold():
            raise NameTaken(
                say("There is already an organisation called %(name)s here.", name=taken)
            )
    return name


def spread(root_id: int) -> None:
    """Copy downwards, through a whole tree, what is taken from above.

    That also is whether an organisation is active. One statement per column and new value,
    however many organisations take it.
    """
    new: dict[tuple[str, Any], list[int]] = defaultdict(list)
    known: dict[int, Organisation] = {}
    tree = Organisation.select().where(Organisation.root_id == root_id)
    for one in sorted(tree, key=lambda each: each.path.count("/")):
        known[one.id] = one
        for column, value in _from_above(one, known):
            if getattr(one, column) != value:
                setattr(one, column, value)
                new[column, value].append(one.id)
    for (column, value), ids in new.items():
        Organisation.update({column: value}).where(Organisation.id.in_(ids)).execute()


def _from_above(one: Organisation, known: Mapping[int, Organisation]) -> list[tuple[str, Any]]:
    """What the columns of an organisation must be, given those above it."""
    above = known.get(one.parent_id) if one.parent_id else None
    if above is None:
        return []
    copies = [
        (column, getattr(above, column)) for name in inherited(one) for column in INHERITABLE[name]
    ]
    return [*copies, ("is_active", above.is_active and one.deactivated_at is None)]


def _own(organisation: Organisation) -> set[str]:
    return set(organisation.own_settings.split())


def _set_own(organisation: Organisation, name: str, *, is_own: bool) -> None:
    own = _own(organisation) | {name} if is_own else _own(organisation) - {name}
    organisation.own_settings = write_own(own)


def write_own(names: Collection[str]) -> str:
    """The column that lists an organisation's own settings."""
    return "".join(f"{name} " for name in INHERITABLE if name in names)
