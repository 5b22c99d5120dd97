"""How a text of SMS is shown while somebody writes it: its stamps, and as it arrives."""

from itertools import groupby
from typing import NamedTuple

from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import ADVISED_SMS, Planned
from webapp.lib import phone, sms_text
from webapp.lib.tokens import stored_form
from webapp.lib.words import Sentence, say
from webapp.models import Organisation

# What the text area of an SMS takes: more than can be sent, so that one can shorten it there.
MOST_IN_AREA = 5_000
# More than that of an e-mail takes (20,000, and a line break comes as two): only a script sends
# more. Of a subject its field takes half as much.
MOST_TYPED = 40_000
MOST_SUBJECT = 400


class Measured(NamedTuple):
    """The stamps: units used in each SMS of one text, and what is left in the last."""

    segments: int
    encoding: str
    parts: list[int]
    capacity: int
    left: int


class Shown(NamedTuple):
    """One recipient's own text in the preview, split into its SMS and runs of (kind, text)."""

    index: int
    number_of: int
    name: str
    sender: str
    parts: list[list[tuple[str, str]]]
    segments: int
    encoding: str
    characters: int
    skip: Sentence | None


def stamps(text: str) -> Measured:
    """The stamps of one text as it is sent."""
    measured = sms_text.measure(text)
    return Measured(
        segments=measured.segments,
        encoding=measured.encoding,
        parts=sms_text.part_units(text) or [0],
        capacity=sms_text.capacity(measured),
        left=sms_text.room_left(text),
    )


def shown(one: Planned, sender: str, index: int = 0, number_of: int = 1) -> Shown:
    """A recipient's text as it arrives, as number `index` (from 0) of so many."""
    return Shown(
        index=index,
        number_of=number_of,
        name=one.recipient.name,
        sender=phone.display(sender) if sender[0] == "+" else sender,
        parts=[_runs(part) for part in sms_text.parts(one.text)],
        segments=one.segments,
        encoding=one.encoding,
        characters=len(one.text),
        skip=one.skip,
    )


def warnings(most: int) -> list[Sentence]:
    """What to think about when somebody would get `most` SMS."""
    if most <= ADVISED_SMS:
        return []
    return [
        say(
            "This is %(most)d SMS for one person. More than %(advised)d are seldom read: "
            "consider a shorter text.",
            most=most,
            advised=ADVISED_SMS,
        )
    ]


def own_key(case_id: int, user_id: int, key: str) -> str:
    """A form's key as this person's in this case: with another's key nobody finds a batch."""
    return stored_form(f"{case_id} {user_id} {key}")[:32]


def lacking(case: CaseFacts, missing: int) -> Sentence:
    """That so many credits are missing, with whom to ask for a refill."""
    root = Organisation.get_by_id(case.root_id)
    if not root.csm_name:
        return say(
            "There are not enough credits: %(missing)d are missing. Ask an administrator for a "
            "refill: Admin, Organisation, Edit parent organisation, Credits tab.",
            missing=missing,
        )
    return say(
        "There are not enough credits: %(missing)d are missing. Ask %(name)s for a refill: "
        "%(email)s, %(phone)s.",
        missing=missing,
        name=root.csm_name,
        email=root.csm_email,
        phone=phone.display(root.csm_phone),
    )


def _runs(part: str) -> list[tuple[str, str]]:
    """A part as stretches of plain text and of characters that force Unicode."""
    if sms_text.is_gsm7(part):
        return [("text", part)]
    return [
        ("text" if is_cheap else "dear", "".join(run))
        for is_cheap, run in groupby(part, sms_text.is_gsm7)
    ]
