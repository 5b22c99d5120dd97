"""The contact window's shape: what its templates show (`w` in them). layout.py fills it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.contact.inviting import Inviting
from webapp.domain.cases import CaseFacts
from webapp.domain.invitations import Offer
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence, say
from webapp.web.writing import Measured, Shown


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
    second_line: str
    cost_segments: int
    cost_credits: int
    dearer: bool
    own_character: str | None
    skip: Sentence | None


class Crowd(NamedTuple):
    """The recipients: the first of them as rows, how many more there are, why some are skipped."""

    selected: int
    sendable: int
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
    current: Shown | None
    problems: list[Sentence]
    warnings: list[Sentence]
    ask_again: Sentence | None
    again: bool
    blocked: bool
    undo_seconds: int
    test_number: str
    spoken: Sentence
    has_link: bool = False
    offers_opt_out_link: bool = False
    lacks_link: bool = False
    inviting: Inviting | None = None
    why_password: Sentence | None = None
    sent_test: Sentence | None = None
    errors: dict[str, Sentence] = field(default_factory=dict)

    @property
    def send_words(self) -> Sentence:
        """What the button says."""
        return say("Send to %(people)d", people=self.crowd.sendable)
