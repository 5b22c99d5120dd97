"""From planning an interview to a booked candidate who is told, reminded and looked after."""

from datetime import timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.interviews.steps import invite, path_of
from tests.meetings import slot_ids
from webapp import db
from webapp.domain import dispatch, interview_list, reminders, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.invitations import Offer
from webapp.domain.refusals import NotSendable
from webapp.lib import clock, invite_links
from webapp.lib.tokens import stored_form
from webapp.models import (
    Application,
    Booking,
    Interview,
    Invitation,
    Message,
    Reminder,
    Slot,
)


def test_each_gets_a_link_that_only_leaves_with_the_message(
    cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    batch = invite(cast, case, interview, 2)

    first, second = make.messages(batch)
    token = invite_links.token(first.id)
    assert token not in first.text
    assert {one.token_hash for one in Invitation.select()} == {
        stored_form(invite_links.token(one.id)) for one in (first, second)
    }
    claimed = dispatch.claim("w", 9, 30, now=clock.now() + timedelta(minutes=1))
    assert token in claimed[0].text
    assert len(claimed[0].text) == len(first.text)


def test_without_the_link_nothing_is_sent(
    cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    people = make.candidates(case, 1)

    with pytest.raises(NotSendable, match="booking link is missing"):
        sending.send(case, cast.alma, people, "Come!", key="a" * 32, offer=Offer(interview.id))

    assert Message.select().count() == 0


def test_without_a_free_time_nobody_is_invited(cast: Cast, case: CaseFacts) -> None:
    empty = meetings.interview(cast.alma, case, slot_count=0)

    with pytest.raises(NotSendable, match="No free time"):
        invite(cast, case, empty)


def test_the_window_puts_the_link_in(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    ids = make.candidates(case, 4)
    page = as_alma.get("contact.show", case_id=case.id, ids=ids, interview=0)
    assert "Meet us" in page.one("#interview").text

    shown = as_alma.post(
        "contact.preview",
        {"ids": ",".join(map(str, ids)), "interview": interview.id, "text": "Come!"},
        case_id=case.id,
    )

    assert "The booking link is missing" in shown.text
    assert "4 candidates for 3 places" in shown.text
    mended = as_alma.post(
        "contact.preview",
        {"ids": ids[0], "interview": interview.id, "text": "Come!", "add_link": "1"},
        case_id=case.id,
    )
    assert mended.one("#message").text.strip() == "Come! %INVITELINK%"
    assert "The booking link is missing" not in mended.text


def test_who_books_is_told_and_reminded_once(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    (message,) = make.messages(invite(cast, case, interview))
    first = slot_ids(interview)[0]

    for _ in range(2):
        anybody.open(f"{path_of(message)}/booking", "POST", {"slot": str(first)})

    told = Message.get(Message.id != message.id)
    assert told.text.startswith("You are booked: Meet us,")
    due = Reminder.get().due_at
    assert [reminders.send_due(now) for now in (clock.now(), due, due)] == [0, 1, 0]
    assert Message.select().where(Message.text.startswith("Reminder: Meet us")).count() == 1


def test_what_was_moved_or_cancelled_is_not_reminded(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    (message,) = make.messages(invite(cast, case, interview))
    anybody.open(f"{path_of(message)}/booking", "POST", {"slot": str(slot_ids(interview)[0])})
    due = Reminder.get().due_at

    anybody.open(f"{path_of(message)}/cancellation", "POST", {"reason": "Ill"})

    assert reminders.send_due(due) == 0
    assert Reminder.get().outcome == "dropped"
    assert Message.select().where(Message.text.startswith("Your interview is cancelled")).count()


def test_with_an_empty_account_it_goes_by_mail_and_the_recruiter_is_told(
    anybody: Client, cast: Cast, interview: Interview
) -> None:
    case = make.facts(interview.case_id)
    application = make.application(case)
    meetings.invitation(cast.alma, interview, application.id, "a-link")
    Invitation.update(expires_at=clock.now() + timedelta(days=9)).execute()
    Application.update(email="ines@example.org").execute()
    make.price(case, "SE", 1000)

    anybody.open("/b/a-link/booking", "POST", {"slot": str(slot_ids(interview)[0])})

    [told] = Message.select()
    assert (told.contact_type, told.to, told.subject) == ("email", "ines@example.org", "Meet us")
    assert (told.credits, told.batch.user_id) == (0, cast.alma.id)
    addresses = [to for (to,) in db.rows('SELECT "to" FROM mail ORDER BY id')]
    assert addresses == [cast.alma.email, cast.alma.email]


def test_the_funnel_counts_each_step(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    first, second, _third = make.messages(invite(cast, case, interview, 3))
    anybody.open(f"{path_of(second)}/opening", "POST")
    anybody.open(f"{path_of(first)}/booking", "POST", {"slot": str(slot_ids(interview)[0])})

    assert interview_list.funnel(interview.id) == (3, 2, 2, 1, 0)
    standings = [one.standing for one in interview_list.invited(interview.id)]
    assert standings == ["silent", "opened", "booked"]


def test_a_recruiter_plans_and_adds_a_series(as_alma: Client, cast: Cast, case: CaseFacts) -> None:
    form = as_alma.get("interviews.new", case_id=case.id).one("form.form")
    made = as_alma.submit(form, title="Meet us", minutes="45")
    page = as_alma.open(made.location)

    done = as_alma.submit(
        page.all("form.form")[0],
        **{"many-first": "2031-05-05", "many-last": "2031-05-09", "many-begin": "09:00"},
        **{"many-end": "12:00"},
    )

    assert done.status == 303
    # Tuesday and Thursday, four times each.
    assert Slot.select().count() == 8
    assert "Week" in as_alma.open(f"{done.location}?week=2031-05-05").text


def test_a_recruiter_moves_somebody_and_records_that_they_came(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
) -> None:
    invite(cast, case, interview)
    invitation = Invitation.get()
    early, late, _ = slot_ids(interview)

    for slot_id in (early, late):
        as_alma.post("interview_people.book", {"slot": slot_id}, invitation_id=invitation.id)
    long_ago = clock.now() - timedelta(minutes=10)
    Slot.update(starts_at=long_ago).where(Slot.id == late).execute()
    as_alma.post("interview_people.record_attendance", {"came": "1"}, invitation_id=invitation.id)

    assert [one.ending for one in Booking.select().order_by(Booking.id)] == ["moved", ""]
    assert interview_list.funnel(interview.id).attended == 1
    assert "Attended" in as_alma.get("interviews.show", interview_id=interview.id).text
