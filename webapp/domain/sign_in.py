"""Signing in and out: sessions that live in the database, and a limit on guessing.

The browser holds a random token, the table its hash. Deleting the row ends the session, also
for a copy of the cookie.
"""

from datetime import datetime, timedelta
from functools import cache

from argon2.exceptions import InvalidHashError, VerificationError

from webapp import db
from webapp.domain import log, rights
from webapp.domain.log import Did
from webapp.domain.people import COLUMNS, TABLES, Person, composed, hashed, hasher
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.lib.tokens import new_token, stored_form
from webapp.models import PendingSignIn, Session, SignInAttempt, User, UserTotp

ACCOUNT_ATTEMPTS = 10
ADDRESS_ATTEMPTS = 50
WINDOW_MINUTES = 15
ABSOLUTE_DAYS = 7
PENDING_MINUTES = 10
# Whoever has one of these can spend, or give access: of them a second step may be demanded.
OF_TRUST = (Right.REFILL, Right.USERS, Right.ACCESS_GROUPS)
_TOUCH_EVERY_S = 60


class SignInRefused(Exception):
    """Wrong, unknown, inactive or tried too often: the answer does not say which."""


class CodeNeeded(Exception):
    """The password was right, and a code must follow (domain.second_step).

    `token` is that of the pending sign-in: it opens nothing by itself.
    """

    def __init__(self, token: str) -> None:
        super().__init__("a code must follow")
        self.token = token


def sign_in(
    email: str,
    password: str,
    address: str,
    old_token: str = "",
    now: datetime | None = None,
    *,
    agent: str = "",
) -> str:
    """Check a password and return the token of a new session.

    Raises SignInRefused, and CodeNeeded for a user with two-step sign-in.
    The old session of this browser ends (rotation); `agent` is what it calls itself. Every call
    takes the time of one password check, whether the account exists or not.
    """
    email = email.strip().lower()[:254]
    now = now or clock.now()
    keys = (f"account:{email}", f"address:{address}")
    blocked = is_blocked(keys, now)
    user = User.get_or_none(User.email == email)
    matches = _verify(user.password_hash if user else _no_password(), password)
    if blocked or user is None or not matches or not _may_enter(user):
        # While it is blocked, more tries do not make the wait longer: the owner gets in again.
        if not blocked:
            note_failure(keys, now, Did.PASSWORD_REFUSED, email)
        raise SignInRefused
    with db.transaction():
        forget_failures(email)
        if hasher.check_needs_rehash(user.password_hash):
            user.password_hash = hashed(password)
            user.save(only=[User.password_hash])
        if not has_second_step(user.id):
            return begin(user.id, old_token, now, agent)
        token = new_token()
        PendingSignIn.create(token_hash=stored_form(token), user=user, created_at=now)
    raise CodeNeeded(token)


def begin(user_id: int, old_token: str, now: datetime, agent: str = "") -> str:
    """The token of a new session of a user who showed all they must; the old session ends.

    In the caller's transaction.
    """
    sign_out(old_token)
    token = new_token()
    Session.create(
        token_hash=stored_form(token),
        user=user_id,
        created_at=now,
        seen_at=now,
        must_set_up=needs_second_step(user_id) and not has_second_step(user_id),
        agent=agent[:200],
    )
    User.update(last_seen_at=now).where(User.id == user_id).execute()
    log.record(Did.SIGNED_IN, User.get_by_id(user_id).organisation_id, user_id)
    return token


def has_second_step(user_id: int) -> bool:
    """Whether this user signs in with a code as well."""
    return (
        UserTotp.select()
        .where(UserTotp.user == user_id, UserTotp.confirmed_at.is_null(False))
        .exists()
    )


def needs_second_step(user_id: int) -> bool:
    """Whether the parent organisation demands it of this user, for what they may do."""
    found = db.row(
        'SELECT r.totp_required FROM "user" u JOIN organisation o ON o.id = u.organisation_id '
        "JOIN organisation r ON r.id = o.root_id WHERE u.id = ?",
        (user_id,),
    )
    if not found or not found[0]:
        return False
    grants = rights.grants_of(user_id)
    return any(grants.anywhere(right) for right in OF_TRUST)


