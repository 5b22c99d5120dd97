"""Who may do what where: given to groups, in one organisation and everywhere below it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast
from webapp.domain import organisations, rights
from webapp.domain.rights import TABLE, Grants, Right
from webapp.models import AccessGroup, Assignment, Organisation

TOP, BELOW, DEEPER, BESIDE = "/1/", "/1/2/", "/1/2/3/", "/1/4/"
PATHS = (TOP, BELOW, DEEPER, BESIDE, "/11/", "/2/")


def given_in(path: str, *some: Right) -> Grants:
    return rights.grants((right, path) for right in some)


def test_what_is_not_given_is_denied():
    nobody = Grants()

    assert not any(nobody.allows(right, TOP) for right in Right)
    assert not any(nobody.anywhere(right) for right in Right)


@pytest.mark.parametrize(
    ("where", "allowed"),
    [(BELOW, True), (DEEPER, True), (TOP, False), (BESIDE, False), ("/1/22/", False)],
)
def test_a_right_counts_where_it_was_given_and_below(where: str, allowed: bool):
    grants = given_in(BELOW, Right.CASE_VIEW)

    assert grants.allows(Right.CASE_VIEW, where) is allowed


def test_sms_is_of_no_use_without_contact():
    without = given_in(TOP, Right.CASE_VIEW, Right.SMS)
    complete = given_in(TOP, Right.CASE_VIEW, Right.SMS, Right.CONTACT)

    assert not without.allows(Right.SMS, TOP)
    assert complete.allows(Right.SMS, TOP)


@pytest.mark.parametrize("right", [right for right in Right if right.startswith("Organisation")])
def test_everything_under_admin_needs_the_admin_menu(right: Right):
    needed = (right, *TABLE[right][1])
    without_menu = [one for one in needed if one is not Right.ADMIN_MENU]

    assert not given_in(TOP, *without_menu).allows(right, TOP)
    assert given_in(TOP, *needed, Right.ADMIN_MENU).allows(right, TOP)


def test_rights_that_need_each_other_may_come_from_two_places(cast: Cast):
    view_above = [(Right.CASE_VIEW, cast.group.path)]
    grants = rights.grants([*view_above, (Right.CASE_EDIT, cast.care.path)])

    assert grants.allows(Right.CASE_EDIT, cast.care.path)
    assert not grants.allows(Right.CASE_EDIT, cast.group.path)
    assert rights.visible_organisations(grants, Right.CASE_EDIT) == [cast.care.id]


def test_the_narrower_of_two_rights_decides_where_both_count(cast: Cast):
    edit_above = [(Right.CASE_EDIT, cast.group.path)]
    grants = rights.grants([*edit_above, (Right.CASE_VIEW, cast.care.path)])

    assert grants.allows(Right.CASE_EDIT, cast.care.path)
    assert grants.anywhere(Right.CASE_EDIT)
    assert rights.visible_organisations(grants, Right.CASE_EDIT) == [cast.care.id]


def test_the_cast_may_do_what_their_groups_say(cast: Cast):
    alma, bo, cleo, dag = (rights.grants_of(one.id) for one in cast[:4])

    assert alma.allows(Right.SMS, cast.care.path)
    assert not alma.allows(Right.SMS, cast.home.path)
    assert not alma.allows(Right.SMS, cast.group.path)
    assert not alma.allows(Right.ADMIN_MENU, cast.care.path)
    assert bo.allows(Right.CONTACT, cast.care.path)
    assert not bo.allows(Right.SMS, cast.care.path)
    assert all(cleo.allows(right, cast.home.path) for right in Right)
    assert dag.allows(Right.SMS, cast.clinic.path)
    assert not any(dag.allows(right, cast.care.path) for right in Right)


def test_organisations_are_seen_down_the_tree_and_nowhere_else(cast: Cast):
    def seen(person: make.Person) -> list[int]:
        return rights.visible_organisations(rights.grants_of(person.id), Right.CASE_VIEW)

    assert seen(cast.alma) == seen(cast.bo) == [cast.care.id]
    assert seen(cast.cleo) == [cast.group.id, cast.care.id, cast.home.id]
    assert seen(cast.dag) == [cast.other_group.id, cast.clinic.id]


def test_a_right_that_is_taken_away_is_gone_at_once(cast: Cast):
    before = rights.grants_of(cast.alma.id)

    Assignment.delete().where(Assignment.user == cast.alma.id).execute()

    assert before.anywhere(Right.SMS)
    assert not rights.grants_of(cast.alma.id).anywhere(Right.SMS)


def test_a_second_group_adds_to_the_first(cast: Cast):
    [with_sms] = organisations.groups(cast.group, organisations.RECRUITER)

    Assignment.create(user=cast.bo.id, access_group=with_sms, organisation=cast.home)

    grants = rights.grants_of(cast.bo.id)
    assert grants.allows(Right.SMS, cast.home.path)
    assert not grants.allows(Right.SMS, cast.care.path)


def test_each_parent_organisation_has_groups_of_its_own(cast: Cast):
    hers = organisations.groups(cast.group, *organisations.FIRST_GROUPS)
    his = organisations.groups(cast.other_group, *organisations.FIRST_GROUPS)

    assert {one.name for one in hers} == {one.name for one in his}
    assert not {one.id for one in hers} & {one.id for one in his}
    assert AccessGroup.select().count() == len(hers) + len(his)


@given(
    pairs=st.lists(st.tuples(st.sampled_from(list(Right)), st.sampled_from(PATHS))),
    right=st.sampled_from(list(Right)),
    path=st.sampled_from(PATHS),
)
def test_a_right_counts_exactly_where_it_and_all_it_needs_were_given(
    pairs: list[tuple[Right, str]], right: Right, path: str
):
    def was_given(one: Right) -> bool:
        here = path.strip("/").split("/")
        return any(
            one is other and here[: len(there)] == there
            for other, where in pairs
            for there in [where.strip("/").split("/")]
        )

    def needed(one: Right) -> set[Right]:
        return {one}.union(*(needed(other) for other in TABLE[one][1]))

    allowed = rights.grants(pairs).allows(right, path)

    assert allowed is all(was_given(one) for one in needed(right))


@make.one_database_for_all_examples
@given(pairs=st.lists(st.tuples(st.sampled_from(list(Right)), st.integers(0, 4)), max_size=12))
def test_what_is_seen_is_what_is_allowed(cast: Cast, pairs: list[tuple[Right, int]]):
    tree = list(Organisation.select().order_by(Organisation.path))
    grants = rights.grants((right, tree[place].path) for right, place in pairs)

    for right in Right:
        allowed = [one.id for one in tree if grants.allows(right, one.path)]
        assert rights.visible_organisations(grants, right) == allowed
        assert grants.anywhere(right) is bool(allowed)
