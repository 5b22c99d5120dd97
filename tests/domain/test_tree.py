"""The organisation tree: whatever is done to it, it stays a tree and loses nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.cast import Cast
from tests.together import at_once
from webapp import db
from webapp.domain import cases, credits, dispatch, organisations, settings, tree
from webapp.domain.credits import Balance
from webapp.domain.settings import NameTaken, NotPossible
from webapp.lib import clock
from webapp.models import Case, LogEntry, Organisation


def again(organisation: Organisation) -> Organisation:
    """An organisation as it is now."""
    return Organisation.get_by_id(organisation.id)


def check_is_a_tree(root_id: int) -> None:
    """Every path lists the ids from the root down, and what is inherited is as it is above."""
    for one in Organisation.select().where(Organisation.root_id == root_id):
        above = one.parent
        assert one.path == f"{above.path if above else '/'}{one.id}/"
        if above:
            assert one.is_active == (above.is_active and one.deactivated_at is None)
            for name in settings.inherited(one):
                for column in settings.INHERITABLE[name]:
                    assert getattr(one, column) == getattr(above, column)


@make.one_database_for_all_examples
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["move", "end", "begin", "own"]), *[st.integers(0, 7)] * 2),
        max_size=12,
    )
)
def test_whatever_is_done_it_stays_a_tree(cast: Cast, moves: list[tuple[str, int, int]]):
    by = cast.cleo.id
    with make.rolled_back():
        all_of_them = [organisations.found("Group")]
        for number in range(7):
            above = all_of_them[number // 2]
            all_of_them.append(organisations.add_below(above, f"Unit {number}"))
        for what, first, second in moves:
            one, other = again(all_of_them[first]), again(all_of_them[second])
            try:
                if what == "move":
                    tree.move(one, other, by)
                elif what == "end":
                    tree.deactivate(one, by)
                elif what == "begin":
                    tree.reactivate(one, by)
                else:
                    settings.change(one, by, {"undo_seconds": second}, {"undo_seconds": False})
            except NotPossible:
                assert again(one).path == one.path
            check_is_a_tree(all_of_them[0].id)


def test_all_that_stands_below_comes_along(cast: Cast):
    ward = organisations.add_below(cast.care, "Ward")
    room = organisations.add_below(ward, "Room")

    tree.move(cast.care, cast.home, cast.cleo.id)

    assert again(room).path == f"{cast.home.path}{cast.care.id}/{ward.id}/{room.id}/"
    assert again(cast.home).path == cast.home.path
    [entry] = LogEntry.select().where(LogEntry.kind == "organisation_moved")
    assert (entry.organisation_id, entry.user_id) == (cast.care.id, cast.cleo.id)


def test_what_is_inherited_is_inherited_from_the_new_place(cast: Cast):
    settings.change(cast.home, cast.cleo.id, {"sender": "HomeCare"}, {"sender": False})

    tree.move(cast.care, cast.home, cast.cleo.id)

    assert again(cast.care).sender == "HomeCare"


@pytest.mark.parametrize("what", ["itself", "below itself", "another tree", "the parent"])
def test_what_would_be_no_tree_is_refused_in_words(cast: Cast, what: str):
    ward = organisations.add_below(cast.care, "Ward")
    moved, target, words = {
        "itself": (cast.care, cast.care, "cannot stand below itself"),
        "below itself": (cast.care, ward, "Ward is below Emergency care already"),
        "another tree": (cast.care, cast.clinic, "its own parent organisation"),
        "the parent": (cast.group, cast.care, "stays where it is"),
    }[what]

    with pytest.raises(NotPossible, match=words):
        tree.move(moved, target, cast.cleo.id)

    check_is_a_tree(cast.group.id)
    assert LogEntry.select().count() == 0


def test_two_moves_that_would_make_a_circle_together(cast: Cast):
    for _ in range(5):
        results = at_once(
            [
                lambda: tree.move(cast.care, cast.home, cast.cleo.id),
                lambda: tree.move(cast.home, cast.care, cast.cleo.id),
            ]
        )
        assert [type(one) for one in results].count(NotPossible) == 1
        check_is_a_tree(cast.group.id)
        for one in (cast.care, cast.home):
            tree.move(one, cast.group, cast.cleo.id)


@pytest.mark.parametrize("name", ["Home care", "HOME CARE", " home  care".replace("  ", " ")])
def test_two_beside_each_other_do_not_share_a_name(cast: Cast, name: str):
    with pytest.raises(NameTaken, match="already an organisation called Home care here"):
        organisations.add_below(cast.group, name)
    with pytest.raises(NameTaken):
        settings.change(cast.care, cast.cleo.id, {"name": name})

    # In another place, and for itself, the name is free.
    settings.change(cast.home, cast.cleo.id, {"name": "HOME care"})
    assert organisations.add_below(cast.care, name).name == name.strip()


def test_a_name_that_is_taken_there_keeps_it_from_moving_there(cast: Cast):
    organisations.add_below(cast.home, "emergency CARE")

    with pytest.raises(NameTaken):
        tree.move(cast.care, cast.home, cast.cleo.id)


def test_the_same_name_added_twice_at_once_is_added_once(cast: Cast):
    results = at_once([lambda: organisations.add_below(cast.group, "Ward") for _ in range(4)])

    assert [type(one) for one in results].count(NameTaken) == 3


def test_deactivated_it_sends_nothing_and_loses_nothing(cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 10)
    chosen = make.candidates(case, 3)
    sent = make.departed(case, cast.alma, chosen[:1])
    dispatch.claim("worker", 1, 30)
    make.batch(case, cast.alma, chosen[1:])

    taken_back = [tree.deactivate(cast.care, cast.cleo.id) for _ in range(2)]

    assert taken_back == [2, 0]
    # What a worker had already is not sent either, and comes back too.
    assert not dispatch.stamp(sent[0].id, "worker")
    dispatch.put_back([sent[0].id], "worker")
    assert make.state(sent[0]) == "cancelled"
    assert credits.balance(case.root_id) == Balance(10, 0, 0)
    assert make.facts(case.id).title == case.title
    with pytest.raises(Exception, match="The organisation is deactivated"):
        make.batch(make.facts(case.id), cast.alma, chosen)


def test_deactivation_reaches_everything_below_and_nothing_beside(cast: Cast):
    ward = organisations.add_below(cast.care, "Ward")
    closed = organisations.add_below(cast.care, "Closed ward")
    tree.deactivate(closed, cast.cleo.id)

    tree.deactivate(cast.care, cast.cleo.id)
    active = [again(one).is_active for one in (cast.care, ward, closed, cast.home, cast.group)]
    tree.reactivate(cast.care, cast.cleo.id)

    assert active == [False, False, False, True, True]
    # What had been deactivated for itself stays so.
    assert [again(one).is_active for one in (cast.care, ward, closed)] == [True, True, False]


def test_what_a_deactivated_place_does_not_take(cast: Cast):
    ward = organisations.add_below(cast.care, "Ward")
    tree.deactivate(cast.care, cast.cleo.id)

    for call in (
        lambda: organisations.add_below(cast.care, "Another"),
        lambda: tree.move(cast.home, cast.care, cast.cleo.id),
        lambda: tree.reactivate(ward, cast.cleo.id),
    ):
        with pytest.raises(NotPossible, match=r"Emergency care.* is deactivated"):
            call()


def test_the_parent_organisation_is_not_deactivated(cast: Cast):
    with pytest.raises(NotPossible, match="owns the credits"):
        tree.deactivate(cast.group, cast.cleo.id)


def test_the_tree_nests_counts_and_leaves_out(cast: Cast):
    make.case(cast.alma)
    cases.close(make.case(cast.alma).id)
    tree.deactivate(cast.home, cast.cleo.id)

    [group] = tree.nodes([cast.group.path])
    [all_of_it] = tree.nodes([cast.group.path], with_deactivated=True)
    [part] = tree.nodes([cast.care.path])

    assert [(one.name, one.users, one.cases) for one in group.below] == [("Emergency care", 2, 1)]
    assert [one.name for one in all_of_it.below] == ["Emergency care", "Home care"]
    assert part.name == "Emergency care"


def test_before_a_deactivation_its_consequences_are_counted(cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 10)
    make.batch(case, cast.alma, make.candidates(case, 3))

    assert tree.below(cast.care) == (1, 2, 1, 3)
    assert tree.below(cast.group).organisations == 3


def test_a_tree_may_be_very_deep(cast: Cast):
    deepest = cast.home
    for level in range(60):
        deepest = organisations.add_below(deepest, f"Level {level}")

    tree.move(cast.home, cast.care, cast.cleo.id)

    check_is_a_tree(cast.group.id)
    assert len(again(deepest).path) > 150


def test_cases_that_were_closed_meanwhile_are_left_alone(cast: Cast):
    case = make.case(cast.alma)
    Case.update(closed_at=clock.now() - timedelta(days=1)).where(Case.id == case.id).execute()

    assert tree.deactivate(cast.care, cast.cleo.id) == 0
    assert db.row('SELECT closed_at IS NOT NULL FROM "case" WHERE id = ?', (case.id,))[0]
