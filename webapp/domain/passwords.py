"""What a password must be like, and changing it.

In the spirit of NIST SP 800-63B: length counts, no rules on its composition, nothing that others
would try first. With twelve characters the usual lists of common passwords have little left; what
they do have is made of a few words and patterns, which are known here without a list.
"""

import re
from datetime import datetime

from webapp import db
from webapp.domain import links, log, mail, own_sessions, people, sign_in
from webapp.domain.log import Did
from webapp.domain.people import Person
from webapp.lib import clock
from webapp.lib.words import Sentence, say
from webapp.models import User

LEAST = 12
MOST = 1000
"""Argon2 takes far more; nobody types it, and hashing it should cost no time of its own."""
_OF_ONES_OWN = 8
_LEAST_DIFFERENT = 5
_MOST_ADDED = 6

# What common passwords are made of, in the languages of the product and on their keyboards.
_COMMON = re.findall(
    r"\S+",
    """
    password passwort passord losenord lösenord adgangskode salasana welcome willkommen välkommen
    velkommen tervetuloa administrator admin letmein iloveyou changeme default qwertyuiop qwertzuiop
    asdfghjkl zxcvbnm qazwsxedc 1qaz2wsx3edc 1q2w3e4r5t6y qwerty azerty qwert asdfgh asdf zxcv
    abcdefghijklmnopqrstuvwxyz abcdef abc 01234567890123456789 98765432109876543210 123456789
    12345678 1234567 123456 12345 1234 123 sommar vinter summer winter spring autumn football
    baseball sunshine princess superman monkey dragon master shadow hello secret login test user
    recruitment recruiter rekrytering
    """,
)
_LOOKALIKES = {"a": "[a@4]", "e": "[e3]", "i": "[i!1]", "o": "[o0]", "s": "[s$5]"}
_COMMON_PIECES = re.compile(
    "|".join(
        "".join(_LOOKALIKES.get(letter, re.escape(letter)) for letter in piece)
        for piece in sorted(_COMMON, key=len, reverse=True)
    )
)


class WrongPassword(Exception):
    """The present password is not right, or was tried too often."""


def problem(password: str, email: str) -> Sentence | None:
    """Why this password will not do for the user with this address, or None."""
    lower = people.composed(password).casefold()
    if len(password) < LEAST:
        return say("Use at least %(num)d characters.", num=LEAST)
    if len(password) > MOST:
        return say("Use at most %(num)d characters.", num=MOST)
    if len(set(lower)) < _LEAST_DIFFERENT or _is_common(lower):
        return say("Others would try this one early. Choose another, such as a few words in a row.")
    if len(_without(lower, _known_to_all(email))) < _OF_ONES_OWN:
        return say("Leave your e-mail address and the name of Hej out of it.")
    return None


def change(person: Person, present: str, new: str, address: str, token: str) -> None:
    """Let somebody who knows their password have another; their other sessions end.

    The session with this token stays. Raises WrongPassword; wrong ones are counted as at signing
    in. The caller has asked `problem` about the new one.
    """
    if not sign_in.is_themselves(person, present, address):
        raise WrongPassword
    with db.transaction():
        keep(person.id, new)
        own_sessions.end_others(person.id, token)
        log.record(Did.PASSWORD_CHANGED, person.organisation_id, person.id)


def keep(user_id: int, password: str, now: datetime | None = None) -> None:
    """Let this be a user's password, in the caller's transaction; tell them, and end their links.

    Those who wait for a code begin anew. Who tried the old one is forgotten.
    """
    now = now or clock.now()
    User.update(password_hash=people.hashed(password)).where(User.id == user_id).execute()
    links.end(user_id, now=now)
    sign_in.forget_pending(user_id)
    reader = mail.reader(user_id)
    sign_in.forget_failures(reader.email)
    user = User.get_by_id(user_id)
    mail.queue(
        user.organisation.root_id,
        f"new-password:{user_id}:{clock.to_ms(now)}",
        reader.email,
        say("Your password for Hej was changed"),
        say(
            "Hi %(name)s,\n\nyour password for Hej was changed just now, and other browsers were "
            "signed out.\n\nIf it was not you, choose another at once with “Forgot your "
            "password?” on the sign-in page, and tell an administrator of %(organisation)s.\n",
            name=user.name,
            organisation=user.organisation.name,
        ),
        now,
        language=reader.language,
    )


def _is_common(lower: str) -> bool:
    """Whether only a few digits and signs are left once the common pieces are taken out."""
    left = _without(_COMMON_PIECES.sub("", lower), [_repeated(lower)])
    return len(left) <= _MOST_ADDED and not re.sub(r"[\W\d_]", "", left)


def _repeated(lower: str) -> str:
    """What the whole text is a repetition of; empty where it is none."""
    found = re.fullmatch(r"(.{1,8}?)\1+", lower)
    return found[1] if found else ""


def _without(text: str, pieces: list[str]) -> str:
    for piece in pieces:
        text = text.replace(piece, "") if piece else text
    return text


def _known_to_all(email: str) -> list[str]:
    mailbox, _, domain = email.casefold().partition("@")
    pieces = re.split(r"[.+_-]", mailbox) + domain.split(".")
    parts = (email.casefold(), domain, mailbox, *pieces, "hej")
    return [part for part in parts if len(part) > 2]
