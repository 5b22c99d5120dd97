"""Access groups: nobody gives what they lack, and an administrator always remains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make, together
from tests.cast import Cast
from webapp.domain import access_groups, effective_rights, organisations, rights
from webapp.domain.access_groups import AccessRefused, NameTaken
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.models import (
    AccessGroup,
    AccessGroupRight,
    Assignment,
    LogEntry,
    Organisation,
    User,
)

READING = (Right.CASE_VIEW,)
SENDING = (Right.CASE_VIEW, Right.CONTACT, Right.SMS)


def test_a_new_group_is_given_and_counts_at_once(cast: Cast):
    group = access_groups.create(cast.group, "Texters", SENDING, cast.cleo.id)
    before = rights.grants_of(cast.bo.id).allows(Right.SMS, cast.care.path)

    given_now = access_groups.give(user(cast.bo), group, cast.care, cast.cleo.id)

    after = rights.grants_of(cast.bo.id)
    assert (before, given_now) == (False, True)
    assert after.allows(Right.SMS, cast.care.path)
    assert not after.allows(Right.SMS, cast.home.path)


def test_giving_twice_is_giving_once(cast: Cast):
    group = access_groups.create(cast.group, "Readers", READING, cast.cleo.id)
    access_groups.give(user(cast.bo), group, cast.care, cast.cleo.id)

    assert access_groups.give(user(cast.bo), group, cast.care, cast.cleo.id) is False
    assert Assignment.select().where(Assignment.access_group == group).count() == 1


def test_a_right_needs_those_on_which_it_rests(cast: Cast):
    with pytest.raises(AccessRefused, match=r"Recruitment - SMS .* Recruitment - Contact"):
        access_groups.create(cast.group, "Half", (Right.CASE_VIEW, Right.SMS), cast.cleo.id)

    assert names(cast.group) == sorted(organisations.FIRST_GROUPS)


def test_nobody_puts_into_a_group_what_they_lack(cast: Cast):
    keeper = administrator_without(cast, Right.REFILL)

    with pytest.raises(AccessRefused, match="Organisation - Refill credits"):
        access_groups.create(cast.group, "Rich", list(Right), keeper)

    assert "Rich" not in names(cast.group)


def test_nobody_gives_a_group_that_can_do_more_than_they(cast: Cast):
    keeper = administrator_without(cast, Right.REFILL)
    [administrators] = organisations.groups(cast.group, organisations.ADMINISTRATOR)

    with pytest.raises(AccessRefused, match="Organisation - Refill credits"):
        access_groups.give(user(cast.bo), administrators, cast.group, keeper)

    assert not rights.grants_of(cast.bo.id).anywhere(Right.REFILL)


def test_what_somebody_lacks_they_may_leave_in_a_group_as_it_is(cast: Cast):
    keeper = administrator_without(cast, Right.REFILL)
    [administrators] = organisations.groups(cast.group, organisations.ADMINISTRATOR)

    access_groups.change(cast.group, administrators, "Chiefs", list(Right), keeper)

    assert access_groups.rights_of(administrators) == tuple(
        right for _, those in rights.CATEGORIES for right in those
    )


def test_the_last_administrator_stays(cast: Cast):
    [group] = organisations.groups(cast.group, organisations.ADMINISTRATOR)
    assignment = Assignment.get(Assignment.access_group == group)
    without = [right for right in Right if right is not Right.USERS]

    for attempt in (
        lambda: access_groups.take(assignment, cast.cleo.id),
        lambda: access_groups.delete(cast.group, group, cast.cleo.id),
        lambda: access_groups.change(cast.group, group, group.name, without, cast.cleo.id),
    ):
        with pytest.raises(AccessRefused, match="nobody could administer"):
            attempt()

    assert rights.grants_of(cast.cleo.id).allows(Right.USERS, cast.group.path)


def test_two_administrators_who_go_at_once_do_not_both_go(cast: Cast):
    [group] = organisations.groups(cast.group, organisations.ADMINISTRATOR)
    access_groups.give(user(cast.alma), group, cast.group, cast.cleo.id)
    both = list(Assignment.select().where(Assignment.access_group == group))

    answers = together.at_once(
        [lambda one=one: access_groups.take(one, one.user_id) for one in both]
    )

    assert sorted(type(one) for one in answers if one) == [AccessRefused]
    assert access_groups.has_administrator(cast.group)


def test_with_a_second_administrator_the_first_may_go(cast: Cast):
    [group] = organisations.groups(cast.group, organisations.ADMINISTRATOR)
    first = Assignment.get(Assignment.access_group == group)
    access_groups.give(user(cast.alma), group, cast.group, cast.cleo.id)

    access_groups.take(first, cast.cleo.id)

    assert not rights.grants_of(cast.cleo.id).anywhere(Right.USERS)
    assert access_groups.has_administrator(cast.group)


def test_an_inactive_administrator_does_not_count(cast: Cast):
    assert access_groups.has_administrator(cast.group, without_user_id=cast.cleo.id) is False
    User.update(inactivated_at=clock.now()).where(User.id == cast.cleo.id).execute()

    assert access_groups.has_administrator(cast.group) is False


def test_two_groups_of_one_name_are_refused_whatever_their_case(cast: Cast):
    with pytest.raises(NameTaken):
        access_groups.create(cast.group, " recruiter ", READING, cast.cleo.id)


def test_another_parent_organisation_may_use_the_same_name(cast: Cast):
    access_groups.create(cast.group, "Readers", READING, cast.cleo.id)

    access_groups.create(cast.other_group, "Readers", READING, cast.dag.id)

    assert "Readers" in names(cast.other_group)


def test_a_copy_finds_a_free_name(cast: Cast):
    assert access_groups.free_name(cast.group.id, "Recruiter") == "Recruiter 2"
    access_groups.create(cast.group, "recruiter 2", READING, cast.cleo.id)

    assert access_groups.free_name(cast.group.id, "Recruiter") == "Recruiter 3"


def test_every_change_is_in_the_log(cast: Cast):
    group = access_groups.create(cast.group, "Readers", READING, cast.cleo.id)
    access_groups.change(cast.group, group, "Texters", SENDING, cast.cleo.id)
    access_groups.give(user(cast.bo), group, cast.home, cast.cleo.id)
    access_groups.take(Assignment.get(Assignment.access_group == group), cast.cleo.id)
    access_groups.delete(cast.group, group, cast.cleo.id)

    kinds = [entry.kind for entry in LogEntry.select().order_by(LogEntry.id)]

    assert kinds == [
        "access_group_created",
        "access_group_changed",
        "access_given",
        "access_taken",
        "access_group_deleted",
    ]


def test_each_right_is_explained_by_where_it_was_given(cast: Cast):
    group = access_groups.create(cast.group, "Texters", SENDING, cast.cleo.id)
    access_groups.give(user(cast.bo), group, cast.group, cast.cleo.id)

    told = {one.right: one for one in effective_rights.explain(cast.bo.id, cast.care)}

    assert told[Right.SMS].counts
    assert str(told[Right.SMS].because) == "Because of Texters, given in Northern group."
    assert str(told[Right.CASE_EDIT].because) == "Because of Recruiter without SMS, given here."
    assert str(told[Right.REFILL].because) == "No access group gives it here."


def test_a_right_that_lacks_its_ground_says_so(cast: Cast):
    half = AccessGroup.create(organisation=cast.group, name="Half")
    half_right(half, Right.SMS)
    half_right(half, Right.CONTACT)
    newcomer = make.person(cast.care, "new@example.org", "New", "", "Half")

    told = {one.right: one for one in effective_rights.explain(newcomer.id, cast.care)}

    assert not told[Right.SMS].counts
    assert "does not count without Case - View" in str(told[Right.SMS].because)


@make.one_database_for_all_examples
@given(chosen=st.sets(st.sampled_from(list(Right))))
def test_the_explanation_says_what_counts(cast: Cast, chosen: set[Right]):
    with make.rolled_back():
        group = AccessGroup.create(organisation=cast.group, name="Any")
        for right in chosen:
            half_right(group, right)
        newcomer = make.person(cast.home, "any@example.org", "Any", "", "Any")
        grants = rights.grants_of(newcomer.id)

        told = effective_rights.explain(newcomer.id, cast.home)

        assert {one.right for one in told if one.counts} == {
            right for right in Right if grants.allows(right, cast.home.path)
        }
        assert len(told) == len(Right)


def user(person) -> User:
    return User.get_by_id(person.id)


def names(root: Organisation) -> list[str]:
    return sorted(group.name for group in access_groups.groups_of(root.id))


def half_right(group: AccessGroup, right: Right) -> None:
    """Put one right into a group, with no look at what it needs."""
    AccessGroupRight.create(access_group=group, right=right.value)


def administrator_without(cast: Cast, lacking: Right) -> int:
    """Somebody who has every right in the whole tree but one; their id."""
    group = AccessGroup.create(organisation=cast.group, name="Almost everything")
    for right in Right:
        if right is not lacking:
            half_right(group, right)
    return make.person(cast.group, "keeper@example.org", "Keeper", "", group.name).id
