"""Invitations: a link that is good for one answer, and what else it can meet."""

import re
from datetime import timedelta
from functools import partial

import pytest

from tests.cast import PASSWORD, Cast
from tests.together import at_once
from webapp.domain import access_groups, rights, sign_in, user_invitations, users
from webapp.domain.access_groups import AccessRefused
from webapp.domain.links import State
from webapp.domain.organisations import ADMINISTRATOR, RECRUITER
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.domain.sign_in import SignInRefused
from webapp.lib import clock
from webapp.models import AccessGroup, LogEntry, Mail, Organisation, User

EMAIL = "ivo@example.org"
ADDRESS = "192.0.2.1"
BASE_URL = "https://hej.example.org"


def group_of(cast: Cast, name: str = RECRUITER) -> AccessGroup:
    return AccessGroup.get(AccessGroup.organisation == cast.group.id, AccessGroup.name == name)


def invited(cast: Cast, **changes: object) -> User:
    usual = {"email": EMAIL, "name": "Ivo Invited"}
    return user_invitations.invite(
        cast.care,
        group_of(cast),
        cast.cleo,
        BASE_URL,
        **usual | changes,  # type: ignore[arg-type]
    )


def token() -> str:
    """That of the latest e-mail."""
    mail = Mail.select().order_by(Mail.id.desc()).get()
    found = re.search(rf"^{BASE_URL}/welcome/(\S+)$", mail.text, re.MULTILINE)
    assert found
    return found[1]


def accept(link: str, **options: object) -> str | None:
    return user_invitations.accept(link, name="Ivo", password=PASSWORD, **options)  # type: ignore[arg-type]


def kinds() -> list[str]:
    return [one.kind for one in LogEntry.select().order_by(LogEntry.id)]


def test_who_is_invited_gets_a_link_and_comes_in_with_their_rights(cast: Cast):
    user = invited(cast)

    session = accept(token(), time_zone="Europe/Helsinki")

    person = sign_in.person_of(session or "", 60)
    assert person
    assert (person.id, person.name) == (user.id, "Ivo")
    assert person.own_time_zone == "Europe/Helsinki"
    assert rights.grants_of(user.id).allows(Right.SMS, cast.care.path)
    assert sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)
    assert kinds() == ["access_given", "user_invited", "user_joined", "signed_in", "signed_in"]


def test_the_mail_says_who_invites_where_and_for_how_long(cast: Cast):
    invited(cast)

    mail = Mail.get()
    assert (mail.to, mail.subject) == (EMAIL, "Cleo Administrator invites you to Hej")
    assert "for Emergency care" in mail.text
    assert "works once, for 7 days" in mail.text
    assert "cleo@example.org" in mail.text


def test_nobody_signs_in_before_they_answered(cast: Cast):
    invited(cast)

    with pytest.raises(SignInRefused):
        sign_in.sign_in(EMAIL, PASSWORD, ADDRESS)


def test_of_many_at_once_one_is_taken(cast: Cast):
    invited(cast)

    sessions = at_once([partial(accept, token())] * 4)

    assert len([one for one in sessions if one]) == 1
    assert user_invitations.find(token()).state is State.USED
    assert kinds().count("user_joined") == 1


def test_after_seven_days_it_is_too_old(cast: Cast):
    invited(cast)
    later = clock.now() + timedelta(days=7, seconds=1)

    assert user_invitations.find(token(), later).state is State.EXPIRED
    assert accept(token(), now=later) is None


def test_sent_again_only_the_newest_link_works(cast: Cast):
    user = invited(cast)
    first = token()

    user_invitations.again(user, cast.cleo, BASE_URL)

    assert user_invitations.find(first).state is State.ENDED
    assert accept(first) is None
    assert accept(token())


def test_withdrawn_it_opens_nothing_until_it_is_sent_anew(cast: Cast):
    user = invited(cast)
    first = token()

    user_invitations.withdraw(user, cast.cleo.id)
    assert accept(first) is None
    with pytest.raises(NotPossible):
        user_invitations.again(user, cast.cleo, BASE_URL)
    users.reactivate(user, cast.cleo.id)
    user_invitations.again(user, cast.cleo, BASE_URL)

    assert accept(first) is None
    assert accept(token())


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "alma@example.org"])
def test_an_address_is_invited_once(cast: Cast, email: str):
    invited(cast)

    with pytest.raises(NotPossible) as refused:
        invited(cast, email=email)

    assert str(refused.value.sentence).startswith("Somebody uses Hej with this address already.")
    assert Mail.select().count() == 1


def test_who_has_joined_cannot_be_invited_or_withdrawn(cast: Cast):
    user = invited(cast)
    accept(token())

    for act in (
        partial(user_invitations.again, user, cast.cleo, BASE_URL),
        partial(user_invitations.withdraw, user, cast.cleo.id),
    ):
        with pytest.raises(NotPossible):
            act()


def test_nobody_invites_with_rights_that_they_lack(cast: Cast):
    with pytest.raises(AccessRefused):
        user_invitations.invite(
            cast.care,
            group_of(cast, ADMINISTRATOR),
            cast.alma,
            BASE_URL,
            email=EMAIL,
            name="Ivo",
        )

    assert User.get_or_none(User.email == EMAIL) is None
    assert Mail.select().count() == 0


def test_an_invited_administrator_does_not_yet_count_as_one(cast: Cast):
    user_invitations.invite(
        cast.group,
        group_of(cast, ADMINISTRATOR),
        cast.cleo,
        BASE_URL,
        email=EMAIL,
        name="Ivo",
    )

    root = Organisation.get_by_id(cast.group.id)
    assert not access_groups.has_administrator(root, without_user_id=cast.cleo.id)
    accept(token())
    assert access_groups.has_administrator(root, without_user_id=cast.cleo.id)
