"""Communication templates: made, changed, archived; those of an organisation and inherited ones."""

from typing import NamedTuple

from peewee import JOIN

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.domain.means import ContactType
from webapp.domain.text_rules import (
    INVITE_LINK,
    MAX_CHARACTERS,
    MAX_EMAIL_CHARACTERS,
    MAX_SUBJECT_CHARACTERS,
    PARAMETERS,
    email_problems,
    subject_problems,
    text_problems,
)
from webapp.lib import clock, parameters, sms_text
from webapp.lib.words import Sentence, say
from webapp.models import Organisation, Template, TemplateVersion, User

PURPOSES: dict[str, Sentence] = {
    "contact": say("Contact"),
    "interview_invitation": say("Interview invitation"),
    "interview_reminder": say("Interview reminder"),
    "rejection": say("Rejection"),
    "quick_reply": say("Quick reply"),
}

INVITATION = "interview_invitation"
REJECTION = "rejection"
QUICK_REPLY = "quick_reply"

# The languages that candidates are written to in, each by its own name.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "sv": "Svenska",
    "nb": "Norsk",
    "da": "Dansk",
    "fi": "Suomi",
}

MOST_NAME = 80
VERSIONS_SHOWN = 25


class TemplateFacts(NamedTuple):
    """A template as the contact window offers it."""

    id: int
    name: str
    purpose: str
    language: str
    body: str
    subject: str
    version_id: int


class Content(NamedTuple):
    """What a template says: all of it that somebody writes. Only an e-mail has a subject."""

    name: str
    purpose: str
    language: str
    body: str
    contact_type: str = ContactType.SMS.value
    subject: str = ""

    @property
    def is_email(self) -> bool:
        """Whether it is sent by e-mail."""
        return self.contact_type == ContactType.EMAIL.value


class ChangedMeanwhile(Exception):
    """Nothing was saved, because somebody else saved `version` since the text was opened."""

    def __init__(self, version: TemplateVersion) -> None:
        super().__init__(f"version {version.number}")
        self.version = version


class TemplateRefused(Exception):
    """Nothing was saved; `sentences` says why, by the field that it concerns."""

    def __init__(self, sentences: dict[str, Sentence]) -> None:
        super().__init__(str(sentences))
        self.sentences = sentences


def usable(
    organisation_path: str, contact_type: str = ContactType.SMS.value, *, invites: bool = False
) -> list[TemplateFacts]:
    """The templates of an organisation and of all above it, by purpose and name.

    `invites`: only invitations; otherwise none of them, whose link only an invitation fills. And
    no rejections by SMS where the parent organisation does not allow them.
    """
    ids = path_ids(organisation_path)
    found = db.rows(
        "SELECT id, name, purpose, language, body, subject, "
        "(SELECT max(v.id) FROM template_version v WHERE v.template_id = template.id) "
        f"FROM template WHERE organisation_id IN ({db.marks(ids)}) "
        "AND contact_type = ? AND archived_at IS NULL "
        f"AND purpose {'=' if invites else '<>'} ? "
        "AND (purpose <> ? OR contact_type <> 'sms' OR EXISTS "
        "(SELECT 1 FROM organisation r WHERE r.id = ? AND r.rejection_by_sms)) "
        "ORDER BY purpose, name",
        [*ids, contact_type, INVITATION, REJECTION, ids[0]],
    )
    return [TemplateFacts._make(one) for one in found]


def path_ids(organisation_path: str) -> list[int]:
    """The ids of an organisation and of all above it, from the parent organisation down."""
    return [int(piece) for piece in organisation_path.strip("/").split("/")]


def find_for(organisation: Organisation, template_id: int) -> Template | None:
    """A template by id, if it is this organisation's own or inherited by it."""
    found = Template.get_or_none(Template.id == min(template_id, db.MOST_ID))
    if found is None or found.organisation_id not in path_ids(organisation.path):
        return None
    return found


def write(
    organisation: Organisation, name: str, body: str, *, purpose: str = "contact", subject: str = ""
) -> Template:
    """A new template of an organisation, by nobody in particular and without a check: of SMS, or
    with a subject of e-mail.
    """
    contact_type = (ContactType.EMAIL if subject else ContactType.SMS).value
    content = Content(name, purpose, organisation.language, body, contact_type, subject)
    return _insert(organisation, _kept(content))


