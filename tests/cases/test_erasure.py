"""Erasing a candidate on request: shown before, confirmed, done once, and final."""

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Answer, Client
from webapp.domain import bookings, credits, notes, replies
from webapp.domain.cases import CaseFacts
from webapp.models import Application, InboundText, Invitation, Message


@pytest.fixture
def case(cast: Cast) -> CaseFacts:
    """Alma's case, with credits."""
    made = make.case(cast.alma)
    make.credits(made, 100)
    return made


@pytest.fixture
def ines(case: CaseFacts) -> Application:
    """Ines's application to it."""
    return make.application(case)


def test_what_goes_and_what_stays_is_said_before(
    as_alma: Client, cast: Cast, case: CaseFacts, ines: Application
):
    make.on_its_way(case, cast.alma, ines.id)
    make.batch(case, cast.alma, [ines.id], "Are you free?")
    make.replied(ines.id, "Yes")
    notes.write(ines.id, cast.alma.id, "Prefers mornings")
    interview = meetings.interview(cast.alma, case)
    bookings.book(
        meetings.invitation(cast.alma, interview, ines.id),
        meetings.slot_ids(interview)[0],
        now=meetings.BEFORE,
    )

    told = _page(as_alma, ines).one("#what-goes").text

    for words in (
        "The texts and the numbers of 3 messages",
        "What was written in 1 reply",
        "1 note of a colleague",
        "2 SMS still wait to be sent",
        "1 SMS is under way",
        "1 booked interview is given up",
        "the ledger is proved by them",
    ):
        assert words in told


def test_it_wants_to_be_confirmed(as_alma: Client, ines: Application):
    form = _page(as_alma, ines).one("main").one("form")

    answer = as_alma.submit(form)

    assert answer.status == 422
    assert answer.one("#sure-about").text == "Tick this to erase. Nothing was erased yet."
    assert Application.get_by_id(ines.id).first_name == "Ines"


def test_once_confirmed_it_is_done(as_alma: Client, cast: Cast, case: CaseFacts, ines: Application):
    make.batch(case, cast.alma, [ines.id], "Are you free?")
    assert credits.balance(case.root_id).available == 99

    answer = as_alma.submit(_page(as_alma, ines).one("main").one("form"), sure="1")

    page = as_alma.open(answer.location)
    assert "1 application is erased." in page.text
    assert page.one("tbody").one("a.name").text == f"#{ines.id}"
    assert credits.balance(case.root_id).available == 100
    assert Message.get().state == "cancelled"


def test_all_cases_of_one_person_go_together(
    as_alma: Client, cast: Cast, case: CaseFacts, ines: Application
):
    again = make.application(make.case(cast.alma))
    elsewhere = make.application(make.case(cast.dag))

    page = _page(as_alma, ines, also=[again.id, elsewhere.id])
    as_alma.submit(page.one("main").one("form"), sure="1")

    erased = {one.id for one in Application.select() if one.anonymised_at}
    assert erased == {ines.id, again.id}


def test_nobody_is_given_a_name_again(as_alma: Client, ines: Application):
    as_alma.submit(_page(as_alma, ines).one("main").one("form"), sure="1")

    form = as_alma.get("applications.edit", application_id=ines.id)
    answer = as_alma.post("applications.save", {"first_name": "Ines"}, application_id=ines.id)
    noted = as_alma.post(
        "notes.create", {"text": "It was Ines"}, case_id=ines.case_id, application_id=ines.id
    )

    assert form.all("input[name=first_name]") == []
    assert (answer.status, noted.status) == (422, 422)
    assert Application.get_by_id(ines.id).first_name == f"#{ines.id}"


def test_what_they_write_later_finds_no_name(
    as_alma: Client, cast: Cast, case: CaseFacts, ines: Application
):
    make.departed(case, cast.alma, [ines.id])
    Message.update(state="delivered").execute()
    number = ines.mobile
    as_alma.submit(_page(as_alma, ines).one("main").one("form"), sure="1")

    replies.reply_came(make.inbound(number, "It is me again"))

    text = InboundText.get()
    assert (text.application_id, text.tray_id) == (None, case.root_id)
    assert Application.get_by_id(ines.id).needs_reply_at is None


def test_a_booked_time_is_free_again_and_the_link_has_ended(
    as_alma: Client, cast: Cast, case: CaseFacts, ines: Application
):
    interview = meetings.interview(cast.alma, case)
    link = meetings.invitation(cast.alma, interview, ines.id)
    first = meetings.slot_ids(interview)[0]
    bookings.book(link, first, now=meetings.BEFORE)

    as_alma.submit(_page(as_alma, ines).one("main").one("form"), sure="1")

    assert Invitation.get_by_id(link).revoked_at
    other = meetings.invitation(cast.alma, interview, make.candidates(case, 2)[1])
    assert bookings.book(other, first, now=meetings.BEFORE)


def _page(browser: Client, application: Application, **more: object) -> Answer:
    return browser.get(
        "erasure.show", case_id=application.case_id, application_id=application.id, **more
    )
