"""The composer below a conversation: what was typed, what it costs, and why it cannot leave."""

from dataclasses import dataclass, field
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from webapp.domain import (
    budgets,
    contacting,
    credits,
    limits,
    pressure,
    recipients,
    sending,
    templates,
    timing,
)
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import DEACTIVATED, Plan, Writer
from webapp.domain.people import Person
from webapp.domain.recipients import Recipient, obstacle
from webapp.domain.templates import QUICK_REPLY, TemplateFacts
from webapp.lib import clock, sms_text
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Application
from webapp.web import writing
from webapp.web.writing import MOST_TYPED, Measured


class Facing(NamedTuple):
    """Whom one writes to, and what an SMS costs in each country that one may send to."""

    recipient: Recipient
    prices: dict[str, int]


class Draft(NamedTuple):
    """What the composer's form holds."""

    key: str
    text: str = ""
    again: bool = False
    shown_credits: int | None = None


@dataclass
class Composer:
    """All that the composer shows (`w` in its templates). `closed` says why there is none."""

    path: str
    name: str
    key: str
    text: str
    typical: Measured
    credits: int
    dear: list[DearCharacter]
    saving: int
    problems: list[Sentence]
    warnings: list[Sentence]
    ask_again: Sentence | None
    again: bool
    blocked: bool
    spoken: Sentence
    quick: list[TemplateFacts]
    errors: dict[str, Sentence] = field(default_factory=dict)

    @property
    def filled(self) -> float:
        """How much of the last SMS is filled, in hundredths."""
        used = self.typical.parts[-1] if self.typical.parts else 0
        return round(100 * used / (self.typical.capacity or 1), 1)


def read(sent: MultiDict[str, str]) -> Draft:
    """The draft in a form, read without ever refusing: nothing typed is lost."""
    shown = sent.get("shown_credits", "")
    return Draft(
        key=sent.get("key", "")[:32] or sending.new_key(),
        text=sent.get("text", "")[:MOST_TYPED],
        again=bool(sent.get("again")),
        shown_credits=int(shown) if shown.isdecimal() and len(shown) < 10 else None,
    )


def with_choices(case: CaseFacts, draft: Draft, sent: MultiDict[str, str]) -> Draft:
    """The draft with a quick reply that was just chosen, or with dear characters replaced.

    A quick reply comes behind what was typed: nothing is lost by it.
    """
    chosen = sent.get("quick", type=int)
    for one in quick_replies(case) if chosen else []:
        if one.id == chosen:
            return draft._replace(text=f"{draft.text.rstrip()} {one.body}".lstrip())
    if sent.get("replace"):
        return draft._replace(text=sms_text.replace_dear(sms_text.normalise(draft.text)))
    return draft


def quick_replies(case: CaseFacts) -> list[TemplateFacts]:
    """The short texts that are offered as answers."""
    usable = templates.usable(case.organisation_path)
    return [one for one in usable if one.purpose == QUICK_REPLY]


def facing(application: Application, case: CaseFacts) -> Facing:
    """The candidate as somebody to write to."""
    [recipient] = recipients.load(case.id, case.root_id, [application.id])
    return Facing(recipient, recipients.prices(case.root_id))


def closed(case: CaseFacts, facing: Facing, *, may_send: bool) -> Sentence | None:
    """Why nobody, or this person not, can write to this candidate by SMS now; None if they can."""
    if not may_send:
        return say("You need the right Recruitment - SMS. An administrator can give it to you.")
    if case.closed:
        return say("The case is closed. Reopen it to write to its candidates.")
    if not case.organisation_is_active:
        return DEACTIVATED
    why = obstacle(*facing)
    return _explained(facing.recipient, why) if why else None


def build(case: CaseFacts, person: Person, facing: Facing, draft: Draft) -> Composer:
    """Plan the draft for its one recipient, and lay out the composer."""
    recipient, prices = facing
    writer = Writer.of(case, person)
    text = sms_text.normalise(draft.text)
    now = clock.now()
    timetable = timing.Timetable(case, timing.NOW, now + sending.undo_window(case, person))
    theirs = [recipient.application_id]
    around = pressure.load(case, theirs, now) if text else pressure.NONE
    known = (writer, text, [recipient], prices, around, timetable)
    plan = contacting.plan(*known, again=draft.again)
    dear = sms_text.dear_characters(text)
    saves = any(one.replacement for one in dear)
    [planned] = plan.planned
    problems = _problems(case, person, plan) if text else []
    asked = planned.skip if text and plan.asked else None
    typical = writing.stamps(planned.text)
    price = planned.segments * prices.get(recipient.country, 1) if text else 0
    return Composer(
        path=f"/cases/{case.id}/applications/{recipient.application_id}/conversation",
        name=recipient.first_name,
        key=draft.key,
        text=text,
        typical=typical,
        credits=price,
        dear=dear,
        saving=contacting.saving(*known, plan, again=draft.again) if saves else 0,
        problems=problems,
        warnings=writing.warnings(typical.segments),
        ask_again=asked,
        again=draft.again,
        blocked=bool(problems or (asked and not draft.again)),
        spoken=_spoken(typical, price, problems or ([asked] if asked else [])),
        quick=quick_replies(case),
    )


def _problems(case: CaseFacts, person: Person, plan: Plan) -> list[Sentence]:
    """All that keeps this text from leaving, in words."""
    now = clock.now()
    found = list(plan.problems)
    skipped = [one for one in plan.planned if one.skip and not plan.asked]
    found += [_explained(one.recipient, one.skip) for one in skipped if one.skip]
    known = limits.look(case.root_id, person, now)
    found += [one.sentence for one in limits.reached(known, plan.sms)]
    if beyond := budgets.problem(case.organisation_path, plan.credits, now):
        found.append(beyond)
    missing = plan.credits - credits.balance(case.root_id).available
    if missing > 0:
        found.append(writing.lacking(case, missing))
    return found


def _explained(recipient: Recipient, why: Sentence) -> Sentence:
    """Why somebody gets no SMS, with what to do; what the list says in two words."""
    if not recipient.mobile:
        if recipient.mobile_typed:
            return say("The mobile number in the application cannot be read. Correct it to write.")
        return say("There is no mobile number in the application. Add one to write by SMS.")
    if recipient.stopped:
        return say(
            "%(name)s has stopped SMS, so none can be sent to this number.",
            name=recipient.first_name,
        )
    if recipient.may_have_stopped:
        return say(
            "What %(name)s wrote may mean that they want no more SMS. Nothing is sent to their "
            "number until you decide.",
            name=recipient.first_name,
        )
    return why


def _spoken(typical: Measured, price: int, problems: list[Sentence]) -> Sentence:
    if problems:
        return problems[0]
    return say_n(
        "%(num)d SMS, %(kind)s, %(credits)s.",
        "%(num)d SMS, %(kind)s, %(credits)s.",
        typical.segments,
        kind=say("standard characters") if typical.encoding == "GSM-7" else say("Unicode"),
        credits=say_n("%(num)d credit", "%(num)d credits", price),
    )
