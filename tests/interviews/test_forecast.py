"""What confirmations and reminders will cost is said before anybody is invited."""

from datetime import timedelta

import pytest

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.interviews.steps import TEXT, invite
from tests.meetings import slot_ids
from webapp.domain import bookings, reminders, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.templates import INVITATION, Content
from webapp.lib import clock
from webapp.models import Interview, Invitation, Message, Organisation

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


def test_it_is_said_for_the_language_of_the_template(as_alma: Client, cast: Cast, case: CaseFacts):
    organisation = Organisation.get_by_id(case.organisation_id)
    # On a Tuesday in March it fits into one SMS in English, and not in Finnish.
    title = LONG[: 63 - len(organisation.name)]
    interview = meetings.interview(cast.alma, case, title=title, reminds_day_before=False)
    [ines] = make.candidates(case, 1)

    def said(language: str) -> str:
        content = Content(f"Come {language}", INVITATION, language, TEXT)
        template = templates.create(organisation, content, cast.alma.id)
        draft = {"ids": ines, "interview": interview.id, "text": TEXT, "template": template.id}
        return as_alma.post("contact.preview", draft, case_id=case.id).text

    assert "cost up to 1 credit more" in said("en")
    assert "cost up to 2 credits more" in said("fi")