def is_themselves(person: Person, password: str, address: str, now: datetime | None = None) -> bool:
    """Whether whoever acts in a user's session knows that user's password.

    Wrong ones are counted together with those at signing in; after too many of them the right
    one is not taken either. It begins and ends no session.
    """
    now = now or clock.now()
    keys = (f"account:{person.email}", f"address:{address}")
    blocked = is_blocked(keys, now)
    matches = _verify(User.get_by_id(person.id).password_hash, password)
    if not matches and not blocked:
        note_failure(keys, now, Did.PASSWORD_REFUSED, person.email)
    return matches and not blocked


def sign_out(token: str) -> None:
    """End the session with this token; a second call does nothing."""
    if token:
        Session.delete().where(Session.token_hash == stored_form(token)).execute()


def sign_out_everywhere(user_id: int) -> None:
    """End every session of a user, and those that wait for a code."""
    Session.delete().where(Session.user == user_id).execute()
    forget_pending(user_id)


def forget_pending(user_id: int) -> None:
    """Let those who wait for a code begin with the password again."""
    PendingSignIn.delete().where(PendingSignIn.user == user_id).execute()


def person_of(
    token: str, idle_minutes: int, *, keep_alive: bool = True, now: datetime | None = None
) -> Person | None:
    """Whose session this is, or None if there is none, it rested too long or is too old.

    `keep_alive` counts the request as activity; a poll does not.
    """
    token_hash = stored_form(token)
    now_ms = clock.to_ms(now or clock.now())
    found = db.row(
        f"SELECT s.created_at, s.seen_at, s.must_set_up, {COLUMNS} FROM {TABLES} "
        'JOIN "session" s ON s.user_id = u.id '
        "WHERE s.token_hash = ? AND u.inactivated_at IS NULL",
        (token_hash,),
    )
    if found is None:
        return None
    created_ms, seen_ms, must_set_up = found[:3]
    if now_ms - seen_ms > idle_minutes * 60_000 or now_ms - created_ms > ABSOLUTE_DAYS * 86_400_000:
        sign_out(token)
        return None
    person = Person(*found[3:])._replace(must_set_up=bool(must_set_up))
    if keep_alive and now_ms - seen_ms > _TOUCH_EVERY_S * 1000:
        db.execute('UPDATE "session" SET seen_at = ? WHERE token_hash = ?', (now_ms, token_hash))
        db.execute('UPDATE "user" SET last_seen_at = ? WHERE id = ?', (now_ms, person.id))
    return person


def forget_old(now: datetime | None = None) -> None:
    """Drop failed attempts, sessions and pending sign-ins that no longer count."""
    now = now or clock.now()
    SignInAttempt.delete().where(
        SignInAttempt.at < now - timedelta(minutes=WINDOW_MINUTES)
    ).execute()
    Session.delete().where(Session.created_at < now - timedelta(days=ABSOLUTE_DAYS)).execute()
    PendingSignIn.delete().where(
        PendingSignIn.created_at < now - timedelta(minutes=PENDING_MINUTES)
    ).execute()


def is_blocked(
    keys: tuple[str, str],
    now: datetime,
    most: tuple[int, int] = (ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS),
) -> bool:
    """Whether there were too many failures for this account or this address lately."""
    since = clock.to_ms(now - timedelta(minutes=WINDOW_MINUTES))
    return any(
        found is not None and found[0] >= allowed
        for key, allowed in zip(keys, most, strict=True)
        for found in [
            db.row("SELECT count(*) FROM sign_in_attempt WHERE key = ? AND at > ?", (key, since))
        ]
    )


def note_failure(keys: tuple[str, str], now: datetime, did: Did, email: str) -> None:
    """Count a failure for the account and for the address.

    The first of an account and the one with which it begins to rest are logged, so that who
    guesses cannot flood the log. An address that nobody has costs the same statements.
    """
    with db.transaction():
        since = clock.to_ms(now - timedelta(minutes=WINDOW_MINUTES))
        counted = db.row(
            "SELECT count(*) FROM sign_in_attempt WHERE key = ? AND at > ?", (keys[0], since)
        )
        nth = (counted[0] if counted else 0) + 1
        for key in keys:
            SignInAttempt.create(key=key, at=now)
        if nth in (1, ACCOUNT_ATTEMPTS):
            log.record_about(did, email, tries=nth)


def forget_failures(email: str) -> None:
    """Let an account be tried as often as any other, in the caller's transaction."""
    SignInAttempt.delete().where(SignInAttempt.key == f"account:{email}").execute()


def _may_enter(user: User) -> bool:
    return user.inactivated_at is None and not user.is_invited


def _verify(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, composed(password))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _no_password() -> str:
    """A hash to check against where there is no account, so that it takes as long."""
    return hasher.hash(new_token())
