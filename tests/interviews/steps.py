"""Steps that tests of interviews share."""

from tests import make
from tests.cast import Cast
from webapp.domain import sending
from webapp.domain.cases import CaseFacts
from webapp.domain.invitations import Offer
from webapp.lib import invite_links
from webapp.models import Batch, Interview, Message

TEXT = "Hi %FIRSTNAME%, choose a time: %INVITELINK%"


def invite(
    cast: Cast,
    case: CaseFacts,
    interview: Interview,
    count: int = 1,
    people: list[int] | None = None,
) -> Batch:
    """Alma invites so many new candidates, or these people."""
    return sending.send(
        case,
        cast.alma,
        people or make.candidates(case, count),
        TEXT,
        key=sending.new_key(),
        offer=Offer(interview.id),
        again=True,
    )


def path_of(message: Message) -> str:
    """Where the link in a message leads."""
    return f"/b/{invite_links.token(message.id)}"
