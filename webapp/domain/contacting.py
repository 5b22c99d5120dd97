"""What would be sent: each recipient's own text, what it costs, and who is skipped and why.

`plan` is the one renderer. The preview shows it, the count and the price come from it, and
`domain.sending` sends exactly its texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.domain.cases import CaseFacts
from webapp.domain.means import BY_SMS, ContactType, Means
from webapp.domain.people import Person
from webapp.domain.pressure import Pressure
from webapp.domain.recipients import (
    INVALID_EMAIL,
    NO_EMAIL,
    Recipient,
    obstacle,
    same_address,
    same_number,
)
from webapp.domain.text_rules import (
    INVITE_LINK,
    MAX_CHARACTERS,
    MAX_EMAIL_CHARACTERS,
    MAX_SUBJECT_CHARACTERS,
    OPT_OUT_LINK,
    PARAMETERS,
    email_problems,
    subject_problems,
    text_problems,
    unfilled,
)
from webapp.domain.timing import Leaving, Timetable
from webapp.lib import parameters, phone, sender, sms_text, stop_links
from webapp.lib.smtp_url import is_address
from webapp.lib.words import Sentence, say

ADVISED_SMS = 6
NAME_NOT_ALLOWED = say("SMS to this country need a number as their sender")
DEACTIVATED = say(
    "The organisation is deactivated: nobody can write to candidates from it. An administrator "
    "can reactivate it."
)


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

    @property
    def organisation_name(self) -> str:
        """What the organisation is called, as e-mails from it say."""
        return self.values["ORGANISATION"]

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
    """One recipient's text. It is skipped, and costs nothing, when `skip` says why.

    An e-mail has a subject and no segments; `instead_of` is why it is no SMS. `leaving` is when it
    goes; None for one that is skipped, and for a test, which goes at once.
    """

    recipient: Recipient
    text: str
    segments: int
    encoding: str
    credits: int
    skip: Sentence | None
    contact_type: ContactType = ContactType.SMS
    subject: str = ""
    instead_of: Sentence | None = None
    leaving: Leaving | None = None

    @property
    def is_email(self) -> bool:
        """Whether this goes by e-mail."""
        return self.contact_type is ContactType.EMAIL

    @property
    def address(self) -> str:
        """Where it goes: the number, or the e-mail address."""
        return self.recipient.email if self.is_email else self.recipient.mobile

    @property
    def number_hash(self) -> str:
        """That of the number; empty for an e-mail, which no stop of SMS concerns."""
        return "" if self.is_email else self.recipient.number_hash


@dataclass(frozen=True)
class Plan:
    """A whole send before it is one. `problems` stop all of it; `asked` counts those skipped
    only because they were texted a moment ago, who can be included; `reachable_by_email` those
    whom SMS cannot reach and e-mail can.
    """

    planned: list[Planned]
    sendable: list[Planned]
    credits: int
    problems: list[Sentence]
    asked: int
    reachable_by_email: int = 0

    @property
    def sms(self) -> int:
        """How many SMS that is in all."""
        return sum(one.segments for one in self.sendable)

    @property
    def emails(self) -> int:
        """How many e-mails that is."""
        return sum(one.is_email for one in self.sendable)

    @property
    def by_sms(self) -> list[Planned]:
        """Those of the sendable who get SMS."""
        return [one for one in self.sendable if not one.is_email]


def plan(
    writer: Writer,
    text: str,
    recipients: Sequence[Recipient],
    prices: dict[str, int],
    pressure: Pressure,
    timetable: Timetable | None = None,
    *,
    means: Means = BY_SMS,
    again: bool = False,
) -> Plan:
    """Merge, measure and price a text (normalised) for each of these recipients.

    `timetable` says when it leaves for each; without one, at once. `again` includes those texted
    a moment ago. Nothing is read from or written to the database.
    """
    planner = _Planner(writer, text, prices, pressure, timetable, means, again=again)
    planned = [planner.plan(recipient) for recipient in recipients]
    sendable = [one for one in planned if not one.skip]
    return Plan(
        planned=planned,
        sendable=sendable,
        credits=sum(one.credits for one in sendable),
        problems=_problems(planner, has_email=any(one.is_email for one in planned)),
        asked=planner.asked,
        reachable_by_email=planner.reachable_by_email,
    )


def saving(
    writer: Writer,
    text: str,
    recipients: Sequence[Recipient],
    prices: dict[str, int],
    pressure: Pressure,
    timetable: Timetable | None,
    now_costs: Plan,
    *,
    means: Means = BY_SMS,
    again: bool = False,
) -> int:
    """The credits saved by replacing the characters that `sms_text.replace_dear` replaces."""
    cheaper = sms_text.replace_dear(text)
    if cheaper == text or means.by_email:
        return 0
    then = plan(writer, cheaper, recipients, prices, pressure, timetable, means=means, again=again)
    return max(0, now_costs.credits - then.credits)


class _Planner:
    """Plans one recipient after the other; whoever comes first has a number or an address."""

    def __init__(
        self,
        writer: Writer,
        text: str,
        prices: dict[str, int],
        pressure: Pressure,
        timetable: Timetable | None,
        means: Means,
        *,
        again: bool,
    ) -> None:
        self.writer, self.text, self.means = writer, text, means
        self.body = parameters.compile_text(text)
        self.subject = parameters.compile_text(means.subject)
        self.asked = self.reachable_by_email = 0
        self._prices, self._pressure, self._timetable = prices, pressure, timetable
        self._again = again
        self._values = dict(writer.values)
        self._first_with: dict[str, Recipient] = {}

    def plan(self, recipient: Recipient) -> Planned:
        """What this recipient gets, by the means that reach them."""
        self._values["FIRSTNAME"] = recipient.first_name
        self._values["LASTNAME"] = recipient.last_name
        self._values["FULLNAME"] = recipient.name
        own_text = self.body.render(self._values)
        if self.means.by_email:
            return self._email(recipient, own_text, None)
        unreachable = obstacle(recipient, self._prices) or _wants_a_number(self.writer, recipient)
        if unreachable and is_address(recipient.email):
            self.reachable_by_email += 1
            if self.means.email_instead:
                return self._email(recipient, own_text, unreachable)
        return self._sms(recipient, own_text, unreachable)

    def _sms(self, recipient: Recipient, own_text: str, skip: Sentence | None) -> Planned:
        number = recipient.mobile
        measured = sms_text.measure(own_text)
        skip = skip or self.writer.skips.get(recipient.application_id)
        leaving, untimely = self._leaving(recipient, ContactType.SMS)
        skip = skip or untimely
        if leaving and not skip:
            skip = self._pressure.too_many(number, leaving.send_after, leaving.zone)
        skip = skip or self._asked(number, ContactType.SMS) or self._unfit(own_text)
        # Only who is really written to takes the number: an unfit text must not cost another's.
        if not skip and (first := self._first(number, recipient)) is not recipient:
            skip = same_number(first)
        price = 0 if skip else measured.segments * self._prices[recipient.country]
        return Planned(
            recipient,
            own_text,
            measured.segments,
            measured.encoding,
            price,
            skip,
            leaving=None if skip else leaving,
        )

    def _email(self, recipient: Recipient, own_text: str, instead_of: Sentence | None) -> Planned:
        address = recipient.email.casefold()
        subject = self.subject.render(self._values)
        skip = None if is_address(recipient.email) else INVALID_EMAIL if address else NO_EMAIL
        skip = skip or self.writer.skips.get(recipient.application_id)
        leaving, untimely = self._leaving(recipient, ContactType.EMAIL)
        skip = skip or untimely or self._asked(address, ContactType.EMAIL)
        skip = skip or self._unfit_email(own_text, subject)
        if not skip and (first := self._first(address, recipient)) is not recipient:
            skip = same_address(first)
        return Planned(
            recipient,
            own_text,
            0,
            "",
            0,
            skip,
            ContactType.EMAIL,
            subject,
            instead_of,
            None if skip else leaving,
        )

    def _first(self, to: str, recipient: Recipient) -> Recipient:
        return self._first_with.setdefault(to, recipient)

    def _leaving(
        self, recipient: Recipient, contact_type: ContactType
    ) -> tuple[Leaving | None, Sentence | None]:
        """When it leaves for somebody, or why it does not."""
        if self._timetable is None:
            return None, None
        found = self._timetable.of(recipient.country, contact_type)
        return (None, found) if isinstance(found, Sentence) else (found, None)

    def _asked(self, to: str, contact_type: ContactType) -> Sentence | None:
        if self._again:
            return None
        why = self._pressure.asked(to, self.text, self.writer.user_id, contact_type)
        self.asked += why is not None
        return why

    def _unfit(self, own_text: str) -> Sentence | None:
        if len(own_text) > MAX_CHARACTERS:
            return unfilled(self.body.names, self._values) or _too_long(MAX_CHARACTERS)
        return unfilled(self.body.names, self._values)

    def _unfit_email(self, own_text: str, subject: str) -> Sentence | None:
        empty = unfilled((*self.subject.names, *self.body.names), self._values)
        if not empty and len(subject) > MAX_SUBJECT_CHARACTERS:
            return say("A subject longer than %(most)d characters", most=MAX_SUBJECT_CHARACTERS)
        if not empty and len(own_text) > MAX_EMAIL_CHARACTERS:
            return _too_long(MAX_EMAIL_CHARACTERS)
        return empty


def _too_long(most: int) -> Sentence:
    return say("Longer than %(most)d characters", most=most)


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


def _problems(planner: _Planner, *, has_email: bool) -> list[Sentence]:
    writer, names = planner.writer, planner.body.names
    invites = INVITE_LINK in writer.values
    found = text_problems(
        planner.body, planner.text, (*PARAMETERS, INVITE_LINK) if invites else PARAMETERS
    )
    if invites and planner.text.strip() and INVITE_LINK not in names:
        found.append(
            say(
                "The booking link is missing. Without %(parameter)s nobody can book.",
                parameter=f"%{INVITE_LINK}%",
            )
        )
    if planner.means.by_email:
        found += email_problems(planner.body)
    if has_email:
        names += planner.subject.names
        found += [one for one in subject_problems(planner.means.subject) if one not in found]
    if "RECRUITERPHONE" in names and not writer.values["RECRUITERPHONE"]:
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
