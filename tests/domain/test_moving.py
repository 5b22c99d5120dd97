"""Texts that belong to another application, or to nobody yet."""

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from webapp.domain import application_list, moving, replies, trays
from webapp.domain.application_list import ListQuery
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.domain.settings import NotPossible
from webapp.lib import clock, number_hash
from webapp.models import (
    Application,
    InboundText,
    LogEntry,
    OptOut,
    ReplyMove,
    SetAside,
    StopDoubt,
)

NUMBER, STRANGER = CANDIDATE_NUMBERS[:2]
PERHAPS = "Please stop texting me so late"


@pytest.fixture
def other(alma: Person) -> CaseFacts:
    """Another case of hers."""
    return make.case(alma, title="Midwife")


@pytest.fixture
def elsewhere(other: CaseFacts) -> Application:
    """Her application to the other case."""
    return make.application(other, NUMBER)


def wrote(application: Application, text: str = "About the other job") -> InboundText:
    make.replied(application.id, text)
    return InboundText.select().order_by(InboundText.id.desc()).get()


def unknown(cast: Cast, text: str = "It is me") -> InboundText:
    """A text in the tray of Alma's parent organisation."""
    now = clock.now()
    return InboundText.create(
        carrier_id=f"unknown-{text}",
        from_number=STRANGER,
        to="+46701740699",
        text=text,
        tray=cast.group.id,
        at=now,
        received_at=now,
        joined_at=now,
    )


def waits(case: CaseFacts) -> int:
    return make.facts(case.id).needs_reply_count


def in_trays(cast: Cast, *, aside: bool = False) -> list[str]:
    return [one.text for one in trays.page_of([cast.group.id], "", 0, aside=aside)]


def test_a_reply_waits_where_it_was_moved_to_and_not_where_it_was(
    case: CaseFacts, other: CaseFacts, ines: Application, elsewhere: Application, alma: Person
):
    first, last = wrote(ines), wrote(ines, "And when?")

    moved = moving.move(last, case.root_id, elsewhere.id, alma.id)

    assert moved == [first.id, last.id]
    assert (waits(case), waits(other)) == (0, 1)
    trace = ReplyMove.select().order_by(ReplyMove.id)
    assert [(one.reply_id, one.from_application_id, one.to_application_id) for one in trace] == [
        (first.id, ines.id, elsewhere.id),
        (last.id, ines.id, elsewhere.id),
    ]
    assert LogEntry.select().where(LogEntry.kind == "reply_moved").count() == 1


def test_it_can_be_put_back_by_whoever_moved_it(
    case: CaseFacts, other: CaseFacts, ines: Application, elsewhere: Application, cast: Cast
):
    text = wrote(ines)
    moving.move(text, case.root_id, elsewhere.id, cast.alma.id)
    moved = InboundText.get_by_id(text.id)

    moving.put_back(moved, [moved.id], case.root_id, cast.bo.id)
    by_another = (waits(case), waits(other))
    moving.put_back(moved, [moved.id], case.root_id, cast.alma.id)

    assert by_another == (0, 1)
    assert (waits(case), waits(other)) == (1, 0)


def test_only_what_was_moved_from_there_is_put_back(
    case: CaseFacts, ines: Application, elsewhere: Application, alma: Person
):
    moved = wrote(ines)
    moving.move(moved, case.root_id, elsewhere.id, alma.id)
    moved = InboundText.get_by_id(moved.id)
    make.departed(make.facts(elsewhere.case_id), alma, [elsewhere.id])
    own = wrote(elsewhere, "Mine from the beginning")

    moving.put_back(moved, [moved.id, own.id, moved.id, 2**70], case.root_id, alma.id)

    assert InboundText.get_by_id(moved.id).application_id == ines.id
    assert InboundText.get_by_id(own.id).application_id == elsewhere.id
    last = LogEntry.select().where(LogEntry.kind == "reply_moved").order_by(LogEntry.id.desc())
    assert last.get().details == '{"texts": 1}'


