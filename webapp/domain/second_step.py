"""The second step of signing in: a code from an authenticator app, or a recovery code.

The app's secret is kept encrypted under a key that the caller brings (`key_from`); without the
secret key of the installation a copied table makes no codes. A code is taken once.
"""

import base64
import secrets
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp import db
from webapp.domain import log, sign_in
from webapp.domain.log import Did
from webapp.lib import clock, totp
from webapp.lib.tokens import stored_form
from webapp.models import PendingSignIn, RecoveryCode, Session, User, UserTotp

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10


class CodeRefused(Exception):
    """Wrong, used before, or tried too often: the answer does not say which."""


class PendingOver(Exception):
    """There is no sign-in that waits for a code; it begins with the password again."""


def key_from(secret_key: str) -> bytes:
    """The key under which secrets are kept, from the installation's own (HKDF, RFC 5869)."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hej second step")
    return base64.urlsafe_b64encode(derive.derive(secret_key.encode()))


def prepare(user_id: int, key: bytes) -> None:
    """Make a secret for a user who has none; it counts for nothing until it is confirmed.

    One that waits to be confirmed stays, so that the app that read it is right; a confirmed one
    stays too.
    """
    if secret_to_confirm(user_id, key) is not None:
        return
    with db.transaction():
        UserTotp.delete().where(UserTotp.user == user_id, UserTotp.confirmed_at.is_null()).execute()
        if not sign_in.has_second_step(user_id):
            secret = Fernet(key).encrypt(totp.new_secret().encode()).decode()
            UserTotp.create(user=user_id, secret=secret)


def secret_to_confirm(user_id: int, key: bytes) -> str | None:
    """The secret in base32 that the user's app shall read; None if none waits for that."""
    found = UserTotp.get_or_none(UserTotp.user == user_id, UserTotp.confirmed_at.is_null())
    return _opened(found, key) if found else None


def confirm(user_id: int, code: str, key: bytes, now: datetime | None = None) -> list[str]:
    """Turn it on with a first code; return the recovery codes, which nobody can read again.

    Raises CodeRefused for a wrong code, or where nothing waits to be confirmed.
    """
    now = now or clock.now()
    secret = secret_to_confirm(user_id, key)
    step = totp.step_of(secret, _typed(code), now.timestamp()) if secret else None
    if step is None:
        raise CodeRefused
    with db.transaction():
        UserTotp.update(confirmed_at=now, last_step=step).where(UserTotp.user == user_id).execute()
        Session.update(must_set_up=False).where(Session.user == user_id).execute()
        codes = _new_recovery_codes(user_id)
        _record(Did.SECOND_STEP_TURNED_ON, user_id, user_id)
    return codes


def finish(
    pending_token: str,
    code: str,
    address: str,
    key: bytes,
    old_token: str = "",
    now: datetime | None = None,
    *,
    agent: str = "",
) -> str:
    """Check the code of a pending sign-in and return the token of the session that begins.

    Raises PendingOver after ten minutes, and CodeRefused: wrong codes are counted as passwords
    are, by themselves, so that knowing the password does not make room for more guesses.
    """
    now = now or clock.now()
    user = waiting(pending_token, now)
    if user is None:
        raise PendingOver
    keys = (f"code:{user.id}", f"address:{address}")
    if sign_in.is_blocked(keys, now):
        raise CodeRefused
    with db.transaction():
        if _take(user.id, _typed(code), key, now):
            PendingSignIn.delete().where(PendingSignIn.user == user.id).execute()
            return sign_in.begin(user.id, old_token, now, agent)
    sign_in.note_failure(keys, now, Did.CODE_REFUSED, user.email)
    raise CodeRefused


def waiting(pending_token: str, now: datetime | None = None) -> User | None:
    """Whose sign-in waits for a code under this token; None if none does."""
    since = (now or clock.now()) - timedelta(minutes=sign_in.PENDING_MINUTES)
    return (  # type: ignore[no-any-return]
        User.select()
        .join(PendingSignIn)
        .where(
            PendingSignIn.token_hash == stored_form(pending_token),
            PendingSignIn.created_at > since,
            User.inactivated_at.is_null(),
        )
        .first()
    )


def remove(user_id: int, by_id: int) -> None:
    """Turn it off for a user; by somebody else, also end the user's sessions.

    A second call changes nothing.
    """
    with db.transaction():
        was_on = sign_in.has_second_step(user_id)
        RecoveryCode.delete().where(RecoveryCode.user == user_id).execute()
        UserTotp.delete().where(UserTotp.user == user_id).execute()
        if was_on:
            _record(Did.SECOND_STEP_TURNED_OFF, user_id, by_id)
        if user_id != by_id:
            sign_in.sign_out_everywhere(user_id)


def _take(user_id: int, typed: str, key: bytes, now: datetime) -> bool:
    """Whether the code is right and was not taken before; it is taken by this."""
    return _take_from_app(user_id, typed, key, now) or _take_recovery(user_id, typed, now)


def _take_from_app(user_id: int, typed: str, key: bytes, now: datetime) -> bool:
    found = UserTotp.get_or_none(UserTotp.user == user_id, UserTotp.confirmed_at.is_null(False))
    secret = _opened(found, key) if found else None
    step = totp.step_of(secret, typed, now.timestamp()) if secret else None
    if step is None:
        return False
    later = UserTotp.update(last_step=step).where(
        UserTotp.user == user_id, UserTotp.last_step < step
    )
    return bool(later.execute())


def _take_recovery(user_id: int, typed: str, now: datetime) -> bool:
    unused = RecoveryCode.update(used_at=now).where(
        RecoveryCode.user == user_id,
        RecoveryCode.code_hash == stored_form(typed),
        RecoveryCode.used_at.is_null(),
    )
    is_taken = bool(unused.execute())
    if is_taken:
        _record(Did.RECOVERY_CODE_USED, user_id, user_id)
    return is_taken


def _new_recovery_codes(user_id: int) -> list[str]:
    """Ten codes of 80 bits, in groups of four letters; the table gets their hashes."""
    RecoveryCode.delete().where(RecoveryCode.user == user_id).execute()
    codes = []
    for _ in range(RECOVERY_CODES):
        plain = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
        RecoveryCode.create(user=user_id, code_hash=stored_form(plain))
        codes.append("-".join(plain[at : at + 4] for at in range(0, len(plain), 4)))
    return codes


def _typed(code: str) -> str:
    """What somebody typed, without the spaces, hyphens and capitals that mean nothing."""
    return "".join(code.split()).replace("-", "").lower()


def _opened(kept: UserTotp, key: bytes) -> str | None:
    """The secret in base32; None where the installation has another secret key by now."""
    try:
        return Fernet(key).decrypt(kept.secret.encode()).decode()
    except InvalidToken:
        return None


def _record(did: Did, user_id: int, by_id: int) -> None:
    user = User.get_by_id(user_id)
    log.record(did, user.organisation_id, by_id, user.name)
