"""Users: who they are, their own choices, and how one is made."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from argon2 import PasswordHasher

from webapp import db
from webapp.lib import clock, sms_text
from webapp.models import AccessGroup, Assignment, Organisation, User

THEMES = ("system", "light", "dark")

# argon2id with the library's defaults (RFC 9106, the low-memory choice): 64 MiB, 3 passes.
hasher = PasswordHasher()


class Person(NamedTuple):
    """A user as a request needs to know them; `organisation_*` is where they work.

    `balance` is what every page shows: the available credits of their parent organisation, as
    they were when the request began; `warning_level` is that of the parent organisation, and
    `low_credits_at` (milliseconds) stands while they are shown that the credits run low.
    `must_set_up` is that of the session: they may do nothing but turn on two-step sign-in.
    `time_zone` is the organisation's, by which it counts its days; `own_time_zone`, where it is
    not empty, is the user's, in which they read times.
    """

    id: int
    name: str
    email: str
    phone: str
    language: str
    theme: str
    undo_seconds: int | None
    shortcuts_enabled: bool
    organisation_id: int
    organisation_name: str
    organisation_path: str
    time_zone: str
    country: str
    organisation_language: str
    root_id: int
    balance: int
    warning_level: int
    low_credits_at: int | None
    own_time_zone: str
    must_set_up: bool = False


# The columns of a Person, in order, but for what the session says, and where they come from.
COLUMNS = (
    "u.id, u.name, u.email, u.phone, u.language, u.theme, u.undo_seconds, u.shortcuts_enabled, "
    "o.id, o.name, o.path, o.time_zone, o.country, o.language, o.root_id, a.available, "
    "r.warning_level, u.low_credits_at, u.time_zone"
)
TABLES = (
    '"user" u JOIN organisation o ON o.id = u.organisation_id '
    "JOIN account a ON a.organisation_id = o.root_id JOIN organisation r ON r.id = o.root_id"
)


def load(user_id: int) -> Person:
    """A user by id; raises LookupError if there is none."""
    found = db.row(
        f"SELECT {COLUMNS} FROM {TABLES} WHERE u.id = ?",
        (user_id,),
    )
    if found is None:
        raise LookupError(f"no user {user_id}")
    return Person(*found)


def hashed(password: str) -> str:
    """A password as the database keeps it."""
    return hasher.hash(composed(password))


def composed(password: str) -> str:
    """A password as one sequence of characters, whichever way the keyboard wrote its accents."""
    return unicodedata.normalize("NFC", password)


def register(
    organisation_id: int,
    email: str,
    name: str,
    password: str,
    groups: Iterable[AccessGroup] = (),
    *,
    language: str = "",
    is_invited: bool = False,
) -> User:
    """A new user of an organisation, with these access groups there.

    Raises IntegrityError when the address is taken.
    """
    with db.transaction():
        user = User.create(
            organisation=organisation_id,
            email=email.strip().lower(),
            name=sms_text.normalise(name).strip(),
            password_hash=hashed(password),
            language=language,
            is_invited=is_invited,
            created_at=clock.now(),
        )
        for group in groups:
            Assignment.create(user=user, access_group=group, organisation=organisation_id)
        return user


def colleagues(root_id: int) -> list[User]:
    """All active users of a parent organisation and everything below it, by name; who was only
    invited is not one yet.
    """
    found = (
        User.select()
        .join(Organisation)
        .where(Organisation.root_id == root_id, User.inactivated_at.is_null(), ~User.is_invited)
        .order_by(User.name, User.id)
    )
    return list(found)


def choose(
    user_id: int,
    *,
    name: str,
    phone: str,
    theme: str,
    undo_seconds: int | None,
    shortcuts_enabled: bool,
    language: str,
    time_zone: str,
) -> None:
    """Keep a user's own choices; `undo_seconds` None means the organisation's, and so do
    an empty `language` and `time_zone`.
    """
    User.update(
        name=sms_text.normalise(name).strip(),
        phone=phone,
        theme=theme,
        undo_seconds=undo_seconds,
        shortcuts_enabled=shortcuts_enabled,
        language=language,
        time_zone=time_zone,
    ).where(User.id == user_id).execute()