def create(organisation: Organisation, content: Content, by_id: int) -> Template:
    """A new template of an organisation; raises TemplateRefused."""
    content = _kept(content)
    with db.transaction():
        _check(organisation, content)
        made = _insert(organisation, content, by_id)
        _log(Did.TEMPLATE_CREATED, made, by_id)
        return made


def change(template: Template, content: Content, by_id: int, began_from: int) -> bool:
    """Let a template say something else, as a new version; whether that changed anything.

    `began_from` is the id of the version that was opened: raises ChangedMeanwhile when there is
    a newer one, and TemplateRefused. What was sent with it stays as it was.
    """
    content = _kept(content)
    with db.transaction():
        # Whoever saves at the same time waits here, and then finds this version.
        db.row(f"SELECT id FROM template WHERE id = ?{db.for_update()}", (template.id,))
        now = latest(template)
        if content == content_of(now):
            return False
        if now.id != began_from:
            raise ChangedMeanwhile(now)
        _check(template.organisation, content, template.id)
        for name, value in content._asdict().items():
            setattr(template, name, value)
        template.save()
        number = _add_version(template, by_id, now.number + 1).number
        before = {} if now.name == template.name else {"name_before": now.name}
        _log(Did.TEMPLATE_CHANGED, template, by_id, version=number, **before)
        return True


def bring_back(version: TemplateVersion, by_id: int) -> bool:
    """Let a template say again what it said in a version, as a new one; as `change` does."""
    template = version.template
    with db.transaction():
        return change(template, content_of(version), by_id, latest(template).id)


def latest(template: Template) -> TemplateVersion:
    """The version that a template is now."""
    versions = TemplateVersion.select().where(TemplateVersion.template == template.id)
    return versions.order_by(TemplateVersion.number.desc()).get()


def versions_of(template: Template, before: int | None = None) -> list[TemplateVersion]:
    """The versions with who saved them, newest first, those before a number.

    One more than VERSIONS_SHOWN, so that it is known whether there are older ones.
    """
    found = (
        TemplateVersion.select(TemplateVersion, User)
        .join(User, JOIN.LEFT_OUTER)
        .where(TemplateVersion.template == template.id)
        .order_by(TemplateVersion.number.desc())
        .limit(VERSIONS_SHOWN + 1)
    )
    return list(found if before is None else found.where(TemplateVersion.number < before))


def version_made_from(template_id: int, version_id: int | None) -> int | None:
    """The version if it is one of this template's, else the latest; None if there is none."""
    found = db.row(
        "SELECT id FROM template_version WHERE template_id = ? ORDER BY id = ? DESC, id DESC",
        (template_id, min(version_id or 0, db.MOST_ID)),
    )
    return found[0] if found else None


def archive(template: Template, by_id: int) -> None:
    """Offer a template no more; a second call changes nothing."""
    with db.transaction():
        if template.archived_at is None:
            _archive_at(template, clock.now_ms())
            _log(Did.TEMPLATE_ARCHIVED, template, by_id)


def restore(template: Template, by_id: int) -> None:
    """Offer a template again; a second call changes nothing.

    Raises TemplateRefused where another has its name by now.
    """
    with db.transaction():
        if template.archived_at is not None:
            _check_name(template.organisation, content_of(template), template.id)
            _archive_at(template, None)
            _log(Did.TEMPLATE_RESTORED, template, by_id)


def content_of(said: Template | TemplateVersion) -> Content:
    """What a template says now, or said in one of its versions."""
    template = said if isinstance(said, Template) else said.template
    return Content(
        said.name, said.purpose, said.language, said.body, template.contact_type, said.subject
    )


def copied(organisation: Organisation, template: Template) -> Content:
    """What a copy of a template in this organisation begins with: its text, and a free name."""
    content = content_of(template)
    taken = _names(organisation, content)
    names = [content.name] + [f"{content.name[: MOST_NAME - 5]} {n}" for n in range(2, 1000)]
    return content._replace(name=next(name for name in names if name.casefold() not in taken))


def problems(content: Content) -> list[Sentence]:
    """What is wrong with the text of a template."""
    known = parameters_of(content.purpose)
    found = text_problems(parameters.compile_text(content.body), content.body, known)
    if content.is_email:
        found += email_problems(parameters.compile_text(content.body))
    most = MAX_EMAIL_CHARACTERS if content.is_email else MAX_CHARACTERS
    if len(content.body) > most:
        found.append(
            say(
                "This is %(now)d characters. A template may have %(most)d at most.",
                now=len(content.body),
                most=most,
            )
        )
    return found


