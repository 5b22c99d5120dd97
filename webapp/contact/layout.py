"""Laying out the contact window: a plan (domain.contacting) becomes what the templates show."""

from collections import Counter
from itertools import groupby

from webapp.contact.window import Dearest, Draft, Measured, Shown, Somebody, Window
from webapp.domain import budgets, contacting, credits, recipients, templates
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import ADVISED_SMS, Plan, Planned, Writer
from webapp.domain.people import Person
from webapp.domain.templates import PURPOSES
from webapp.lib import clock, phone, sms_text
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Organisation
from webapp.web.filters import initials, translate

MOST_LISTED = 50


def build(case: CaseFacts, person: Person, draft: Draft) -> Window:
    """Plan the draft for its recipients and lay out the window."""
    writer = Writer.of(case, person)
    text = sms_text.normalise(draft.text)
    found = recipients.load(case.id, case.root_id, draft.application_ids)
    prices = recipients.prices(case.root_id)
    recent = recipients.recently_texted(case.root_id, clock.now())
    plan = contacting.plan(writer, text, found, prices, recent, again=draft.again)
    dear = sms_text.dear_characters(text)
    saving = 0
    if any(one.replacement for one in dear):
        saving = contacting.saving(writer, text, found, prices, recent, plan, again=draft.again)
    balance = credits.balance(case.root_id).available
    missing = max(0, plan.credits - balance)
    typical = _typical(plan, text)
    see = min(max(0, draft.see), max(0, len(plan.planned) - 1))
    problems = plan.problems if text else []
    if text and (beyond := budgets.problem(case.organisation_path, plan.credits, clock.now())):
        problems = [*problems, beyond]
    return Window(
        case=case,
        key=draft.key,
        ids=recipients.write_selection(draft.application_ids),
        see=see,
        text=text,
        template_id=draft.template_id,
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
        current=_shown(plan, see, writer, dear) if plan.planned else None,
        people=_people(plan, typical, bool(dear)),
        people_more=max(0, len(plan.planned) - MOST_LISTED),
        skipped=_skipped(plan),
        problems=problems + ([_full_account(case, missing)] if missing else []),
        warnings=_warnings(plan),
        ask_again=_ask_again(plan, draft),
        again=draft.again,
        blocked=bool(text) and bool(problems or missing or not plan.sendable),
        undo_seconds=case.undo_seconds if person.undo_seconds is None else person.undo_seconds,
        test_number=phone.display(person.phone) if person.phone else "",
        spoken=_spoken(plan, typical, problems),
    )


def _typical(plan: Plan, text: str) -> Measured:
    """The stamps of the text that most recipients' texts are like."""
    own_text = text
    if plan.sendable:
        counts = Counter(one.segments for one in plan.sendable)
        # Where as many need more, those are not the typical ones, but dearer.
        usual = max(counts, key=lambda segments: (counts[segments], -segments))
        own_text = next(one.text for one in plan.sendable if one.segments == usual)
    measured = sms_text.measure(own_text)
    return Measured(
        segments=measured.segments,
        encoding=measured.encoding,
        parts=sms_text.part_units(own_text) or [0],
        capacity=sms_text.capacity(measured),
        left=sms_text.room_left(own_text),
    )


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


def _shown(plan: Plan, see: int, writer: Writer, dear: list[DearCharacter]) -> Shown:
    one = plan.planned[see]
    return Shown(
        index=see,
        number_of=len(plan.planned),
        name=one.recipient.name,
        sender=phone.display(writer.sender) if writer.sender[0] == "+" else writer.sender,
        parts=[_runs(part) for part in sms_text.parts(one.text)],
        segments=one.segments,
        encoding=one.encoding,
        characters=len(one.text),
        skip=one.skip,
    )


def _runs(part: str) -> list[tuple[str, str]]:
    """A part as stretches of plain text and of characters that force Unicode."""
    if sms_text.is_gsm7(part):
        return [("text", part)]
    return [
        ("text" if is_cheap else "dear", "".join(run))
        for is_cheap, run in groupby(part, sms_text.is_gsm7)
    ]


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


def _warnings(plan: Plan) -> list[Sentence]:
    most = max((one.segments for one in plan.sendable), default=0)
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


def _ask_again(plan: Plan, draft: Draft) -> tuple[Sentence, int] | None:
    if draft.again:
        return say("Those who were texted a moment ago are included."), 0
    if not plan.asked:
        return None
    return (
        say_n(
            "%(num)d person was texted a moment ago and is skipped.",
            "%(num)d people were texted a moment ago and are skipped.",
            plan.asked,
        ),
        plan.asked,
    )


def _full_account(case: CaseFacts, missing: int) -> Sentence:
    """The checklist's third point, with whom to ask."""
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
