"""What would be sent: each recipient's own text, what it costs, and who is skipped and why.

`plan` is the one renderer. The preview shows it, the count and the price come from it, and
`domain.sending` sends exactly its texts.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.domain.recipients import (
    TEXTED_BY_YOU,
    Recent,
    Recipient,
    obstacle,
    same_number,
    texted_by_colleague,
)
from webapp.lib import parameters, phone, sender, sms_text, stop_links
from webapp.lib.words import Sentence, say

MAX_CHARACTERS = 1000
# A percent sign before a letter ("%FIRSTNAME, hej"), or one left over beside a parameter. Behind a
# digit it is a percent sign ("100%ig").
_HALF_PARAMETER = re.compile(
    r"(?<!\d)[%％](?=[^\W\d_])[^\s%％]*[%％]?|(?<!\d)[%％](?=\0)|(?<=\0)[%％]"
)
_OUT_OF_THE_WAY = {"parameter": "\0", "text": ""}
ADVISED_SMS = 6
NAME_NOT_ALLOWED = say("SMS to this country need a number as their sender")
DEACTIVATED = say(
    "The organisation is deactivated: nobody can write to candidates from it. An administrator "
    "can reactivate it."
)

OPT_OUT_LINK = "OPTOUTLINK"
# The parameter of an invitation: the link with which its candidate books.
INVITE_LINK = "INVITELINK"

# The parameters that a text may hold, in the order in which they are offered.
PARAMETERS: dict[str, Sentence] = {
    "FIRSTNAME": say("First name"),
    "LASTNAME": say("Last name"),
    "FULLNAME": say("Full name"),
    "CASETITLE": say("Case title"),
    "ORGANISATION": say("Organisation"),
    "RECRUITERNAME": say("My name"),
    "RECRUITERPHONE": say("My phone"),
    OPT_OUT_LINK: say("Opt-out link"),
}


@dataclass(frozen=True)
class Writer:
    """Who writes from which case: all that a text needs to know beside its recipient."""

    case_id: int
    root_id: int
    organisation_path: str
    user_id: int
    sender: str
    is_closed: bool
    values: dict[str, str]
    is_deactivated: bool = False
    skips: Mapping[int, Sentence] = field(default_factory=dict)
    """Why some applications get nothing of what is written now."""

    @classmethod
    def of(cls, case: CaseFacts, person: Person) -> "Writer":
        """The writer for a case, with what its parameters stand for."""
        return cls(
            case_id=case.id,
            root_id=case.root_id,
            organisation_path=case.organisation_path,
            user_id=person.id,
            sender=case.sender,
            is_closed=case.closed,
            values={
                "CASETITLE": case.title,
                "ORGANISATION": case.organisation_name,
                "RECRUITERNAME": person.name,
                "RECRUITERPHONE": phone.display(person.phone) if person.phone else "",
                OPT_OUT_LINK: stop_links.stand_in(),
            },
            is_deactivated=not case.organisation_is_active,
        )


class Planned(NamedTuple):
    """One recipient's text. It is skipped, and costs nothing, when `skip` says why."""

    recipient: Recipient
    text: str
    segments: int
    encoding: str
    credits: int
    skip: Sentence | None


@dataclass(frozen=True)
class Plan:
    """A whole send before it is one. `problems` stop all of it; `asked` counts those skipped
    only because they were texted a moment ago, who can be included.
    """

    planned: list[Planned]
    sendable: list[Planned]
    credits: int
    problems: list[Sentence]
    asked: int

    @property
    def sms(self) -> int:
        """How many SMS that is in all."""
        return sum(one.segments for one in self.sendable)


def plan(
    writer: Writer,
    text: str,
    recipients: Sequence[Recipient],
    prices: dict[str, int],
    recent: dict[str, list[Recent]],
    *,
    again: bool = False,
) -> Plan:
    """Merge, measure and price a text (normalised) for each of these recipients.

    `again` includes those texted a moment ago. Nothing is read from or written to the database.
    """
    compiled = parameters.compile_text(text)
    planned: list[Planned] = []
    values = dict(writer.values)
    first_with: dict[str, Recipient] = {}
    asked = 0
    for recipient in recipients:
        values["FIRSTNAME"] = recipient.first_name
        values["LASTNAME"] = recipient.last_name
        values["FULLNAME"] = recipient.name
        own_text = compiled.render(values)
        measured = sms_text.measure(own_text)
        skip = obstacle(recipient, prices) or _wants_a_number(writer, recipient)
        skip = skip or writer.skips.get(recipient.application_id)
        if not skip and recipient.mobile in recent and not again:
            skip = _asked(writer, text, recent[recipient.mobile])
            asked += skip is not None
        skip = skip or _unfit(compiled.names, values, own_text)
        # Only who is really written to takes the number: an unfit text must not cost another's.
        if not skip and first_with.setdefault(recipient.mobile, recipient) is not recipient:
            skip = same_number(first_with[recipient.mobile])
        price = 0 if skip else measured.segments * prices[recipient.country]
        planned.append(
            Planned(recipient, own_text, measured.segments, measured.encoding, price, skip)
        )
    sendable = [one for one in planned if not one.skip]
    return Plan(
        planned=planned,
        sendable=sendable,
        credits=sum(one.credits for one in sendable),
        problems=_problems(compiled, text, writer),
        asked=asked,
    )


