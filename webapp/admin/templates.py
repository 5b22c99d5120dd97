"""Communication templates: the Candidate contact tab, and the page on which one is written."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from webapp.admin import tabs, template_window
from webapp.admin.forms import TemplateForm
from webapp.admin.template_window import TemplateWindow, Tried
from webapp.domain import recipients, template_list, templates
from webapp.domain.rights import Right
from webapp.domain.templates import LANGUAGES, PURPOSES, Content, TemplateRefused
from webapp.lib import sms_text
from webapp.models import Organisation, Template
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate
from webapp.web.pages import Page, fragment
from webapp.web.writing import MOST_TYPED

templates_area = Blueprint("templates", __name__)


@templates_area.get("/admin/organisations/<int:organisation_id>/edit/candidate-contact")
@needs(Right.CANDIDATE_CONTACT)
def index(organisation_id: int) -> ResponseReturnValue:
    """The templates that count here: the organisation's own, and those it inherits."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    show = request.args.get("show", "all")
    asked = {
        "q": request.args.get("q", "").strip()[:100],
        "show": show if show in template_list.SHOW else "all",
    }
    number = request.args.get("page", 1, type=int)
    found, total = template_list.page_of(organisation, asked["q"], asked["show"], number)
    prices = recipients.prices(organisation.root_id)
    return render_template(
        "admin/templates.html",
        listed=[(one, _cost(organisation, one.body, prices)) for one in found],
        editable=_editable(organisation),
        asked=asked,
        page=Page.of(number, total, template_list.PAGE_SIZE),
        path=request.path,
        purposes=PURPOSES,
        languages=LANGUAGES,
        **tabs.frame(organisation, "candidate-contact"),
    )


@templates_area.get("/admin/organisations/<int:organisation_id>/templates/new")
@needs(Right.CANDIDATE_CONTACT)
def new(organisation_id: int) -> ResponseReturnValue:
    """The page for a new template, empty or with what the one in `?copy=` says."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    copy_of = request.args.get("copy", type=int)
    if copy_of is None:
        form = _form({"language": organisation.language, "text": ""})
    else:
        template = templates.find_for(organisation, copy_of) or abort(404)
        form = _form(_values(templates.copied(organisation, template)))
    return _page(organisation, form)


@templates_area.post("/admin/organisations/<int:organisation_id>/templates/new")
@needs(Right.CANDIDATE_CONTACT)
def create(organisation_id: int) -> ResponseReturnValue:
    """Make a template."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    form = _form()
    if form.validate():
        try:
            templates.create(organisation, _content(form), current_user.person.id)
            flash(_("The template was created. It is offered in the contact window."))
            return _done(organisation)
        except TemplateRefused as refused:
            _say(form, refused)
    return _page(organisation, form), 422


@templates_area.post("/admin/organisations/<int:organisation_id>/templates/preview")
@needs(Right.CANDIDATE_CONTACT)
def preview_new(organisation_id: int) -> ResponseReturnValue:
    """What a new template would look like and cost: the live part while somebody types."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    return _preview(organisation, None)


@templates_area.get("/admin/templates/<int:template_id>/edit")
@needs(Right.CANDIDATE_CONTACT)
def edit(template_id: int) -> ResponseReturnValue:
    """The page with what the template says now."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    return _page(organisation, _form(_values(templates.content_of(template))), template)


@templates_area.post("/admin/templates/<int:template_id>/edit")
@needs(Right.CANDIDATE_CONTACT)
def save(template_id: int) -> ResponseReturnValue:
    """Keep what was changed; what was sent with it stays as it was."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    form = _form()
    if form.validate():
        try:
            templates.change(template, _content(form), current_user.person.id)
            flash(_("Saved."))
            return _done(organisation)
        except TemplateRefused as refused:
            _say(form, refused)
    return _page(organisation, form, template), 422


@templates_area.post("/admin/templates/<int:template_id>/preview")
@needs(Right.CANDIDATE_CONTACT)
def preview(template_id: int) -> ResponseReturnValue:
    """What the changed template would look like and cost."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    return _preview(organisation, template)


