"""Laying out the contact window: a plan (domain.contacting) becomes what the templates show."""

from collections import Counter

from webapp.contact import inviting, quiet, when
from webapp.contact.reckoning import Reckoned, reckon, usable_templates
from webapp.contact.window import Bill, Crowd, Dearest, Draft, Somebody, Window
from webapp.domain import contacting, limits, recipients
from webapp.domain.cases import CaseFacts
from webapp.domain.contacting import Plan, Planned
from webapp.domain.people import Person
from webapp.domain.templates import PURPOSES, TemplateFacts
from webapp.lib import phone, sender, sms_text
from webapp.lib.words import Sentence, say, say_n
from webapp.web import writing
from webapp.web.filters import initials, translate
from webapp.web.mail_preview import ShownMail, shown_mail
from webapp.web.writing import Measured, Shown

MOST_LISTED = 50


def build(case: CaseFacts, person: Person, draft: Draft) -> Window:
    """Plan the draft for its recipients and lay out the window."""
    it = reckon(case, person, draft)
    usable = usable_templates(case, draft)
    typical = _typical(it.plan, it.text)
    return Window(
        case=case,
        key=draft.key,
        ids=recipients.write_selection(draft.application_ids),
        text=it.text,
        template_id=draft.template_id,
        template_version=draft.template_version,
        templates=_template_choices(usable),
        typical=typical,
        dearest=_dearest(it.plan, typical),
        bill=_bill(it),
        crowd=_crowd(it, typical),
        dear=it.dear,
        saving=it.saving,
        current=_shown(it),
        problems=it.problems + _missing(it),
        warnings=_warnings(it),
        has_link=draft.offer is not None,
        lacks_link=draft.offer is not None and bool(it.text) and inviting.lacks_link(it.text),
        inviting=inviting.build(case, draft.offer, it.plan, _language(draft, usable), it.now),
        offers_opt_out_link=sender.is_name(case.sender) and not draft.means.by_email,
        means=draft.means,
        ask_again=_ask_again(it),
        again=draft.again,
        blocked=bool(it.text) and bool(it.problems or it.missing_credits or not it.plan.sendable),
        undo_seconds=case.undo_seconds if person.undo_seconds is None else person.undo_seconds,
        test_number=_own_address(person, draft),
        spoken=_spoken(it, typical),
        times=when.build(case, draft.when, it.plan, it.now),
        why_password=_why_password(it),
    )


def _bill(it: Reckoned) -> Bill:
    price = it.plan.credits if it.text else 0
    with_asked = it.with_asked.credits
    return Bill(price, it.balance, it.balance - price, it.missing_credits, with_asked)


def _crowd(it: Reckoned, typical: Measured) -> Crowd:
    planned = it.plan.planned
    text_is_dear = bool(it.dear)
    return Crowd(
        selected=len(planned),
        sendable=len(it.plan.sendable),
        emails=it.plan.emails,
        only_by_email=it.plan.reachable_by_email,
        people=[
            _somebody(index, one, typical, text_is_dear)
            for index, one in enumerate(planned[:MOST_LISTED])
        ],
        more=max(0, len(planned) - MOST_LISTED),
        skipped=_skipped(it.plan),
    )


def _typical(plan: Plan, text: str) -> Measured:
    """The stamps of the text that most recipients' texts are like."""
    own_text = text
    texted = plan.by_sms
    if texted:
        counts = Counter(one.segments for one in texted)
        # Where as many need more, those are not the typical ones, but dearer.
        usual = max(counts, key=lambda segments: (counts[segments], -segments))
        own_text = next(one.text for one in texted if one.segments == usual)
    return writing.stamps(own_text)


def _dearest(plan: Plan, typical: Measured) -> Dearest | None:
    if not plan.by_sms:
        return None
    one = max(plan.by_sms, key=lambda planned: planned.segments)
    return Dearest(one.segments, one.recipient.name) if one.segments > typical.segments else None


def _template_choices(usable: list[TemplateFacts]) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for one in usable:
        groups.setdefault(translate(PURPOSES[one.purpose]), []).append((one.id, one.name))
    return list(groups.items())