def problems_of_subject(content: Content) -> list[Sentence]:
    """What is wrong with its subject; an SMS has none."""
    if not content.is_email:
        return []
    found = subject_problems(content.subject, parameters_of(content.purpose))
    if len(content.subject) > MAX_SUBJECT_CHARACTERS:
        found.append(say("A subject longer than %(most)d characters", most=MAX_SUBJECT_CHARACTERS))
    return found


def purposes_of(contact_type: str) -> dict[str, Sentence]:
    """What a template of this contact type can be for: a quick reply answers an SMS."""
    if contact_type == ContactType.SMS.value:
        return PURPOSES
    return {key: one for key, one in PURPOSES.items() if key != QUICK_REPLY}


def parameters_of(purpose: str) -> tuple[str, ...]:
    """The parameters that a template of this purpose may hold."""
    return (*PARAMETERS, INVITE_LINK) if purpose == INVITATION else (*PARAMETERS,)


def lacks_link(content: Content) -> bool:
    """Whether this is an invitation without the link with which its candidate books."""
    names = parameters.compile_text(content.body).names
    return content.purpose == INVITATION and INVITE_LINK not in names


def with_link(body: str) -> str:
    """The text with the parameter of the link at its end."""
    return f"{body.rstrip()} %{INVITE_LINK}%".lstrip()


def _kept(content: Content) -> Content:
    """As it is kept: normalised, nothing around the name, the subject (of an e-mail) one line."""
    subject = " ".join(sms_text.normalise(content.subject).split()) if content.is_email else ""
    return content._replace(
        name=sms_text.normalise(content.name).strip(),
        body=sms_text.normalise(content.body),
        subject=subject,
    )


def _check(organisation: Organisation, content: Content, own_id: int | None = None) -> None:
    found = problems(content)
    if lacks_link(content):
        found.append(
            say(
                "An interview invitation needs %(parameter)s, the link with which the candidate "
                "books a time.",
                parameter=f"%{INVITE_LINK}%",
            )
        )
    found_in_subject = problems_of_subject(content)
    if found or found_in_subject:
        by_field = {"text": found[:1], "subject": found_in_subject[:1]}
        raise TemplateRefused({name: one[0] for name, one in by_field.items() if one})
    if (
        content.purpose == REJECTION
        and not content.is_email
        and not _may_reject_by_sms(organisation)
    ):
        raise TemplateRefused(
            {
                "purpose": say(
                    "A rejection is sent by e-mail only. Whoever may edit the parent "
                    "organisation can allow SMS on its Candidate contact tab."
                )
            }
        )
    _check_name(organisation, content, own_id)


def _may_reject_by_sms(organisation: Organisation) -> bool:
    return bool(Organisation.get_by_id(organisation.root_id).rejection_by_sms)


def _check_name(organisation: Organisation, content: Content, own_id: int | None) -> None:
    # Until the end of the transaction nobody else can take the name.
    db.row(f"SELECT id FROM organisation WHERE id = ?{db.for_update()}", (organisation.id,))
    if content.name.casefold() in _names(organisation, content, own_id):
        raise TemplateRefused(
            {
                "name": say(
                    "Another template of this organisation, with the same contact type and "
                    "language, is called so. Choose another name, or archive the other one."
                )
            }
        )


def _names(organisation: Organisation, content: Content, but: int | None = None) -> set[str]:
    """The names that a template like this cannot have."""
    found = db.rows(
        "SELECT name FROM template WHERE organisation_id = ? AND contact_type = ? "
        "AND language = ? AND archived_at IS NULL AND id <> ?",
        (organisation.id, content.contact_type, content.language, but or 0),
    )
    return {name.casefold() for (name,) in found}


def _insert(organisation: Organisation, content: Content, by_id: int | None = None) -> Template:
    with db.transaction():
        made: Template = Template.create(
            organisation=organisation, created_at=clock.now(), **content._asdict()
        )
        _add_version(made, by_id, 1)
        return made


def _add_version(template: Template, by_id: int | None, number: int) -> TemplateVersion:
    said = content_of(template)._asdict()
    del said["contact_type"]
    made: TemplateVersion = TemplateVersion.create(
        template=template, number=number, user=by_id, saved_at=clock.now(), **said
    )
    return made


def _archive_at(template: Template, at_ms: int | None) -> None:
    template.archived_at = None if at_ms is None else clock.from_ms(at_ms)
    template.save(only=[Template.archived_at])


def _log(did: Did, template: Template, by_id: int, **details: object) -> None:
    log.record(did, template.organisation_id, by_id, template.name, **details)
