"""Communication templates: made, changed, archived; those of an organisation and inherited ones."""

from typing import NamedTuple

from webapp import db
from webapp.domain import contacting, log
from webapp.domain.contacting import MAX_CHARACTERS
from webapp.domain.log import Did
from webapp.lib import clock, parameters, sms_text
from webapp.lib.words import Sentence, say
from webapp.models import Organisation, Template

PURPOSES: dict[str, Sentence] = {
    "contact": say("Contact"),
    "interview_invitation": say("Interview invitation"),
    "interview_reminder": say("Interview reminder"),
    "rejection": say("Rejection"),
}

# The languages that candidates are written to in, each by its own name.
LANGUAGES: dict[str, str] = {
    "en": "English",
    "sv": "Svenska",
    "nb": "Norsk",
    "da": "Dansk",
    "fi": "Suomi",
}

MOST_NAME = 80


class TemplateFacts(NamedTuple):
    """A template as the contact window offers it."""

    id: int
    name: str
    purpose: str
    body: str


class Content(NamedTuple):
    """What a template says: all of it that somebody writes."""

    name: str
    purpose: str
    language: str
    body: str
    contact_type: str = "sms"


class TemplateRefused(Exception):
    """Nothing was saved; `sentences` says why, by the field that it concerns."""

    def __init__(self, sentences: dict[str, Sentence]) -> None:
        super().__init__(str(sentences))
        self.sentences = sentences


def usable(organisation_path: str, contact_type: str = "sms") -> list[TemplateFacts]:
    """The templates of an organisation and of all above it, by purpose and name."""
    ids = path_ids(organisation_path)
    found = db.rows(
        "SELECT id, name, purpose, body FROM template "
        f"WHERE organisation_id IN ({', '.join('?' * len(ids))}) AND contact_type = ? "
        "AND archived_at IS NULL ORDER BY purpose, name",
        [*ids, contact_type],
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
    organisation: Organisation, name: str, body: str, *, purpose: str = "contact"
) -> Template:
    """A new SMS template of an organisation, by nobody in particular and without a check."""
    return _insert(organisation, _kept(Content(name, purpose, organisation.language, body)))


def create(organisation: Organisation, content: Content, by_id: int) -> Template:
    """A new template of an organisation; raises TemplateRefused."""
    content = _kept(content)
    with db.transaction():
        _check(organisation, content)
        made = _insert(organisation, content)
        _log(Did.TEMPLATE_CREATED, made, by_id)
        return made


def change(template: Template, content: Content, by_id: int) -> bool:
    """Let a template say something else; whether that changed anything.

    What was sent with it stays as it was. Raises TemplateRefused.
    """
    content = _kept(content)
    with db.transaction():
        if content == content_of(template):
            return False
        _check(template.organisation, content, template.id)
        before = template.name
        for name, value in content._asdict().items():
            setattr(template, name, value)
        template.save()
        details = {} if before == template.name else {"name_before": before}
        _log(Did.TEMPLATE_CHANGED, template, by_id, **details)
        return True


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


def content_of(template: Template) -> Content:
    """What a template says now."""
    return Content._make(getattr(template, name) for name in Content._fields)


def copied(organisation: Organisation, template: Template) -> Content:
    """What a copy of a template in this organisation begins with: its text, and a free name."""
    content = content_of(template)
    taken = _names(organisation, content)
    names = [content.name] + [f"{content.name[: MOST_NAME - 5]} {n}" for n in range(2, 1000)]
    return content._replace(name=next(name for name in names if name.casefold() not in taken))


def problems(content: Content) -> list[Sentence]:
    """What is wrong with the text of a template."""
    found = contacting.text_problems(parameters.compile_text(content.body), content.body)
    if len(content.body) > MAX_CHARACTERS:
        found.append(
            say(
                "This is %(now)d characters. A template may have %(most)d at most.",
                now=len(content.body),
                most=MAX_CHARACTERS,
            )
        )
    return found


def _kept(content: Content) -> Content:
    """As it is kept: normalised, and nothing around the name."""
    return content._replace(
        name=sms_text.normalise(content.name).strip(), body=sms_text.normalise(content.body)
    )


def _check(organisation: Organisation, content: Content, own_id: int | None = None) -> None:
    found = problems(content)
    if found:
        raise TemplateRefused({"text": found[0]})
    _check_name(organisation, content, own_id)


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


def _insert(organisation: Organisation, content: Content) -> Template:
    return Template.create(organisation=organisation, created_at=clock.now(), **content._asdict())


def _archive_at(template: Template, at_ms: int | None) -> None:
    template.archived_at = None if at_ms is None else clock.from_ms(at_ms)
    template.save(only=[Template.archived_at])


def _log(did: Did, template: Template, by_id: int, **details: object) -> None:
    log.record(did, template.organisation_id, by_id, template.name, **details)
