"""The timeline: everything once, in order, by pages that never skip or repeat an entry."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from tests.domain import files
from webapp.domain import applications, notes, replies, sending, timeline
from webapp.domain.applications import Details, Mobile
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.domain.timeline import Entry, Key
from webapp.lib import clock
from webapp.models import Application, StageChange


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 100 credits."""
    made = make.case(alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def ines(case: CaseFacts) -> Application:
    """She applied."""
    return make.application(case, CANDIDATE_NUMBERS[0])


def told(application: Application) -> list[str]:
    """The kinds of all entries, oldest first."""
    return [one.kind for one in timeline.page_of(application).entries]


def test_everything_stands_in_one_order(case: CaseFacts, alma: Person, ines: Application):
    [message] = make.departed(case, alma, [ines.id], "Hi %FIRSTNAME%, can you come?")
    make.replied(ines.id, "Please stop texting me so late")
    one, two, three = (clock.now() + timedelta(seconds=later) for later in (1, 2, 3))
    applications.move_to_stage(case.id, [ines.id], "interview", alma.id, one)
    notes.write(ines.id, alma.id, "Prefers mornings", now=two)
    replies.decide(ines.id, stopped=True, by_id=alma.id, now=three)

    entries = timeline.page_of(ines).entries

    kinds = ["applied", "message", "reply", "stage", "note", "decision", "stop"]
    assert [one.kind for one in entries] == kinds
    assert entries[1].text == "Hi Ines, can you come?"
    # It still waited when she stopped SMS.
    assert (entries[1].id, entries[1].state, entries[1].segments) == (message.id, "cancelled", 1)
    assert (entries[3].text, entries[3].state, entries[3].who) == (
        "applied",
        "interview",
        alma.name,
    )
    assert (entries[4].text, entries[4].user_id) == ("Prefers mornings", alma.id)
    assert (entries[5].state, entries[5].who) == ("stopped", alma.name)


def test_what_was_taken_back_stays_to_be_seen(case: CaseFacts, alma: Person, ines: Application):
    batch = make.batch(case, alma, [ines.id])

    sending.cancel(batch)

    entry = timeline.page_of(ines).entries[-1]
    assert (entry.kind, entry.state, entry.who) == ("message", "undone", alma.name)


def test_a_doubt_that_was_dismissed_says_so(case: CaseFacts, alma: Person, ines: Application):
    make.departed(case, alma, [ines.id])
    make.replied(ines.id, "Please stop texting me so late")
    before = timeline.page_of(ines).entries[-1].state

    replies.decide(ines.id, stopped=False, by_id=alma.id)

    reply, decision = timeline.page_of(ines).entries[-2:]
    assert (before, reply.state, decision.state) == ("doubted", "decided", "dismissed")


def test_each_page_goes_on_where_the_last_ended(alma: Person, ines: Application):
    now = clock.now()
    # Some at the same moment, and two tables of it.
    for number in range(23):
        at = now + timedelta(seconds=number // 4)
        notes.write(ines.id, alma.id, f"Note {number}", now=at)
        StageChange.create(
            application=ines, user=alma.id, from_stage="applied", to_stage="offer", at=at
        )

    seen: list[Entry] = []
    part = timeline.page_of(ines, most=10)
    seen = part.entries
    while part.before:
        before = seen[0].key
        part = timeline.page_of(ines, before=before, most=10)
        seen = part.entries + seen

    assert len(seen) == len(set(seen)) == 47
    assert seen == timeline.page_of(ines, most=100).entries == sorted(seen, key=lambda one: one.key)


def test_what_came_after_a_key(case: CaseFacts, alma: Person, ines: Application):
    for number in range(5):
        notes.write(ines.id, alma.id, f"Note {number}")
    entries = timeline.page_of(ines).entries

    later = timeline.page_of(ines, after=entries[2].key)

    assert later.entries == entries[3:]
    assert later.before is None


def test_nothing_of_another_candidate_is_in_it(case: CaseFacts, alma: Person, ines: Application):
    ivar = make.application(case, CANDIDATE_NUMBERS[1], "Ivar")
    make.departed(case, alma, [ivar.id])
    make.replied(ivar.id, "Stop")
    notes.write(ivar.id, alma.id, "Not of Ines")
    applications.move_to_stage(case.id, [ivar.id], "offer", alma.id)

    assert told(ines) == ["applied"]


@pytest.mark.parametrize("text", ["", "7", "1.2", "1.2.x", "-1.2.3", "1.2.3.4", "١.2.3", "9" * 90])
def test_what_is_no_key_is_none(text: str):
    assert Key.read(text) is None


def test_a_key_is_read_as_it_was_written():
    assert Key.read(str(Key(1_732_000_000_000, 3, 17))) == Key(1_732_000_000_000, 3, 17)


def test_each_way_to_another_stage_is_written_down(
    case: CaseFacts, alma: Person, ines: Application
):
    applications.move_to_stage(case.id, [ines.id], "screening", alma.id)
    applications.move_to_stage(case.id, [ines.id], "screening", alma.id)
    same = Details("Ines", "Candidate", stage="interview")
    for _ in range(2):
        applications.change(ines, same, Mobile("0701740605", ines.mobile, "SE"), alma.id)
    for _ in range(2):
        files.run(case, "First name;Mobile;Stage\nInes;070-174 06 05;Offer\n", by_id=alma.id)

    moves = [(one.from_stage, one.to_stage, one.user_id) for one in StageChange.select()]

    assert moves == [
        ("applied", "screening", alma.id),
        ("screening", "interview", alma.id),
        ("interview", "offer", alma.id),
    ]
