"""Laying out the contact window: a plan (domain.contacting) becomes what the templates show."""

from collections import Counter

from webapp.contact import quiet
from webapp.contact.window import Dearest, Draft, Somebody, Window
from webapp.domain import budgets, contacting, credits, limits, recipients, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Planned, Writer
from webapp.domain.limits import Limits
from webapp.domain.people import Person
from webapp.domain.templates import PURPOSES
from webapp.lib import clock, phone, sms_text
from webapp.lib.words import Sentence, say, say_n
from webapp.web import writing
from webapp.web.filters import initials, translate
from webapp.web.writing import Measured, Shown

MOST_LISTED = 50


def build(case: CaseFacts, person: Person, draft: Draft) -> Window:
    """Plan the draft for its recipients and lay out the window."""
    writer = Writer.of(case, person)
    text = sms_text.normalise(draft.text)
    now = clock.now()
    found = recipients.load(case.id, case.root_id, draft.application_ids)
    prices = recipients.prices(case.root_id)
    recent = recipients.recently_texted(case.root_id, now)
    plan = contacting.plan(writer, text, found, prices, recent, again=draft.again)
    dear = sms_text.dear_characters(text)
    saving = 0
    if any(one.replacement for one in dear):
        saving = contacting.saving(writer, text, found, prices, recent, plan, again=draft.again)
    balance = credits.balance(case.root_id).available
    with_asked = plan
    if plan.asked:
        with_asked = contacting.plan(writer, text, found, prices, recent, again=True)
    missing = max(0, plan.credits - balance)
    typical = _typical(plan, text)
    see = min(max(0, draft.see), max(0, len(plan.planned) - 1))
    known = limits.look(case.root_id, person, now)
    problems = plan.problems if text else []
    if text:
        problems = problems + [one.sentence for one in limits.reached(known, plan.sms)]
    if text and (beyond := budgets.problem(case.organisation_path, plan.credits, now)):
        problems = [*problems, beyond]
    return Window(
        case=case,
        key=draft.key,
        ids=recipients.write_selection(draft.application_ids),
        see=see,
        text=text,
        template_id=draft.template_id,
        template_version=draft.template_version,
        templates=_template_choices(case),
        total_selected=len(found),
        sendable=len(plan.sendable),
        typical=typical,
        dearest=_dearest(plan, typical),
        credits=plan.credits if text else 0,
        balance=balance,
        after=balance - plan.credits if text else balance,
        missing_credits=missing,
        dear=dear,
        saving=saving,
        current=_shown(plan, see, writer) if plan.planned else None,
        people=_people(plan, typical, bool(dear)),
        people_more=max(0, len(plan.planned) - MOST_LISTED),
        skipped=_skipped(plan),
        problems=problems + ([writing.lacking(case, missing)] if missing else []),
        warnings=writing.warnings(max((one.segments for one in plan.sendable), default=0))
        + quiet.warnings(case, plan, now),
        ask_again=_ask_again(plan, draft, with_asked.credits),
        again=draft.again,
        credits_with_asked=with_asked.credits,
        blocked=bool(text) and bool(problems or missing or not plan.sendable),
        undo_seconds=case.undo_seconds if person.undo_seconds is None else person.undo_seconds,
        test_number=phone.display(person.phone) if person.phone else "",
        spoken=_spoken(plan, typical, problems),
        why_password=_why_password(plan, known),
    )


def _typical(plan: Plan, text: str) -> Measured:
    """The stamps of the text that most recipients' texts are like."""
    own_text = text
    if plan.sendable:
        counts = Counter(one.segments for one in plan.sendable)
        # Where as many need more, those are not the typical ones, but dearer.
        usual = max(counts, key=lambda segments: (counts[segments], -segments))
        own_text = next(one.text for one in plan.sendable if one.segments == usual)
    return writing.stamps(own_text)


def _dearest(plan: Plan, typical: Measured) -> Dearest | None:
    if not plan.sendable:
        return None
    one = max(plan.sendable, key=lambda planned: planned.segments)
    return Dearest(one.segments, one.recipient.name) if one.segments > typical.segments else None


def _template_choices(case: CaseFacts) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in templates.usable(case.organisation_path):
        groups.setdefault(translate(PURPOSES[one.purpose]), []).append((one.id, one.name))
    return list(groups.items())


def _shown(plan: Plan, see: int, writer: Writer) -> Shown:
    return writing.shown(plan.planned[see], writer.sender, see, len(plan.planned))


def _people(plan: Plan, typical: Measured, text_is_dear: bool) -> list[Somebody]:
    return [
        _somebody(index, one, typical, text_is_dear)
        for index, one in enumerate(plan.planned[:MOST_LISTED])
    ]


def _somebody(index: int, one: Planned, typical: Measured, text_is_dear: bool) -> Somebody:
    recipient = one.recipient
    own = None
    if not text_is_dear and one.encoding == "UCS-2":
        own = next((letter for letter in one.text if not sms_text.is_gsm7(letter)), None)
    return Somebody(
        index=index,
        application_id=recipient.application_id,
        name=recipient.name,
        initials=initials(recipient.name),
        tint=recipient.application_id % 4,
        second_line=phone.display(recipient.mobile) if recipient.mobile else recipient.mobile_typed,
        cost_segments=one.segments,
        cost_credits=one.credits,
        dearer=one.segments > typical.segments,
        own_character=own,
        skip=one.skip,
    )


def _skipped(plan: Plan) -> list[tuple[Sentence, int]]:
    reasons: dict[str, tuple[Sentence, int]] = {}
    for one in plan.planned:
        if one.skip:
            sentence, count = reasons.get(str(one.skip), (one.skip, 0))
            reasons[str(one.skip)] = (sentence, count + 1)
    return list(reasons.values())


def _why_password(plan: Plan, known: Limits) -> Sentence | None:
    """Asked for where it may be needed: those who can still be included count too."""
    most = len(plan.sendable) + plan.asked
    return limits.why_proof(known) if limits.wants_proof(known, most) else None


def _ask_again(plan: Plan, draft: Draft, credits_with_asked: int) -> Sentence | None:
    if draft.again:
        return say("Those who were texted a moment ago are included.")
    if not plan.asked:
        return None
    skipped = say_n(
        "%(num)d person was texted a moment ago and is skipped.",
        "%(num)d people were texted a moment ago and are skipped.",
        plan.asked,
    )
    if not credits_with_asked:
        return skipped
    price = say_n("%(num)d credit", "%(num)d credits", credits_with_asked)
    return say("%(skipped)s With them it costs %(price)s.", skipped=skipped, price=price)


def _spoken(plan: Plan, typical: Measured, problems: list[Sentence]) -> Sentence:
    if problems:
        return problems[0]
    return say_n(
        "%(num)d SMS each, %(kind)s, %(credits)s in total.",
        "%(num)d SMS each, %(kind)s, %(credits)s in total.",
        typical.segments,
        kind=say("standard characters") if typical.encoding == "GSM-7" else say("Unicode"),
        credits=say_n("%(num)d credit", "%(num)d credits", plan.credits),
    )
