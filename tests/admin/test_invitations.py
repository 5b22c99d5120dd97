"""Inviting users, as an administrator does it in the browser."""

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.client import Answer, Client
from tests.tree import Node
from webapp.lib import clock
from webapp.models import AccessGroup, Mail, User, UserLink

EMAIL = "ivo@example.org"


def invite(client: Client, cast: Cast, **changes: object) -> Answer:
    form = client.get("invitations.new", organisation_id=cast.group.id).one("form", "Invite")
    group = AccessGroup.get(
        AccessGroup.organisation == cast.group.id, AccessGroup.name == "Recruiter"
    )
    usual = {"name": "Ivo Invited", "email": EMAIL, "organisation": cast.care.id}
    return client.submit(form, **usual | {"group": group.id} | changes)


def row(client: Client, cast: Cast, show: str = "invited") -> Node:
    page = client.get("users.index", organisation_id=cast.group.id, show=show)
    return next(one for one in page.one("#users").all("tr") if EMAIL in one.text)


def test_an_invited_user_is_listed_until_they_answer(as_cleo: Client, cast: Cast):
    answer = invite(as_cleo, cast)

    page = as_cleo.open(answer.location)
    assert f"An invitation goes to {EMAIL}. It is good for 7 days." in page.text
    assert "Invited" in row(as_cleo, cast).text
    assert "Recruiter" in row(as_cleo, cast).text
    assert Mail.get().to == EMAIL


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "Write a name."),
        ({"email": ""}, "email", "Write an e-mail address."),
        ({"email": "ivo"}, "email", "Write an address such as name@example.org."),
        ({"email": "ALMA@example.org"}, "email", "Somebody uses Hej with this address already."),
        ({"group": "0"}, "group", "Choose an access group."),
    ],
)
def test_what_will_not_do_is_said_beside_it_and_the_rest_is_kept(
    as_cleo: Client, cast: Cast, changes: dict[str, str], field: str, words: str
):
    page = invite(as_cleo, cast, **changes)

    assert page.status == 422
    assert words in page.one(f"#{field}-about").text
    kept = {"name": "Ivo Invited", "email": EMAIL} | changes
    assert {name: page.one(f"input#{name}")["value"] for name in ("name", "email")} == {
        name: kept[name] for name in ("name", "email")
    }
    assert Mail.select().count() == 0


def test_nobody_is_an_administrator_by_oversight(as_cleo: Client, cast: Cast):
    form = as_cleo.get("invitations.new", organisation_id=cast.group.id).one("form", "Invite")

    page = as_cleo.submit(form, name="Ivo", email=EMAIL)

    assert page.status == 422
    assert User.get_or_none(User.email == EMAIL) is None


def test_an_organisation_or_group_of_others_cannot_be_chosen(as_cleo: Client, cast: Cast):
    theirs = AccessGroup.get(AccessGroup.organisation == cast.other_group.id)

    assert invite(as_cleo, cast, organisation=cast.clinic.id).status == 422
    assert invite(as_cleo, cast, group=theirs.id).status == 422
    assert User.get_or_none(User.email == EMAIL) is None


def test_an_invitation_is_sent_again(as_cleo: Client, cast: Cast):
    invite(as_cleo, cast)
    UserLink.update(expires_at=clock.now() - timedelta(days=1)).execute()
    before = row(as_cleo, cast)

    as_cleo.submit(before.one("form", "Send again"))

    assert "The link is too old: send it again." in before.text
    assert "until" in row(as_cleo, cast).text
    assert [one.to for one in Mail.select()] == [EMAIL, EMAIL]


def test_an_invitation_is_withdrawn_and_can_be_taken_up_again(as_cleo: Client, cast: Cast):
    invite(as_cleo, cast)

    as_cleo.submit(row(as_cleo, cast).one("form", "Withdraw"))
    withdrawn = row(as_cleo, cast, show="inactive")
    as_cleo.submit(withdrawn.one("form", "Reactivate"))

    assert "Invitation withdrawn" in withdrawn.text
    assert "No link works: send it again." in row(as_cleo, cast).text