@templates_area.post("/admin/templates/<int:template_id>/archival")
@needs(Right.CANDIDATE_CONTACT)
def archive(template_id: int) -> ResponseReturnValue:
    """Offer a template no more."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    templates.archive(template, current_user.person.id)
    flash(_("Archived. %(name)s is offered no more.", name=template.name))
    return _done(organisation)


@templates_area.post("/admin/templates/<int:template_id>/restoration")
@needs(Right.CANDIDATE_CONTACT)
def restore(template_id: int) -> ResponseReturnValue:
    """Offer a template again, unless another has its name by now."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    try:
        templates.restore(template, current_user.person.id)
    except TemplateRefused as refused:
        form = _form(_values(templates.content_of(template)))
        _say(form, refused)
        return _page(organisation, form, template), 422
    flash(_("Restored. %(name)s is offered again.", name=template.name))
    return _done(organisation)


def _form(values: dict[str, str] | None = None) -> TemplateForm:
    """The form as it was sent, or with these values."""
    form = TemplateForm(data=values) if values is not None else TemplateForm()
    form.purpose.choices = [SelectChoice(key, translate(one)) for key, one in PURPOSES.items()]
    return form


def _values(content: Content) -> dict[str, str]:
    return {"text": content.body, **content._asdict()}


def _content(form: TemplateForm) -> Content:
    return Content(
        name=form.name.data or "",
        purpose=form.purpose.data or "contact",
        language=form.language.data or "",
        body=(form.text.data or "")[:MOST_TYPED],
    )


def _say(form: TemplateForm, refused: TemplateRefused) -> None:
    for name, sentence in refused.sentences.items():
        form[name].errors = [translate(sentence)]


def _tried() -> Tried:
    """Whom the text is shown for, as the form says."""
    chosen = request.form.get("look", request.form.get("see", 0, type=int), type=int)
    return Tried(max(0, chosen), request.form.get("find", "").strip()[:100])


def _window(
    organisation: Organisation, form: TemplateForm, template: Template | None
) -> TemplateWindow:
    if template is None:
        path = f"/admin/organisations/{organisation.id}/templates/new"
    else:
        path = f"/admin/templates/{template.id}/edit"
    shown = template_window.build(
        organisation, _content(form), _tried(), path, path.rpartition("/")[0] + "/preview"
    )
    if form.text.errors:
        shown.errors["text"] = form.text.errors[0]
        shown.problems = [one for one in shown.problems if translate(one) != form.text.errors[0]]
    return shown


def _page(organisation: Organisation, form: TemplateForm, template: Template | None = None) -> str:
    return render_template(
        "admin/template.html",
        w=_window(organisation, form, template),
        form=form,
        template=template,
        text_changed=False,
        **tabs.frame(organisation, "candidate-contact"),
    )


def _preview(organisation: Organisation, template: Template | None) -> ResponseReturnValue:
    form = _form()
    if request.form.get("replace"):
        form.text.data = sms_text.replace_dear(sms_text.normalise(_content(form).body))
    if not htmx.is_partial():
        return _page(organisation, form, template)
    return fragment(
        "admin/_template_preview.html",
        w=_window(organisation, form, template),
        text_changed=bool(request.form.get("replace")),
    )


def _cost(organisation: Organisation, body: str, prices: dict[str, int]) -> tuple[int, int]:
    """How many SMS a typical text is, and the credits that it takes."""
    plan = template_list.typical(organisation, current_user.person, body, prices)
    return plan.planned[0].segments, plan.credits


def _editable(organisation: Organisation) -> set[int]:
    """The organisations, of this one and those above it, whose templates one may change."""
    ids = templates.path_ids(organisation.path)
    paths = ("/" + "/".join(map(str, ids[:place])) + "/" for place in range(1, len(ids) + 1))
    may = (access.may(Right.CANDIDATE_CONTACT, path) for path in paths)
    return {identity for identity, is_allowed in zip(ids, may, strict=True) if is_allowed}


def _done(organisation: Organisation) -> ResponseReturnValue:
    return htmx.done(url_for("templates.index", organisation_id=organisation.id))
