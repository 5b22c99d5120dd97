"""Booking a slot, moving it, giving it back, and who may still do what."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.meetings import BEFORE, MORNING, slot_ids
from webapp import db
from webapp.domain import bookings, dispatch, interviews, proposals, reminders, slots
from webapp.domain.bookings import LinkEnded, PlaceTaken, TooLate
from webapp.domain.cases import CaseFacts
from webapp.domain.interviews import Details
from webapp.domain.second_thoughts import MOST_BOOKINGS, MOST_PROPOSALS
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.models import Booking, InvitationSlot, Mail, Message, Proposal, Reminder, Slot


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    return make.case(cast.alma)


def test_a_booked_place_is_nobody_elses(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    first, second = (
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)
    )
    slot_id = slot_ids(interview)[0]
    bookings.book(first, slot_id, now=BEFORE)

    with pytest.raises(PlaceTaken):
        bookings.book(second, slot_id, now=BEFORE)

    free = {one.slot_id: one.free for one in bookings.choices(bookings.facts(second), BEFORE)}
    assert [free[one] for one in slot_ids(interview)] == [0, 1, 1]


def test_a_group_slot_takes_as_many_as_it_has_places(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case, slot_count=1, places=2)
    three = [meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 3)]
    (slot_id,) = slot_ids(interview)
    for one in three[:2]:
        bookings.book(one, slot_id, now=BEFORE)

    with pytest.raises(PlaceTaken):
        bookings.book(three[2], slot_id, now=BEFORE)

    assert {one.place for one in Booking.select()} == {1, 2}


def test_a_second_press_books_once(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)

    ids = {bookings.book(invitation, slot_ids(interview)[0], now=BEFORE) for _ in range(2)}

    assert len(ids) == 1
    assert Booking.select().count() == 1


def test_moving_frees_the_place_that_one_had(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    first, second = (
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)
    )
    early, late, _ = slot_ids(interview)
    bookings.book(first, early, now=BEFORE)

    bookings.book(first, late, now=BEFORE)

    bookings.book(second, early, now=BEFORE)
    assert bookings.facts(first).slot_id == late
    assert bookings.facts(first).sequence == 2


def test_who_cannot_have_another_place_keeps_their_own(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    first, second = (
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)
    )
    early, late, _ = slot_ids(interview)
    bookings.book(first, early, now=BEFORE)
    bookings.book(second, late, now=BEFORE)

    with pytest.raises(PlaceTaken):
        bookings.book(first, late, now=BEFORE)

    assert bookings.facts(first).slot_id == early


def test_after_the_deadline_only_a_recruiter_changes_it(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    early, late, _ = slot_ids(interview)
    bookings.book(invitation, early, now=BEFORE)
    the_day_before = MORNING - timedelta(hours=23)

    for attempt in (
        lambda: bookings.book(invitation, late, now=the_day_before),
        lambda: bookings.cancel(invitation, "ill", now=the_day_before),
    ):
        with pytest.raises(TooLate):
            attempt()

    bookings.book(invitation, late, by_id=cast.alma.id, now=the_day_before)
    assert bookings.facts(invitation).slot_id == late


def test_the_place_that_was_given_back_is_free(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case, slot_count=1)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    (slot_id,) = slot_ids(interview)
    bookings.book(invitation, slot_id, now=BEFORE)

    given_back = [bookings.cancel(invitation, "Another job", now=BEFORE) for _ in range(2)]

    assert given_back == [True, False]
    assert slots.of_interview(interview.id, BEFORE)[0].free == 1
    assert Booking.get().reason == "Another job"


@pytest.mark.parametrize(
    "changes",
    [
        {"revoked_at": BEFORE},
        {"expires_at": BEFORE - timedelta(seconds=1)},
    ],
)
def test_an_ended_link_books_nothing(
    cast: Cast, case: CaseFacts, changes: dict[str, object]
) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id, **changes)

    with pytest.raises(LinkEnded):
        bookings.book(invitation, slot_ids(interview)[0], now=BEFORE)


def test_only_offered_slots_that_lie_ahead_can_be_booked(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(
        cast.alma, interview, make.application(case).id, offers_all=False
    )
    early, late, last = slot_ids(interview)
    for one in (early, late):
        InvitationSlot.create(invitation=invitation, slot=one)

    for slot_id, now in ((last, BEFORE), (early, MORNING), (db.MOST_ID, BEFORE)):
        with pytest.raises(NotPossible):
            bookings.book(invitation, slot_id, now=now)

    bookings.book(invitation, late, now=MORNING)


def test_an_interview_that_is_called_off_ends_all_of_it(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    bookings.book(invitation, slot_ids(interview)[0], now=BEFORE)

    ended = [interviews.cancel(interview, cast.alma.id, "No longer", BEFORE) for _ in range(2)]

    assert [len(one) for one in ended] == [1, 0]
    with pytest.raises(LinkEnded):
        bookings.book(invitation, slot_ids(interview)[1], now=BEFORE)


def test_reminders_are_noted_only_where_they_come_in_time(cast: Cast, case: CaseFacts) -> None:
    interview = interviews.plan(
        case, cast.alma.id, Details("Meet us", 30, reminds_hour_before=True), [], BEFORE
    )
    slots.add(interview, [MORNING], cast.alma.id, places=2, now=BEFORE)
    first, second = (
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)
    )
    (slot_id,) = slot_ids(interview)

    bookings.book(first, slot_id, now=BEFORE)
    bookings.book(second, slot_id, now=MORNING - timedelta(hours=2))

    kinds = [
        (one.booking.invitation_id, one.kind) for one in Reminder.select().order_by(Reminder.id)
    ]
    assert kinds == [(first, "day"), (first, "hour"), (second, "hour")]


def test_a_reminder_that_would_wake_comes_on_the_evening_before(
    cast: Cast, case: CaseFacts
) -> None:
    make.quiet_hours(case, 20, 8)
    interview = interviews.plan(
        case, cast.alma.id, Details("Meet us", 30, reminds_hour_before=True), [], BEFORE
    )
    # At half past eight in Stockholm, so that an hour before it is still quiet.
    early = MORNING - timedelta(minutes=30)
    slots.add(interview, [early], cast.alma.id, now=BEFORE)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)

    bookings.book(invitation, slot_ids(interview)[0], now=BEFORE)

    due = {one.kind: one.due_at for one in Reminder.select()}
    assert due["day"] == early - timedelta(days=1)
    assert due["hour"] == early.replace(hour=18, minute=0) - timedelta(days=1)


def test_a_reminder_that_was_late_until_night_is_not_sent_in_it(
    cast: Cast, case: CaseFacts
) -> None:
    make.credits(case, 5)
    make.quiet_hours(case, 20, 8)
    interview = meetings.interview(cast.alma, case, slot_count=1)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    bookings.book(invitation, slot_ids(interview)[0], now=BEFORE)
    Message.update(state="cancelled").execute()
    night = MORNING.replace(hour=2)

    reminders.send_due(night)
    at_night = dispatch.claim("one", 5, 1000, now=night)
    in_the_morning = dispatch.claim("one", 5, 1000, now=MORNING.replace(hour=7))

    assert at_night == []
    assert [one.text[:9] for one in in_the_morning] == ["Reminder:"]


def test_a_proposal_is_accepted_with_one_press(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(
        cast.alma, interview, make.application(case).id, offers_all=False
    )
    evening = MORNING + timedelta(hours=9)
    proposal = proposals.propose(invitation, "After work", [evening], BEFORE)
    (proposed,) = Proposal.get_by_id(proposal).times

    proposals.accept(invitation, proposed.id, cast.alma.id, BEFORE)

    assert bookings.facts(invitation).starts_at == clock.to_ms(evening)
    with pytest.raises(NotPossible):
        proposals.accept(invitation, proposed.id, cast.alma.id, BEFORE)


@pytest.mark.parametrize(
    ("words", "hours"), [("", []), ("", [-500]), ("", [1, 2, 3, 4]), ("  ", [])]
)
def test_a_proposal_says_something(
    cast: Cast, case: CaseFacts, words: str, hours: list[int]
) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)

    with pytest.raises(NotPossible):
        proposals.propose(
            invitation, words, [BEFORE + timedelta(hours=one) for one in hours], BEFORE
        )


def test_attendance_is_recorded_once_it_has_begun(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    booking = bookings.book(invitation, slot_ids(interview)[0], now=BEFORE)

    with pytest.raises(NotPossible):
        bookings.record_attendance(invitation, True, BEFORE)
    bookings.record_attendance(invitation, False, MORNING)

    assert Booking.get_by_id(booking).attended is False


def test_twenty_at_once_for_three_places(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case, slot_count=1, places=3)
    invitations = [
        meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 20)
    ]
    (slot_id,) = slot_ids(interview)
    start, got = threading.Barrier(len(invitations)), []

    def try_to_book(invitation: int) -> None:
        start.wait()
        try:
            got.append(bookings.book(invitation, slot_id, now=BEFORE))
        except PlaceTaken:
            pass
        finally:
            db.database.close()

    threads = [threading.Thread(target=try_to_book, args=(one,)) for one in invitations]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(got) == 3
    assert sorted(one.place for one in Booking.select()) == [1, 2, 3]


def test_slots_never_overlap_nor_lie_behind(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)

    for start in (MORNING + timedelta(minutes=15), BEFORE - timedelta(minutes=1)):
        with pytest.raises(NotPossible):
            slots.add(interview, [start], cast.alma.id, now=BEFORE)

    assert slots.add(interview, [MORNING], cast.alma.id, now=BEFORE) == 0


def test_a_booked_slot_can_be_neither_withdrawn_nor_made_too_small(
    cast: Cast, case: CaseFacts
) -> None:
    interview = meetings.interview(cast.alma, case, slot_count=1, places=2)
    two = [meetings.invitation(cast.alma, interview, one) for one in make.candidates(case, 2)]
    slot = Slot.get_by_id(slot_ids(interview)[0])
    for one in two:
        bookings.book(one, slot.id, now=BEFORE)

    with pytest.raises(NotPossible):
        slots.withdraw(slot, cast.alma.id)
    with pytest.raises(NotPossible):
        slots.set_places(slot, 1, cast.alma.id, now=BEFORE)


def test_copied_slots_keep_their_places(cast: Cast, case: CaseFacts) -> None:
    source = meetings.interview(cast.alma, case, slot_count=2, places=4)
    target = interviews.plan(case, cast.alma.id, Details("Again", 30), [], BEFORE)

    copied = slots.copy(source, target, cast.alma.id, BEFORE)

    assert copied == 2
    assert [one.places for one in slots.of_interview(target.id, BEFORE)] == [4, 4]


def test_an_interviewer_who_is_booked_elsewhere_is_named(cast: Cast, case: CaseFacts) -> None:
    first, second = meetings.interview(cast.alma, case), meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, first, make.application(case).id)
    bookings.book(invitation, slot_ids(first)[1], now=BEFORE)

    (clash,) = slots.clashes(second.id)

    assert (clash.slot_id, clash.user_name) == (slot_ids(second)[1], cast.alma.name)


def test_whoever_moves_to_and_fro_fills_no_mailbox(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    first, second, _ = slot_ids(interview)
    for number in range(MOST_BOOKINGS):
        bookings.book(invitation, (first, second)[number % 2], now=BEFORE)
    mails = Mail.select().count()

    with pytest.raises(NotPossible, match="many times today"):
        bookings.book(invitation, first, now=BEFORE)

    assert Mail.select().count() == mails
    assert bookings.facts(invitation).slot_id == second
    assert bookings.book(invitation, first, by_id=cast.alma.id, now=BEFORE)
    assert bookings.cancel(invitation, "", now=BEFORE)
    assert bookings.book(invitation, second, now=BEFORE + timedelta(days=1, seconds=1))


def test_proposals_fill_no_mailbox_either(cast: Cast, case: CaseFacts) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    for number in range(MOST_PROPOSALS):
        proposals.propose(invitation, f"Perhaps {number}", [], now=BEFORE)

    with pytest.raises(NotPossible, match="many times today"):
        proposals.propose(invitation, "Once more", [], now=BEFORE)

    assert Mail.select().count() == MOST_PROPOSALS
    assert Proposal.select().count() == MOST_PROPOSALS


def test_a_time_that_no_page_could_show_is_neither_proposed_nor_offered(
    cast: Cast, case: CaseFacts
) -> None:
    interview = meetings.interview(cast.alma, case)
    invitation = meetings.invitation(cast.alma, interview, make.application(case).id)
    last = datetime(9999, 12, 31, 22, 59, tzinfo=UTC)

    with pytest.raises(NotPossible, match="Check the year"):
        proposals.propose(invitation, "", [last], now=BEFORE)
    with pytest.raises(NotPossible, match="Check the year"):
        slots.add(interview, [last], cast.alma.id, now=BEFORE)

    assert Proposal.select().count() == 0
    assert len(slot_ids(interview)) == 3
