"""Organisations: founding a parent organisation with what it needs, and adding below it."""

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.domain.rights import Right
from webapp.lib import clock, sms_text
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
        root = _create(None, name, country, time_zone, language, sender or _sender_from(name))
        Account.create(organisation=root)
        Destination.create(organisation=root, country=country)
        for group_name, rights in FIRST_GROUPS.items():
            group = AccessGroup.create(organisation=root, name=group_name)
            for right in rights:
                AccessGroupRight.create(access_group=group, right=right.value)
        return root


def add_below(parent: Organisation, name: str, *, sender: str = "") -> Organisation:
    """A new sub-organisation, with its parent's country, zone and language."""
    with db.transaction():
        return _create(
            parent,
            name,
            parent.country,
            parent.time_zone,
            parent.language,
            sender or parent.sender,
        )


def rename(organisation: Organisation, name: str, by_id: int) -> None:
    """Call an organisation something else; its log keeps what it was called."""
    before = organisation.name
    with db.transaction():
        organisation.name = sms_text.normalise(name).strip()
        organisation.save(only=[Organisation.name])
        log.record(
            Did.ORGANISATION_CHANGED, organisation.id, by_id, organisation.name, name_before=before
        )


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
    """The one row that all workers share; made by the first who needs it."""
    db.execute(
        "INSERT INTO outlet (id, next_slot_us, paused_words) VALUES (1, 0, '') "
        "ON CONFLICT (id) DO NOTHING"
    )


def _create(
    parent: Organisation | None,
    name: str,
    country: str,
    time_zone: str,
    language: str,
    sender: str,
) -> Organisation:
    made = Organisation.create(
        parent=parent,
        path="/",
        name=name,
        country=country,
        time_zone=time_zone,
        language=language,
        sender=sender,
        created_at=clock.now(),
    )
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    made.root_id = parent.root_id if parent else made.id
    made.save(only=[Organisation.path, Organisation.root_id])
    return made


def _sender_from(name: str) -> str:
    """A sender that carriers take: up to 11 letters and digits, of which one is a letter."""
    kept = "".join(letter for letter in name if letter.isascii() and letter.isalnum())[:11]
    return kept if any(letter.isalpha() for letter in kept) else "Hej"
