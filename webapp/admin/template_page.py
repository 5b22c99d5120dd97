"""The page on which a template is written: its form, and what stands around it."""

from flask import render_template, request
from wtforms.fields import SelectChoice

from webapp.admin import tabs, template_window
from webapp.admin.forms import TemplateForm
from webapp.admin.template_window import TemplateWindow, Tried
from webapp.domain import templates
from webapp.domain.templates import LANGUAGES, PURPOSES, Content, TemplateRefused
from webapp.models import Organisation, Template, TemplateVersion
from webapp.web.filters import translate
from webapp.web.pages import fragment
from webapp.web.writing import MOST_SUBJECT, MOST_TYPED


def form_with(content: Content | None = None, template: Template | None = None) -> TemplateForm:
    """The form as it was sent, or with what a template says; a template keeps its contact type."""
    values = {"text": content.body, **content._asdict()} if content else None
    form = TemplateForm(data=values) if values else TemplateForm()
    if template:
        form.contact_type.data = template.contact_type
    purposes = templates.purposes_of(form.contact_type.data or "")
    form.purpose.choices = [SelectChoice(key, translate(one)) for key, one in purposes.items()]
    return form


def content_in(form: TemplateForm) -> Content:
    """What the form says."""
    return Content(
        name=form.name.data or "",
        purpose=form.purpose.data or "contact",
        language=form.language.data or "",
        body=(form.text.data or "")[:MOST_TYPED],
        contact_type=form.contact_type.data or "",
        subject=(form.subject.data or "")[:MOST_SUBJECT],
    )


def say_beside(form: TemplateForm, refused: TemplateRefused) -> None:
    """Put what was refused beside the fields that it concerns."""
    for name, sentence in refused.sentences.items():
        form[name].errors = [translate(sentence)]


def window(
    organisation: Organisation, form: TemplateForm, template: Template | None
) -> TemplateWindow:
    """What follows the typing, for what the form says."""
    if template is None:
        path = f"/admin/organisations/{organisation.id}/templates/new"
    else:
        path = f"/admin/templates/{template.id}/edit"
    shown = template_window.build(
        organisation, content_in(form), _tried(), path, path.rpartition("/")[0] + "/preview"
    )
    shown.template_version = request.form.get("version", type=int)
    if form.text.errors:
        shown.errors["text"] = form.text.errors[0]
        shown.problems = [one for one in shown.problems if translate(one) != form.text.errors[0]]
    return shown


def page(
    organisation: Organisation,
    form: TemplateForm,
    template: Template | None = None,
    other: TemplateVersion | None = None,
) -> str:
    """The whole page; `other` is what somebody else saved while this was being written."""
    return render_template(
        "admin/template.html",
        **_written(organisation, form, template, other),
        **tabs.frame(organisation, "candidate-contact"),
    )


def switched(organisation: Organisation, form: TemplateForm) -> str:
    """The form of a new template alone: another contact type has other fields."""
    return fragment("admin/_template_form.html", **_written(organisation, form, None, None))


def _written(
    organisation: Organisation,
    form: TemplateForm,
    template: Template | None,
    other: TemplateVersion | None,
) -> dict[str, object]:
    """What the form shows."""
    shown = window(organisation, form, template)
    version = templates.latest(template) if template else None
    if version and not shown.template_version:
        shown.template_version = version.id
    return {
        "w": shown,
        "form": form,
        "template": template,
        "version": version,
        "other": other,
        "purposes": PURPOSES,
        "languages": LANGUAGES,
        "text_changed": False,
    }


def _tried() -> Tried:
    """Whom the text is shown for, as the form says."""
    chosen = request.form.get("look", request.form.get("see", 0, type=int), type=int)
    return Tried(max(0, chosen), request.form.get("find", "").strip()[:100])
