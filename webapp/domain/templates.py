"""Communication templates: those that a case may use, its own organisation's and inherited ones."""

from typing import NamedTuple

from webapp import db
from webapp.lib import clock, sms_text
from webapp.lib.words import Sentence, say
from webapp.models import Organisation, Template

PURPOSES: dict[str, Sentence] = {
    "contact": say("Contact"),
    "interview_invitation": say("Interview invitation"),
    "interview_reminder": say("Interview reminder"),
    "rejection": say("Rejection"),
}


class TemplateFacts(NamedTuple):
    """A template as the contact window offers it."""

    id: int
    name: str
    purpose: str
    body: str


def usable(organisation_path: str, contact_type: str = "sms") -> list[TemplateFacts]:
    """The templates of an organisation and of all above it, by purpose and name."""
    ids = [int(piece) for piece in organisation_path.strip("/").split("/")]
    found = db.rows(
        "SELECT id, name, purpose, body FROM template "
        f"WHERE organisation_id IN ({', '.join('?' * len(ids))}) AND contact_type = ? "
        "AND archived_at IS NULL ORDER BY purpose, name",
        [*ids, contact_type],
    )
    return [TemplateFacts._make(one) for one in found]


def write(
    organisation: Organisation, name: str, body: str, *, purpose: str = "contact"
) -> Template:
    """A new SMS template of an organisation."""
    return Template.create(
        organisation=organisation,
        name=name,
        purpose=purpose,
        language=organisation.language,
        body=sms_text.normalise(body),
        created_at=clock.now(),
    )
