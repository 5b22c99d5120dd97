"""The contact window's shape: what its templates show (`w` in them). layout.py fills it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.contact.inviting import Inviting
from webapp.contact.when import Times
from webapp.domain.cases import CaseFacts
from webapp.domain.invitations import Offer
from webapp.domain.means import BY_SMS, Means
from webapp.domain.text_rules import MAX_EMAIL_CHARACTERS
from webapp.domain.timing import NOW, When
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence, say
from webapp.web.mail_preview import ShownMail
from webapp.web.writing import MOST_IN_AREA, Measured, Shown


@dataclass(frozen=True)
class Draft:
    """What the form holds: nothing that was typed is ever lost."""

    key: str
    application_ids: set[int]
    text: str = ""
    template_id: int | None = None
    template_version: int | None = None
    see: int = 0
    again: bool = False
    shown_credits: int | None = None
    offer: Offer | None = None
    means: Means = BY_SMS
    when: When = NOW


class Dearest(NamedTuple):
    """The recipient whose text needs the most SMS."""

    segments: int
    name: str


class Somebody(NamedTuple):
    """One recipient in the list of people."""

    index: int
    application_id: int
    name: str
    initials: str
    tint: int
    second_line: Sentence | str
    cost_segments: int
    cost_credits: int
    dearer: bool
    own_character: str | None
    skip: Sentence | None
    is_email: bool = False


class Crowd(NamedTuple):
    """The recipients: the first of them as rows, how many more there are, why some are skipped.

    Of the `sendable` so many get `emails`; SMS do not reach `only_by_email`, and e-mail would.
    """

    selected: int
    sendable: int
    emails: int
    only_by_email: int
    people: list[Somebody]
    more: int
    skipped: list[tuple[Sentence, int]]


class Bill(NamedTuple):
    """The price in credits, and what it does to the balance. `with_asked` is the price with those
    who were texted a moment ago.
    """

    credits: int
    balance: int
    after: int
    missing: int
    with_asked: int


@dataclass
class Window:
    """All that the contact window shows (`w` in its templates)."""

    case: CaseFacts
    key: str
    ids: str
    text: str
    template_id: int | None
    template_version: int | None
    templates: list[tuple[str, list[tuple[int, str]]]]
    typical: Measured
    dearest: Dearest | None
    bill: Bill
    crowd: Crowd
    dear: list[DearCharacter]
    saving: int
    current: Shown | ShownMail | None
    problems: list[Sentence]
    warnings: list[Sentence]
    ask_again: Sentence | None
    again: bool
    blocked: bool
    undo_seconds: int
    test_number: str
    spoken: Sentence
    times: Times
    means: Means = BY_SMS
    has_link: bool = False
    offers_opt_out_link: bool = False
    lacks_link: bool = False
    keeps_focus: bool = False
    inviting: Inviting | None = None
    why_password: Sentence | None = None
    sent_test: Sentence | None = None
    errors: dict[str, Sentence] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """Which fields there are: one that was laid out for other means is laid out anew."""
        return f"{self.means.contact_type}{' and e-mail' if self.means.email_instead else ''}"

    @property
    def wants_subject(self) -> bool:
        """Whether anything goes by e-mail, which has a subject."""
        return self.means.by_email or self.means.email_instead

    @property
    def most_typed(self) -> int:
        """How many characters the message takes."""
        return MAX_EMAIL_CHARACTERS if self.means.by_email else MOST_IN_AREA

    @property
    def send_words(self) -> Sentence:
        """What the button says."""
        if self.times.is_later:
            return say("Schedule for %(people)d", people=self.crowd.sendable)
        return say("Send to %(people)d", people=self.crowd.sendable)
