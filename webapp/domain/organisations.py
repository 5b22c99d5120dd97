"""Organisations: founding a parent organisation with what it needs, and adding below it."""

from webapp import db
from webapp.domain import log, settings
from webapp.domain.log import Did
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import (
    AccessGroup,
    AccessGroupRight,
    Account,
    Destination,
    Organisation,
)

RECRUITER = "Recruiter"
RECRUITER_WITHOUT_SMS = "Recruiter without SMS"
ADMINISTRATOR = "Administrator"

_RECRUITING = (
    Right.CASE_VIEW,
    Right.CASE_EDIT,
    Right.APPLICATIONS,
    Right.CONTACT,
    Right.INTERVIEWS,
)

# The access groups that a new parent organisation begins with.
FIRST_GROUPS: dict[str, tuple[Right, ...]] = {
    RECRUITER: (*_RECRUITING, Right.SMS),
    RECRUITER_WITHOUT_SMS: _RECRUITING,
    ADMINISTRATOR: tuple(Right),
}


def found(
    name: str,
    *,
    country: str = "SE",
    time_zone: str = "Europe/Stockholm",
    language: str = "en",
    sender: str = "",
) -> Organisation:
    """A new parent organisation: an empty account, its own country at 1 credit, first groups."""
    with db.transaction():
        root = _create(
            None,
            name=name,
            country=country,
            time_zone=time_zone,
            language=language,
            sender=sender or _sender_from(name),
        )
        Account.create(organisation=root)
        Destination.create(organisation=root, country=country)
        for group_name, rights in FIRST_GROUPS.items():
            group = AccessGroup.create(organisation=root, name=group_name)
            for right in rights:
                AccessGroupRight.create(access_group=group, right=right.value)
        return root


def add_below(
    parent: Organisation, name: str, *, sender: str = "", by_id: int | None = None
) -> Organisation:
    """A new sub-organisation, which takes its settings from above (but for a given `sender`).

    Raises NameTaken, and NotPossible below a deactivated organisation. It is logged when a user
    did it.
    """
    with db.transaction():
        parent = settings.hold(parent)
        _check_place(parent)
        name = settings.checked_name(parent.id, name)
        copies = {column: getattr(parent, column) for column in settings.COPIED}
        if sender:
            copies |= {"sender": sender, "own_settings": settings.write_own(["sender"])}
        made = _create(parent, name=name, **copies)
        if by_id is not None:
            log.record(Did.ORGANISATION_ADDED, made.id, by_id, made.name, below=parent.name)
        return made


def allow_rejection_by_sms(root: Organisation, by_id: int, *, allowed: bool) -> None:
    """Let rejections be sent by SMS in a whole tree, or no longer."""
    with db.transaction():
        if root.rejection_by_sms != allowed:
            root.rejection_by_sms = allowed
            root.save(only=[Organisation.rejection_by_sms])
            log.record(
                Did.ORGANISATION_CHANGED, root.id, by_id, root.name, rejection_by_sms=allowed
            )


def groups(root: Organisation, *names: str) -> list[AccessGroup]:
    """Access groups of a parent organisation by their names."""
    return list(
        AccessGroup.select().where(AccessGroup.organisation == root, AccessGroup.name.in_(names))
    )


def ensure_outlet() -> None:
    """The rows that all workers share, one for each way out; made by the first who needs them."""
    db.execute(
        "INSERT INTO outlet (id, next_slot_us, paused_words) VALUES (1, 0, ''), (2, 0, '') "
        "ON CONFLICT (id) DO NOTHING"
    )


def _check_place(parent: Organisation) -> None:
    if not parent.is_active:
        raise NotPossible(say("%(name)s is deactivated: reactivate it first.", name=parent.name))


def _create(parent: Organisation | None, **columns: object) -> Organisation:
    made = Organisation.create(parent=parent, path="/", created_at=clock.now(), **columns)
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    made.root_id = parent.root_id if parent else made.id
    made.save(only=[Organisation.path, Organisation.root_id])
    return made


def _sender_from(name: str) -> str:
    """A sender that carriers take: up to 11 letters and digits, of which one is a letter."""
    kept = "".join(letter for letter in name if letter.isascii() and letter.isalnum())[:11]
    return kept if any(letter.isalpha() for letter in kept) else "Hej"
