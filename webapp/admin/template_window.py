"""The page on which a template is written: what its fragments show (`w` in them)."""

from dataclasses import dataclass, field, replace

from flask import current_app
from flask_login import current_user

from webapp.domain import contacting, pressure, recipients, template_list, templates
from webapp.domain.contacting import Plan, Writer
from webapp.domain.means import BY_SMS, ContactType, Means
from webapp.domain.rights import Right
from webapp.domain.template_list import Someone
from webapp.domain.templates import INVITATION, Content
from webapp.domain.text_rules import INVITE_LINK, MAX_EMAIL_CHARACTERS
from webapp.lib import sender, sms_text
from webapp.lib.sms_text import DearCharacter
from webapp.lib.words import Sentence, say, say_n
from webapp.models import Organisation
from webapp.web import access, writing
from webapp.web.mail_preview import ShownMail, shown_mail
from webapp.web.writing import MOST_IN_AREA, Measured, Shown


@dataclass(frozen=True)
class Tried:
    """Whom the text is shown for: an application (0 is the typical candidate), and the search."""

    application_id: int = 0
    find: str = ""


@dataclass
class TemplateWindow:
    """All that follows the typing, and the text itself. `path` is where the form is saved."""

    path: str
    preview_path: str
    text: str
    typical: Measured
    credits: int
    dear: list[DearCharacter]
    saving: int
    problems: list[Sentence]
    warnings: list[Sentence]
    current: Shown | ShownMail
    tried: Tried
    candidates: list[Someone]
    has_link: bool = False
    lacks_link: bool = False
    offers_opt_out_link: bool = False
    template_version: int | None = None
    dearest: None = None
    means: Means = BY_SMS
    errors: dict[str, Sentence] = field(default_factory=dict)

    @property
    def most_typed(self) -> int:
        """How many characters the text takes."""
        return MAX_EMAIL_CHARACTERS if self.means.by_email else MOST_IN_AREA

    @property
    def spoken(self) -> Sentence:
        """What is said to those who do not see the stamps."""
        if self.problems:
            return self.problems[0]
        if self.means.by_email:
            return say("E-mail has no length limit and uses no credits.")
        return say_n(
            "%(num)d SMS, %(kind)s, %(credits)s for a typical text.",
            "%(num)d SMS, %(kind)s, %(credits)s for a typical text.",
            self.typical.segments,
            kind=say("standard characters") if self.typical.encoding == "GSM-7" else say("Unicode"),
            credits=say_n("%(num)d credit", "%(num)d credits", self.credits),
        )


def build(
    organisation: Organisation, content: Content, tried: Tried, path: str, preview_path: str
) -> TemplateWindow:
    """Count a template's text, and show it as somebody would get it."""
    person = current_user.person
    text = sms_text.normalise(content.body)
    prices = recipients.prices(organisation.root_id)
    link = template_list.typical_link(content.purpose, current_app.config["HEJ"].base_url)
    means = Means(ContactType(content.contact_type), content.subject)
    plan = template_list.typical(organisation, person, text, prices, link, means)
    dear = [] if means.by_email else sms_text.dear_characters(text)
    cheaper = template_list.typical(
        organisation, person, sms_text.replace_dear(text), prices, link, means
    )
    visible = access.organisations(Right.CASE_VIEW)
    return TemplateWindow(
        path=path,
        preview_path=preview_path,
        text=text,
        typical=writing.stamps(plan.planned[0].text),
        credits=plan.credits,
        dear=dear,
        saving=max(0, plan.credits - cheaper.credits) if dear else 0,
        problems=templates.problems(content._replace(body=text)) if text else [],
        warnings=[] if means.by_email else _warnings(organisation, text, plan),
        current=_shown(organisation, text, tried, plan, link, means),
        tried=tried,
        has_link=content.purpose == INVITATION,
        offers_opt_out_link=sender.is_name(organisation.sender) and not means.by_email,
        lacks_link=bool(text) and templates.lacks_link(content),
        candidates=template_list.candidates(visible, tried.find),
        means=means,
    )


def _warnings(organisation: Organisation, text: str, plan: Plan) -> list[Sentence]:
    mute = contacting.cannot_stop(organisation.sender, text)
    return writing.warnings(plan.planned[0].segments) + ([mute] if mute else [])


def _shown(
    organisation: Organisation, text: str, tried: Tried, plan: Plan, link: str, means: Means
) -> Shown | ShownMail:
    """The text for the chosen application, or for the typical candidate."""
    person = current_user.person
    if not tried.application_id:
        [one] = plan.planned
        if means.by_email:
            return shown_mail(one, organisation.name, person.email)
        return writing.shown(one, organisation.sender)
    application, case = access.application(tried.application_id, Right.CASE_VIEW)
    [recipient] = recipients.load(case.id, case.root_id, {application.id})
    writer = Writer.of(case, person)
    if link:
        writer = replace(writer, values=writer.values | {INVITE_LINK: link})
    prices = recipients.prices(case.root_id)
    [one] = contacting.plan(writer, text, [recipient], prices, pressure.NONE, means=means).planned
    if means.by_email:
        return shown_mail(one, writer.organisation_name, person.email)
    return writing.shown(one, case.sender)
