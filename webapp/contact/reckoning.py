"""What a draft comes to: its plan, its price, and what stands in its way."""

from dataclasses import dataclass
from datetime import datetime

from webapp.contact.window import Draft
from webapp.domain import (
    budgets,
    contacting,
    credits,
    invitations,
    limits,
    pressure,
    recipients,
    sending,
    templates,
    timing,
)
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Writer
from webapp.domain.limits import Limits
from webapp.domain.people import Person
from webapp.domain.pressure import Pressure
from webapp.domain.templates import TemplateFacts
from webapp.domain.timing import Timetable
from webapp.lib import clock, sms_text
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence


@dataclass(frozen=True)
class Reckoned:
    """A draft, planned. `with_asked` is its plan with those who were texted a moment ago;
    `saving` the credits that plainer characters would save.
    """

    case: CaseFacts
    person: Person
    draft: Draft
    now: datetime
    writer: Writer
    text: str
    plan: Plan
    with_asked: Plan
    dear: list[DearCharacter]
    saving: int
    balance: int
    limits: Limits
    problems: list[Sentence]

    @property
    def missing_credits(self) -> int:
        """How many credits the account lacks for it."""
        return max(0, self.plan.credits - self.balance)


def usable_templates(case: CaseFacts, draft: Draft) -> list[TemplateFacts]:
    """The templates that a draft can be made from."""
    return templates.usable(
        case.organisation_path, draft.means.contact_type, invites=draft.offer is not None
    )


def reckon(case: CaseFacts, person: Person, draft: Draft) -> Reckoned:
    """Plan the draft for its recipients, as a send at this moment would."""
    now = clock.now()
    writer = Writer.of(case, person)
    if draft.offer:
        writer = invitations.inviting(writer, draft.offer)
    text = sms_text.normalise(draft.text)
    known = limits.look(case.root_id, person, now)
    dear = [] if draft.means.by_email else sms_text.dear_characters(text)
    timetable = Timetable(case, draft.when, now + sending.undo_window(case, person))
    around = pressure.load(case, draft.application_ids, now)
    plan, with_asked, saving = _plans(writer, text, draft, dear, around, timetable)
    return Reckoned(
        case=case,
        person=person,
        draft=draft,
        now=now,
        writer=writer,
        text=text,
        plan=plan,
        with_asked=with_asked,
        dear=dear,
        saving=saving,
        balance=credits.balance(case.root_id).available,
        limits=known,
        problems=_problems(case, plan, known, draft, now) if text else [],
    )


def _plans(
    writer: Writer,
    text: str,
    draft: Draft,
    dear: list[DearCharacter],
    around: Pressure,
    timetable: Timetable,
) -> tuple[Plan, Plan, int]:
    """The plan, the one with those who are asked about, and what plainer characters save."""
    found = recipients.load(writer.case_id, writer.root_id, draft.application_ids)
    means = sending.normalised(draft.means)
    basis = (found, recipients.prices(writer.root_id), around, timetable)
    plan = with_asked = contacting.plan(writer, text, *basis, means=means, again=draft.again)
    saving = 0
    if any(one.replacement for one in dear):
        saving = contacting.saving(writer, text, *basis, plan, means=means, again=draft.again)
    if plan.asked:
        with_asked = contacting.plan(writer, text, *basis, means=means, again=True)
    return plan, with_asked, saving


def _problems(
    case: CaseFacts, plan: Plan, known: Limits, draft: Draft, now: datetime
) -> list[Sentence]:
    beyond = budgets.problem(case.organisation_path, plan.credits, now)
    reached = [one.sentence for one in limits.reached(known, plan.sms)]
    untimely = timing.problem(draft.when, now)
    unbookable = invitations.problem(draft.offer, now) if draft.offer else None
    return plan.problems + [one for one in (untimely, *reached, beyond, unbookable) if one]