def _language(draft: Draft, usable: list[TemplateFacts]) -> str:
    """That of the template it is made from; empty for none."""
    return next((one.language for one in usable if one.id == draft.template_id), "")


def _shown(it: Reckoned) -> Shown | ShownMail | None:
    """The text of whom one looks at."""
    planned = it.plan.planned
    if not planned:
        return None
    see = min(max(0, it.draft.see), len(planned) - 1)
    if planned[see].is_email:
        sender, reply_to = it.writer.organisation_name, it.person.email
        return shown_mail(planned[see], sender, reply_to, see, len(planned))
    return writing.shown(planned[see], it.writer.sender, see, len(planned))


def _warnings(it: Reckoned) -> list[Sentence]:
    most = max((one.segments for one in it.plan.sendable), default=0)
    mute = contacting.cannot_stop(it.case.sender, it.text) if it.plan.by_sms else None
    return (
        writing.warnings(most)
        + quiet.waiting(it.plan)
        + when.odd(it.draft.when, it.plan)
        + ([mute] if mute else [])
    )


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
        second_line=_second_line(one),
        cost_segments=one.segments,
        cost_credits=one.credits,
        dearer=one.segments > typical.segments,
        own_character=own,
        skip=one.skip,
        is_email=one.is_email,
    )


def _second_line(one: Planned) -> Sentence | str:
    """Where it goes, and why by e-mail if it should have been an SMS."""
    recipient = one.recipient
    if one.instead_of:
        return say("%(why)s: e-mail", why=one.instead_of)
    if one.is_email:
        return recipient.email
    return phone.display(recipient.mobile) if recipient.mobile else recipient.mobile_typed


def _own_address(person: Person, draft: Draft) -> str:
    """Where a test goes; empty where the person has no number."""
    if draft.means.by_email:
        return person.email
    return phone.display(person.phone) if person.phone else ""


def _skipped(plan: Plan) -> list[tuple[Sentence, int]]:
    reasons: dict[str, tuple[Sentence, int]] = {}
    for one in plan.planned:
        if one.skip:
            sentence, count = reasons.get(str(one.skip), (one.skip, 0))
            reasons[str(one.skip)] = (sentence, count + 1)
    return list(reasons.values())


def _why_password(it: Reckoned) -> Sentence | None:
    """Asked for where it may be needed: those who can still be included count too."""
    most = len(it.plan.sendable) + it.plan.asked
    return limits.why_proof(it.limits) if limits.wants_proof(it.limits, most) else None


def _ask_again(it: Reckoned) -> Sentence | None:
    if it.draft.again:
        return say("Those who were written to a moment ago are included.")
    if not it.plan.asked:
        return None
    skipped = say_n(
        "%(num)d person was written to a moment ago and is skipped.",
        "%(num)d people were written to a moment ago and are skipped.",
        it.plan.asked,
    )
    if not it.with_asked.credits:
        return skipped
    price = say_n("%(num)d credit", "%(num)d credits", it.with_asked.credits)
    return say("%(skipped)s With them it costs %(price)s.", skipped=skipped, price=price)


def _missing(it: Reckoned) -> list[Sentence]:
    """The checklist's third point, where it fails."""
    return [writing.lacking(it.case, it.missing_credits)] if it.missing_credits else []


def _spoken(it: Reckoned, typical: Measured) -> Sentence:
    if it.problems:
        return it.problems[0]
    if it.draft.means.by_email:
        return say("E-mail has no length limit and uses no credits.")
    by_sms = say_n(
        "%(num)d SMS each, %(kind)s, %(credits)s in total.",
        "%(num)d SMS each, %(kind)s, %(credits)s in total.",
        typical.segments,
        kind=say("standard characters") if typical.encoding == "GSM-7" else say("Unicode"),
        credits=say_n("%(num)d credit", "%(num)d credits", it.plan.credits),
    )
    if not it.plan.emails:
        return by_sms
    by_email = say_n("%(num)d by e-mail.", "%(num)d by e-mail.", it.plan.emails)
    return say("%(sms)s %(emails)s", sms=by_sms, emails=by_email) if it.plan.by_sms else by_email
