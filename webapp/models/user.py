"""Users, how they sign in, and what they may do."""

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    ForeignKeyField,
    IntegerField,
)

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation


class User(BaseModel):
    """Somebody who signs in. `email` is kept in lower case.

    `is_invited` until they have answered an invitation: nobody knows their password yet. An empty
    `language` or `time_zone` is the organisation's.
    `low_credits_at` is set while they are shown that the credits run low (domain.credit_warnings).
    """

    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, backref="users", on_delete="RESTRICT")
    organisation_id: int
    email = CharField(max_length=254, unique=True)
    name = CharField(max_length=120)
    phone = CharField(max_length=16, default="")
    language = CharField(max_length=8, default="")
    theme = CharField(max_length=8, default="system")
    undo_seconds = IntegerField(
        null=True, constraints=[Check("undo_seconds BETWEEN 0 AND 100", name="undo_range")]
    )
    shortcuts_enabled = BooleanField(default=True)
    time_zone = CharField(max_length=64, default="")
    password_hash = CharField(max_length=255)
    is_invited = BooleanField(default=False)
    created_at = UtcField()
    inactivated_at = UtcField(null=True)
    watches_credits = BooleanField(default=False)
    low_credits_at = UtcField(null=True)
    last_seen_at = UtcField(null=True)


class Session(BaseModel):
    """One signed-in browser; the cookie's token is kept only as its hash.

    `agent` is what the browser calls itself.
    `must_set_up` lets it do nothing but turn on two-step sign-in (domain.second_step).
    """

    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    user_id: int
    created_at = UtcField()
    seen_at = UtcField()
    must_set_up = BooleanField(default=False)
    agent = CharField(max_length=200, default="")


class PendingSignIn(BaseModel):
    """A browser that knew the password and must still show a code; its token as a hash."""

    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    user_id: int
    created_at = UtcField()


class UserTotp(BaseModel):
    """A user's authenticator app. `secret` is encrypted; it counts once it is confirmed.

    `last_step` is that of the last code that was taken: it and earlier ones are not taken again.
    """

    user = ForeignKeyField(User, primary_key=True, on_delete="CASCADE")
    user_id: int
    secret = CharField(max_length=255)
    confirmed_at = UtcField(null=True)
    last_step = BigIntegerField(default=0)


class RecoveryCode(BaseModel):
    """A code that stands in for the authenticator app once; kept as its hash."""

    id = BigAutoField()
    user = ForeignKeyField(User, on_delete="CASCADE", index=False)
    user_id: int
    code_hash = CharField(max_length=64)
    used_at = UtcField(null=True)

    class Meta:
        indexes = ((("user", "code_hash"), True),)


class UserLink(BaseModel):
    """A link in an e-mail that does one thing for one user, once; its token as a hash.

    `ended_at` is set when it was withdrawn, or when a newer one took its place. `by` sent it.
    """

    id = BigAutoField()
    user = ForeignKeyField(User, backref="links", on_delete="CASCADE")
    user_id: int
    by = ForeignKeyField(User, backref="+", null=True, on_delete="SET NULL", index=False)
    by_id: int | None
    purpose = CharField(
        max_length=12,
        constraints=[Check("purpose IN ('invitation', 'password')", name="link_purpose_known")],
    )
    token_hash = CharField(max_length=64, unique=True)
    created_at = UtcField()
    expires_at = UtcField()
    used_at = UtcField(null=True)
    ended_at = UtcField(null=True)


class PasswordRequest(BaseModel):
    """Somebody wrote this address into "Forgot your password?"; the worker answers it."""

    id = BigAutoField()
    email = CharField(max_length=254)
    at = UtcField()


class SignInAttempt(BaseModel):
    """A failed sign-in, counted per account and per address."""

    id = BigAutoField()
    key = CharField(max_length=300)
    at = UtcField()

    class Meta:
        indexes = ((("key", "at"), False),)


class AccessGroup(BaseModel):
    """A named set of rights of one parent organisation."""

    id = BigAutoField()
    organisation = ForeignKeyField(
        Organisation, backref="access_groups", on_delete="CASCADE", index=False
    )
    organisation_id: int
    name = CharField(max_length=80)

    class Meta:
        indexes = ((("organisation", "name"), True),)


class AccessGroupRight(BaseModel):
    """One right of a group, by its name ("Recruitment - SMS")."""

    id = BigAutoField()
    access_group = ForeignKeyField(AccessGroup, backref="rights", on_delete="CASCADE", index=False)
    access_group_id: int
    right = CharField(max_length=64)

    class Meta:
        indexes = ((("access_group", "right"), True),)


class Assignment(BaseModel):
    """A group given to a user, in one organisation and everywhere below it."""

    id = BigAutoField()
    user = ForeignKeyField(User, backref="assignments", on_delete="CASCADE", index=False)
    user_id: int
    access_group = ForeignKeyField(AccessGroup, backref="assignments", on_delete="CASCADE")
    access_group_id: int
    organisation = ForeignKeyField(Organisation, backref="assignments", on_delete="CASCADE")
    organisation_id: int

    class Meta:
        indexes = ((("user", "access_group", "organisation"), True),)


class UserAbsence(BaseModel):
    """Somebody is away, and a colleague stands in for them: from `from_at` until just before
    `until_at`, unless it was called off (`ended_at`). `by` is who said so.
    """

    id = BigAutoField()
    user = ForeignKeyField(User, backref="absences", on_delete="CASCADE", index=False)
    user_id: int
    substitute = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
    substitute_id: int
    from_at = UtcField()
    until_at = UtcField()
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
    ended_at = UtcField(null=True)


UserAbsence.add_index(
    UserAbsence.index(
        UserAbsence.user,
        unique=True,
        where=SQL("ended_at IS NULL"),
        name="user_absence_open",
    )
)
UserAbsence.add_index(
    UserAbsence.index(
        UserAbsence.substitute,
        where=SQL("ended_at IS NULL"),
        name="user_absence_substitute",
    )
)
