"""What changes after an invitation was sent: links, times, cases, and minds."""

from datetime import timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.interviews.steps import TEXT, invite, path_of
from tests.meetings import slot_ids
from webapp import db
from webapp.domain import booking_news, bookings, cases, interview_list, reminders, sending
from webapp.domain.cases import CaseFacts
from webapp.domain.settings import NotPossible
from webapp.lib import clock
from webapp.models import (
    Batch,
    Booking,
    Interview,
    Invitation,
    InvitationSlot,
    Message,
    ProposedTime,
    Reminder,
    Slot,
)


def send_form(case: CaseFacts, **more: object) -> dict[str, object]:
    """What the contact window sends for a candidate of this case."""
    ids = make.candidates(case, 1)
    return {"key": sending.new_key(), "ids": str(ids[0]), "text": TEXT, **more}


def test_an_interview_that_was_cancelled_meanwhile_is_not_replaced_by_another(
    as_alma: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    other = meetings.interview(cast.alma, case)
    Interview.update(cancelled_at=clock.now()).where(Interview.id == interview.id).execute()

    refused = as_alma.post("contact.send", send_form(case, interview=interview.id), case_id=case.id)

    assert refused.status == 422
    assert "was cancelled. Choose again." in refused.text
    assert refused.one("#message").raw_text.strip() == TEXT
    assert refused.one("#interview").one("option")["value"] == str(other.id)
    assert Batch.select().count() == 0


def test_only_these_times_needs_one_of_them(as_alma: Client, case: CaseFacts, interview: Interview):
    none = as_alma.post(
        "contact.send", send_form(case, interview=interview.id, times="some"), case_id=case.id
    )
    one = send_form(case, interview=interview.id, times="some", slot=slot_ids(interview)[0])
    as_alma.post("contact.send", one, case_id=case.id)

    assert none.status == 422
    assert "Choose at least one time, or all of them." in none.text
    assert Invitation.get().offers_all is False
    assert [one.slot_id for one in InvitationSlot.select()] == slot_ids(interview)[:1]


def test_a_link_is_replaced_once_the_next_one_has_left_and_not_by_one_that_is_undone(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (first,) = make.messages(invite(cast, case, interview))
    person = [first.application_id]
    Message.update(state="delivered").execute()
    second = invite(cast, case, interview, people=person)
    waiting = anybody.open(path_of(first)).status
    sending.cancel(second)
    undone = anybody.open(path_of(first)).status

    third = invite(cast, case, interview, people=person)
    Message.update(state="delivered").where(Message.batch == third).execute()
    replaced = anybody.open(path_of(first))

    assert (waiting, undone, replaced.status) == (200, 200, 410)
    assert "You got a newer link" in replaced.text
    [listed] = interview_list.invited(interview.id)
    assert listed.standing == "silent"


def test_somebody_with_two_links_books_once(cast: Cast, case: CaseFacts, interview: Interview):
    (message,) = make.messages(invite(cast, case, interview))
    invite(cast, case, interview, people=[message.application_id])
    first, second = (one.id for one in Invitation.select().order_by(Invitation.id))
    early, late, _ = slot_ids(interview)
    bookings.book(second, early)

    with pytest.raises(NotPossible, match="booked already"):
        bookings.book(first, late)

    assert Booking.select().count() == 1


def test_an_answer_to_a_proposal_that_was_replaced_answers_nothing(
    as_alma: Client, anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (message,) = make.messages(invite(cast, case, interview))
    anybody.open(f"{path_of(message)}/proposal", "POST", {"time": "2031-03-05T18:00"})
    page = as_alma.get("interviews.show", interview_id=interview.id)
    anybody.open(f"{path_of(message)}/proposal", "POST", {"time": "2031-03-06T21:00"})

    buttons = page.one("form.proposal").all("button")
    told = [
        as_alma.open(as_alma.submit(page.one("form.proposal"), button).location).text
        for button in buttons
    ]

    assert all("This proposal was answered before." in one for one in told)
    assert Booking.select().count() == 0
    assert ProposedTime.select().count() == 2


def test_whoever_invited_hears_of_a_proposal(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (message,) = make.messages(invite(cast, case, interview))

    anybody.open(f"{path_of(message)}/proposal", "POST", {"words": "After work"})

    [(to, text)] = db.rows('SELECT "to", text FROM mail')
    assert to == cast.alma.email
    assert "proposes another" in text


def test_a_longer_interview_may_not_make_its_times_overlap(
    as_alma: Client, case: CaseFacts, interview: Interview
):
    Slot.update(ends_at=Slot.starts_at + 60 * 60_000).execute()
    form = as_alma.get("interviews.edit", interview_id=interview.id).one("form.form")

    refused = as_alma.submit(form, minutes="90", title="Meet us longer")

    assert refused.status == 422
    assert "overlap" in refused.one("#minutes-about").text
    assert refused.one("#title")["value"] == "Meet us longer"
    assert Interview.get_by_id(interview.id).minutes == 30


def test_whoever_moves_to_and_fro_gets_the_news_by_mail_after_some_sms(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (message,) = make.messages(invite(cast, case, interview))
    early, late, _ = slot_ids(interview)

    for number in range(booking_news.MOST_PER_DAY + 4):
        slot = (early, late)[number % 2]
        anybody.open(f"{path_of(message)}/booking", "POST", {"slot": str(slot)})

    news = Message.select().where(Message.text.startswith("You are booked"))
    assert news.where(Message.contact_type == "sms").count() == booking_news.MOST_PER_DAY
    assert news.where(Message.contact_type == "email").count() == 4
    # Of what had not left yet, only the last may.
    assert news.where(Message.state == "queued").count() <= 1
    assert Booking.select().count() == booking_news.MOST_PER_DAY + 4


def test_what_is_booked_stands_when_the_link_is_old_or_the_case_closed(
    as_alma: Client, anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (message,) = make.messages(invite(cast, case, interview))
    anybody.open(f"{path_of(message)}/booking", "POST", {"slot": str(slot_ids(interview)[0])})
    Invitation.update(expires_at=clock.now() - timedelta(days=1)).execute()
    cases.close(case.id)
    invitation = Invitation.get()

    page = anybody.open(path_of(message))
    [listed] = interview_list.invited(interview.id)
    as_alma.post("interview_people.cancel", {"reason": "Ill"}, invitation_id=invitation.id)

    assert page.status == 200
    assert (listed.standing, listed.has_ended) == ("booked", False)
    assert Booking.get().ending == "cancelled"
    assert anybody.open(path_of(message)).status == 410


def test_reminders_follow_the_interview(
    as_alma: Client, anybody: Client, cast: Cast, case: CaseFacts, interview: Interview
):
    (message,) = make.messages(invite(cast, case, interview))
    anybody.open(f"{path_of(message)}/booking", "POST", {"slot": str(slot_ids(interview)[0])})
    before = [one.kind for one in Reminder.select()]
    page = as_alma.get("interviews.edit", interview_id=interview.id)
    form = page.one("form.form")

    as_alma.submit(form, reminds_day_before=None, reminds_hour_before="y")

    assert before == ["day"]
    assert [one.kind for one in Reminder.select()] == ["hour"]
    assert reminders.send_due(clock.now() + timedelta(days=6, hours=1)) == 0


@pytest.mark.parametrize("time", ["0001-01-01T00:00", "2031-03-30T02:30"])
def test_a_time_that_no_clock_shows_is_said(
    anybody: Client, cast: Cast, case: CaseFacts, interview: Interview, time: str
):
    (message,) = make.messages(invite(cast, case, interview))

    answer = anybody.open(f"{path_of(message)}/proposal", "POST", {"time": time, "words": "Or so"})

    assert answer.status == 422
    assert answer.one("textarea").text.strip() == "Or so"


def test_a_time_is_offered_once(as_alma: Client, case: CaseFacts, interview: Interview):
    time = {"one-day": "2031-05-06", "one-begin": "09:00", "one-places": 3}
    as_alma.post("interview_times.add", time, interview_id=interview.id)

    again = as_alma.post("interview_times.add", time, interview_id=interview.id)

    assert again.status == 422
    assert "This time is offered already." in again.text
    assert again.one("#one-places")["value"] == "3"


@pytest.mark.parametrize(
    ("pause", "words"),
    [
        ({"many-pause_begin": "12:00"}, "when the pause begins and when it ends"),
        ({"many-pause_begin": "13:00", "many-pause_end": "12:00"}, "ends before it begins"),
        ({"many-every": "x"}, "Write a whole number."),
    ],
)
def test_half_a_pause_is_no_pause(
    as_alma: Client, case: CaseFacts, interview: Interview, pause: dict[str, str], words: str
):
    form = as_alma.get("interview_times.show", interview_id=interview.id).all("form.form")[0]

    answer = as_alma.submit(
        form,
        **{"many-first": "2031-05-05", "many-last": "2031-05-09"},
        **{"many-begin": "09:00", "many-end": "15:00", **pause},
    )

    assert answer.status == 422
    assert any(words in one.text for one in answer.all("p.red"))
    assert Slot.select().count() == 3
