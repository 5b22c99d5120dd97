"""The contact window's shape: what its templates show (`w` in them). layout.py fills it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.domain.cases import CaseFacts
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


@dataclass
class Window:
    """All that the contact window shows (`w` in its templates)."""

    case: CaseFacts
    key: str
    ids: str
    see: int
    text: str
    template_id: int | None
    template_version: int | None
    templates: list[tuple[str, list[tuple[int, str]]]]
    total_selected: int
    sendable: int
    typical: Measured
    dearest: Dearest | None
    credits: int
    balance: int
    after: int
    missing_credits: int
    dear: list[DearCharacter]
    saving: int
    current: Shown | None
    people: list[Somebody]
    people_more: int
    skipped: list[tuple[Sentence, int]]
    problems: list[Sentence]
    warnings: list[Sentence]
    ask_again: Sentence | None
    again: bool
    credits_with_asked: int
    blocked: bool
    undo_seconds: int
    test_number: str
    spoken: Sentence
    has_link: bool = False
    offers_opt_out_link: bool = False
    why_password: Sentence | None = None
    sent_test: Sentence | None = None
    errors: dict[str, Sentence] = field(default_factory=dict)

    @property
    def send_words(self) -> Sentence:
        """What the button says."""
        return say("Send to %(people)d", people=self.sendable)