def saving(
    writer: Writer,
    text: str,
    recipients: Sequence[Recipient],
    prices: dict[str, int],
    recent: dict[str, list[Recent]],
    now_costs: Plan,
    *,
    again: bool = False,
) -> int:
    """The credits saved by replacing the characters that `sms_text.replace_dear` replaces."""
    cheaper = sms_text.replace_dear(text)
    if cheaper == text:
        return 0
    then = plan(writer, cheaper, recipients, prices, recent, again=again)
    return max(0, now_costs.credits - then.credits)


def cannot_stop(sender_name: str, text: str) -> Sentence | None:
    """What to think about where nobody can answer STOP and the text has no link for it."""
    named = parameters.compile_text(text).names
    if not text or not sender.is_name(sender_name) or OPT_OUT_LINK in named:
        return None
    return say(
        "The sender is a name, so nobody can answer STOP. Put %(parameter)s in, and candidates "
        "can stop SMS by a link.",
        parameter=f"%{OPT_OUT_LINK}%",
    )


def _wants_a_number(writer: Writer, recipient: Recipient) -> Sentence | None:
    """Where carriers take no name as the sender, a message would only be refused."""
    is_refused = recipient.country in sender.NO_NAMES and sender.is_name(writer.sender)
    return NAME_NOT_ALLOWED if is_refused else None


def _asked(writer: Writer, text: str, recent: list[Recent]) -> Sentence | None:
    """Whoever wrote after a colleague knows of it; the same text is never meant twice."""
    if recent[-1].user_id != writer.user_id:
        return texted_by_colleague(recent[-1])
    mine = {one.text for one in recent if one.user_id == writer.user_id}
    return TEXTED_BY_YOU if text in mine else None


def _unfit(names: tuple[str, ...], values: dict[str, str], own_text: str) -> Sentence | None:
    for name in names:
        if name in values and not values[name]:
            return say("%(parameter)s is empty", parameter=f"%{name}%")
    if len(own_text) > MAX_CHARACTERS:
        return say("Longer than %(most)d characters", most=MAX_CHARACTERS)
    return None


def text_problems(
    compiled: parameters.Text, text: str, known: Collection[str] = tuple(PARAMETERS)
) -> list[Sentence]:
    """What is wrong with a text whoever it goes to: nothing to read, no parameter, half of one."""
    found = [] if text.strip() else [say("Write a message first.")]
    found += [
        say(
            "%(parameter)s is not a parameter. Choose one above the message, or remove it.",
            parameter=f"%{name}%",
        )
        for name in compiled.unknown(known)
    ]
    half = _HALF_PARAMETER.search(
        "".join(_OUT_OF_THE_WAY[kind] or one for kind, one in compiled.pieces)
    )
    if half:
        found.append(
            say(
                "%(found)s looks like half a parameter. Choose one above the message, or "
                "remove it.",
                found=half[0].strip(),
            )
        )
    return found


def _problems(compiled: parameters.Text, text: str, writer: Writer) -> list[Sentence]:
    invites = INVITE_LINK in writer.values
    found = text_problems(compiled, text, (*PARAMETERS, INVITE_LINK) if invites else PARAMETERS)
    if invites and text.strip() and INVITE_LINK not in compiled.names:
        found.append(
            say(
                "The booking link is missing. Without %(parameter)s nobody can book.",
                parameter=f"%{INVITE_LINK}%",
            )
        )
    if "RECRUITERPHONE" in compiled.names and not writer.values["RECRUITERPHONE"]:
        found.append(
            say(
                "%(parameter)s is empty. Add your telephone number in Preferences.",
                parameter="%RECRUITERPHONE%",
            )
        )
    if writer.is_closed:
        found.append(say("The case is closed. Reopen it to write to its candidates."))
    if writer.is_deactivated:
        found.append(DEACTIVATED)
    return found
