"""Access rights and access groups, as an administrator has them in the browser."""

from tests.cast import Cast
from tests.client import Client
from webapp.domain import access_groups, organisations, rights
from webapp.domain.rights import Right
from webapp.models import Assignment


def test_a_group_is_made_given_explained_and_taken(as_cleo: Client, cast: Cast):
    page = as_cleo.get("access_groups.new", parent_id=cast.group.id)
    made = as_cleo.submit(
        page.one("form.form"), name="Texters", rights=["Case - View", "Recruitment - Contact"]
    )
    group = next(one for one in access_groups.groups_of(cast.group.id) if one.name == "Texters")
    given = as_cleo.post(
        "access.give", {"user": cast.bo.id, "group": group.id}, organisation_id=cast.home.id
    )

    told = as_cleo.get("access.explain", organisation_id=cast.home.id, user_id=cast.bo.id)

    assert (made.status, given.status) == (303, 303)
    assert "Because of Texters, given here." in told.text
    assignment = Assignment.get(Assignment.access_group == group.id)
    assert as_cleo.post("access.take", assignment_id=assignment.id).status == 303
    assert not rights.grants_of(cast.bo.id).allows(Right.CONTACT, cast.home.path)


def test_what_a_right_needs_is_said_and_everything_ticked_stays(as_cleo: Client, cast: Cast):
    page = as_cleo.get("access_groups.new", parent_id=cast.group.id)

    refused = as_cleo.submit(page.one("form.form"), name="Half", rights=["Recruitment - SMS"])

    assert refused.status == 422
    assert "of no use without Recruitment - Contact" in refused.one("#rights-about").text
    assert refused.one("input[name=name]")["value"] == "Half"
    assert "checked" in refused.one("input#right-sms")


def test_a_name_that_is_taken_is_said_beside_it(as_cleo: Client, cast: Cast):
    refused = as_cleo.post("access_groups.create", {"name": "recruiter"}, parent_id=cast.group.id)

    assert refused.status == 422
    assert "Choose another name" in refused.one("#name-about").text


def test_a_right_that_does_not_exist_is_refused(as_cleo: Client, cast: Cast):
    refused = as_cleo.post(
        "access_groups.create", {"name": "Odd", "rights": ["Case - Burn"]}, parent_id=cast.group.id
    )

    assert refused.status == 422


def test_the_last_administrator_cannot_be_locked_out(as_cleo: Client, cast: Cast):
    [group] = organisations.groups(cast.group, organisations.ADMINISTRATOR)
    assignment = Assignment.get(Assignment.access_group == group)

    for answer in (
        as_cleo.post("access.take", assignment_id=assignment.id),
        as_cleo.post("access_groups.delete", group_id=group.id),
        as_cleo.post("access_groups.save", {"name": "Administrator"}, group_id=group.id),
    ):
        assert answer.status == 422
        assert "nobody could administer" in answer.text

    assert as_cleo.get("access.index", organisation_id=cast.group.id).status == 200


def test_a_group_is_copied_with_what_it_may_do(as_cleo: Client, cast: Cast):
    [recruiter] = organisations.groups(cast.group, organisations.RECRUITER)

    form = as_cleo.get("access_groups.new", parent_id=cast.group.id, copy=recruiter.id)
    answer = as_cleo.submit(form.one("form.form"))

    assert answer.status == 303
    [copy] = organisations.groups(cast.group, "Recruiter 2")
    assert access_groups.rights_of(copy) == access_groups.rights_of(recruiter)


def test_a_group_of_another_parent_organisation_is_neither_copied_nor_given(
    as_cleo: Client, cast: Cast
):
    [theirs] = organisations.groups(cast.other_group, organisations.RECRUITER)
    ours = {"user": cast.bo.id, "group": theirs.id}
    their_user = {"user": cast.dag.id, "group": organisations.groups(cast.group, "Recruiter")[0].id}

    assert as_cleo.get("access_groups.new", parent_id=cast.group.id, copy=theirs.id).status == 404
    for body in (ours, their_user):
        assert as_cleo.post("access.give", body, organisation_id=cast.care.id).status == 422


def test_giving_twice_is_said(as_cleo: Client, cast: Cast):
    [recruiter] = organisations.groups(cast.group, organisations.RECRUITER)
    body = {"user": cast.alma.id, "group": recruiter.id}

    answer = as_cleo.post("access.give", body, organisation_id=cast.care.id)

    assert answer.status == 422
    assert "has this access group here already" in answer.text