def test_nothing_waits_for_a_decision_on_what_went_back_into_the_tray(
    cast: Cast, case: CaseFacts, alma: Person
):
    candidate = make.application(case, STRANGER)
    text = unknown(cast, PERHAPS)
    moving.move(text, case.root_id, candidate.id, alma.id)
    assert application_list.page_of(case, ListQuery(), 1)[0].may_have_stopped

    moving.put_back(InboundText.get_by_id(text.id), [text.id], case.root_id, alma.id)

    assert not application_list.page_of(case, ListQuery(), 1)[0].may_have_stopped
    assert in_trays(cast) == [PERHAPS]
    moving.move(InboundText.get_by_id(text.id), case.root_id, candidate.id, alma.id)
    assert replies.decide(candidate.id, stopped=True, by_id=alma.id)


def test_what_may_be_stop_goes_along(
    case: CaseFacts, ines: Application, elsewhere: Application, alma: Person
):
    text = wrote(ines, PERHAPS)

    moving.move(text, case.root_id, elsewhere.id, alma.id)

    assert replies.decide(elsewhere.id, stopped=True, by_id=alma.id)
    assert OptOut.get().number == NUMBER


def test_nothing_is_moved_to_another_parent_organisation(
    case: CaseFacts, ines: Application, dag: Person, alma: Person
):
    theirs = make.application(make.case(dag), NUMBER)
    text = wrote(ines)

    with pytest.raises(NotPossible):
        moving.move(text, case.root_id, theirs.id, alma.id)

    assert moving.same_person(text, case.root_id, ["/"]) == []
    assert InboundText.get_by_id(text.id).application_id == ines.id


def test_only_what_one_may_see_is_offered(
    case: CaseFacts, ines: Application, elsewhere: Application, cast: Cast
):
    text = wrote(ines)

    here = moving.same_person(text, case.root_id, [cast.care.path])
    beside = moving.same_person(text, case.root_id, [cast.home.path])

    assert [one.id for one in here] == [elsewhere.id]
    assert beside == []
    assert moving.movable([ines.id], [cast.care.path]) == {ines.id}
    assert moving.movable([ines.id], [cast.home.path]) == set()


def test_an_unknown_number_is_said_to_be_somebodys(case: CaseFacts, ines: Application, cast: Cast):
    unknown(cast)
    last = unknown(cast, "Again me")
    before = in_trays(cast)

    moving.move(last, case.root_id, ines.id, cast.cleo.id)

    assert (before, in_trays(cast)) == (["Again me"], [])
    assert waits(case) == 1
    assert {one.application_id for one in InboundText.select()} == {ines.id}


def test_that_can_be_undone(case: CaseFacts, ines: Application, cast: Cast):
    text = unknown(cast)
    moving.move(text, case.root_id, ines.id, cast.cleo.id)

    moving.put_back(InboundText.get_by_id(text.id), [text.id], case.root_id, cast.cleo.id)

    assert (in_trays(cast), waits(case)) == (["It is me"], 0)


def test_what_it_says_of_stop_is_heeded_then(case: CaseFacts, ines: Application, cast: Cast):
    text = unknown(cast, PERHAPS)

    moving.move(text, case.root_id, ines.id, cast.cleo.id)

    doubt = StopDoubt.get()
    assert (doubt.number_hash, doubt.decided_at) == (number_hash.of(STRANGER), None)


def test_a_number_is_set_aside_with_a_reason_and_taken_up_again(cast: Cast):
    text = unknown(cast)

    moving.set_aside(text, "Wrong number", cast.cleo.id)
    aside = (in_trays(cast), in_trays(cast, aside=True), SetAside.get().reason)
    moving.restore(text)

    assert aside == ([], ["It is me"], "Wrong number")
    assert in_trays(cast) == ["It is me"]


def test_each_sees_the_tray_of_their_own_parent_organisation(cast: Cast):
    unknown(cast)

    assert trays.page_of([cast.other_group.id], "", 0) == []
    assert trays.page_of([], "", 0) == []
