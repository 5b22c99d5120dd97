"""Forgotten passwords: a link by e-mail with which a user chooses another.

Asking only writes the address down, and the worker answers. So asking takes the same time and
says the same whether the account exists or not. The second step is never skipped: the new
password is used on the sign-in page as any other.
"""

from datetime import datetime, timedelta

from webapp import db
from webapp.domain import links, log, mail, passwords, sign_in
from webapp.domain.links import Link, Purpose, State
from webapp.domain.log import Did
from webapp.lib import clock
from webapp.lib.words import say
from webapp.models import PasswordRequest, SignInAttempt, User

PER_ACCOUNT, PER_ADDRESS = 3, 20
"""How many requests are taken within sign_in.WINDOW_MINUTES."""


def ask(email: str, address: str, now: datetime | None = None) -> None:
    """Write down that this account wants another password; nothing when asked too often."""
    email = email.strip().lower()[:254]
    now = now or clock.now()
    keys = (f"reset:{email}", f"reset-from:{address}")
    with db.transaction():
        if sign_in.is_blocked(keys, now, (PER_ACCOUNT, PER_ADDRESS)):
            return
        for key in keys:
            SignInAttempt.create(key=key, at=now)
        PasswordRequest.create(email=email, at=now)


def answer(base_url: str, now: datetime | None = None) -> int:
    """Send a link to each who asked and may sign in; how many. Called by the worker, again and
    again. What waited longer than a link lasts is left alone.
    """
    now = now or clock.now()
    if not PasswordRequest.select().exists():
        return 0
    with db.transaction():
        asked = db.rows("DELETE FROM password_request RETURNING email, at")
        since = clock.to_ms(now - links.LASTS[Purpose.PASSWORD])
        emails = {email for email, at in asked if at > since}
        return sum(_send(email, base_url, now) for email in sorted(emails))


def find(token: str, now: datetime | None = None) -> Link:
    """What a link for a new password does now."""
    return links.find(token, Purpose.PASSWORD, now)


def finish(token: str, password: str, now: datetime | None = None) -> bool:
    """Let this be the password of whose link it is; False where the link opens nothing.

    All their sessions and other links end. They sign in as always, with their second step.
    """
    now = now or clock.now()
    with db.transaction():
        link = find(token, now)
        if link.state is not State.GOOD or link.user is None or not links.use(token, now):
            return False
        passwords.keep(link.user.id, password, now)
        sign_in.sign_out_everywhere(link.user.id)
        log.record(Did.PASSWORD_RESET, link.user.organisation_id, link.user.id)
        return True


def _send(email: str, base_url: str, now: datetime) -> bool:
    user = User.get_or_none(User.email == email)
    if user is None or user.inactivated_at is not None or user.is_invited:
        return False
    token, _ = links.send(user.id, Purpose.PASSWORD, now=now)
    return mail.queue(
        user.organisation.root_id,
        f"password:{user.id}:{clock.to_ms(now)}",
        user.email,
        say("Choose a new password for Hej"),
        say(
            "Hi %(name)s,\n\nsomebody, hopefully you, asked for a new password for Hej. "
            "Choose it here:\n\n%(link)s\n\nThe link works once, for an hour. If you did not ask, "
            "do nothing: your password stays as it is.\n",
            name=user.name,
            link=f"{base_url}/new-password/{token}",
        ),
        now,
        language=mail.reader(user.id).language,
    )


def forget_old(now: datetime | None = None) -> None:
    """Drop links that ended long ago."""
    before = (now or clock.now()) - timedelta(days=90)
    db.execute("DELETE FROM user_link WHERE expires_at < ?", (clock.to_ms(before),))
