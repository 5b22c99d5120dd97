"""What confirmations and reminders will cost is said before anybody is invited."""

from datetime import timedelta

import pytest

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.interviews.steps import TEXT, invite
from tests.meetings import slot_ids
from webapp.domain import bookings, reminders
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import Interview, Invitation, Message

LONG = "Getting to know each other, the ward and the people who work there every day"


@pytest.mark.parametrize(
    "about",
    [
        {"place": ""},
        {"title": LONG, "place": "Storgatan 1, third floor"},
        {"title": f"{LONG} ☺", "reminds_hour_before": True},
        {"reminds_day_before": False},
    ],
)
def test_it_is_what_they_cost_in_the_end(
    as_alma: Client,
    cast: Cast,
    case: CaseFacts,
    interview: Interview,
    about: dict[str, object],
):
    Interview.update(**about).execute()
    ids = make.candidates(case, 2)
    shown = as_alma.post(
        "contact.preview",
        {"ids": ",".join(map(str, ids)), "interview": interview.id, "text": TEXT},
        case_id=case.id,
    )
    invite(cast, case, interview, people=ids)
    sent = Message.select().count()

    for invitation, slot_id in zip(Invitation.select(), slot_ids(interview), strict=False):
        bookings.book(invitation.id, slot_id)
    for hours in (0, 1):
        reminders.send_due(clock.now() + timedelta(days=7, hours=hours, minutes=-5))

    later = [one.credits for one in Message.select().where(Message.id > sent)]
    words = "credit" if sum(later) == 1 else "credits"
    assert f"cost up to {sum(later)} {words} more" in shown.text
