"""Inviting users: a row that cannot sign in yet, and a link that is good for one answer.

Withdrawing an invitation inactivates the user. After reactivating them it can be sent again.
"""

from datetime import datetime

from peewee import IntegrityError

from webapp import db
from webapp.domain import access_groups, links, log, mail, people, sign_in, users
from webapp.domain.links import Link, Purpose, State
from webapp.domain.log import Did
from webapp.domain.people import Person
from webapp.domain.settings import NotPossible
from webapp.lib import clock, sms_text
from webapp.lib.tokens import new_token
from webapp.lib.words import say
from webapp.models import AccessGroup, Organisation, User

DAYS = links.LASTS[Purpose.INVITATION].days


def invite(
    organisation: Organisation,
    group: AccessGroup,
    by: Person,
    base_url: str,
    *,
    email: str,
    name: str,
    language: str = "",
) -> User:
    """A new user of an organisation, with one access group there, and an e-mail with a link.

    An empty `language` is the organisation's. Raises NotPossible when the address is taken, and
    AccessRefused where the inviter cannot give this group.
    """
    with db.transaction():
        user = _register(organisation, email, name, language)
        access_groups.give(user, group, organisation, by.id)
        _send(user, by, base_url)
        return user


def again(user: User, by: Person, base_url: str) -> None:
    """Send an invited user another link; the one before opens nothing any more.

    Raises NotPossible for a user who has joined or whose invitation was withdrawn, and for one
    who has rights that the inviter lacks.
    """
    with db.transaction():
        now = _waiting(user)
        users.check_covers(now, by.id)
        _send(now, by, base_url)


def withdraw(user: User, by_id: int) -> None:
    """Let the link of an invited user open nothing any more. Raises NotPossible as `again`."""
    with db.transaction():
        now = _waiting(user)
        users.check_covers(now, by_id)
        User.update(inactivated_at=clock.now()).where(User.id == now.id).execute()
        links.end(now.id)
        log.record(Did.INVITATION_WITHDRAWN, now.organisation_id, by_id, now.name, user=now.id)


def find(token: str, now: datetime | None = None) -> Link:
    """What the link of an invitation does now."""
    return links.find(token, Purpose.INVITATION, now)


def accept(
    token: str,
    *,
    name: str,
    password: str,
    time_zone: str = "",
    agent: str = "",
    old_token: str = "",
    now: datetime | None = None,
) -> str | None:
    """Let an invited user in; the token of their first session, or None where the link is dead.

    Of two at the same time, one is taken. The caller has asked `passwords.problem`.
    """
    now = now or clock.now()
    password_hash = people.hashed(password)
    with db.transaction():
        link = find(token, now)
        if link.state is not State.GOOD or link.user is None or not links.use(token, now):
            return None
        user = link.user
        User.update(
            name=sms_text.normalise(name).strip(),
            password_hash=password_hash,
            time_zone=time_zone,
            is_invited=False,
        ).where(User.id == user.id).execute()
        log.record(Did.USER_JOINED, user.organisation_id, user.id)
        return sign_in.begin(user.id, old_token, now, agent)


def _register(organisation: Organisation, email: str, name: str, language: str) -> User:
    try:
        with db.transaction():
            # Nobody knows this password: refusing it takes as long as for everybody else.
            return people.register(
                organisation.id, email, name, new_token(), language=language, is_invited=True
            )
    except IntegrityError:
        raise NotPossible(
            say("Somebody uses Hej with this address already. Look for them, or take another.")
        ) from None


def _waiting(user: User) -> User:
    now: User = User.get_by_id(user.id)
    if not now.is_invited or now.inactivated_at is not None:
        raise NotPossible(say("%(name)s does not wait for an invitation.", name=now.name))
    return now


def _send(user: User, by: Person, base_url: str) -> None:
    """A new link in an e-mail, in the caller's transaction; older ones end."""
    now = clock.now()
    token, _ = links.send(user.id, Purpose.INVITATION, by.id, now)
    mail.queue(
        user.organisation.root_id,
        f"invitation:{user.id}:{clock.to_ms(now)}",
        user.email,
        say("%(name)s invites you to Hej", name=by.name),
        say(
            "Hi %(name)s,\n\n%(inviter)s invites you to Hej, for %(organisation)s. "
            "Choose your password here:\n\n%(link)s\n\nThe link works once, for %(days)d days. "
            "If you did not expect it, do nothing, or ask %(address)s.\n",
            name=user.name,
            inviter=by.name,
            organisation=user.organisation.name,
            link=f"{base_url}/welcome/{token}",
            days=DAYS,
            address=by.email,
        ),
        now,
        language=mail.reader(user.id).language,
    )
    log.record(Did.USER_INVITED, user.organisation_id, by.id, user.name, user=user.id)
