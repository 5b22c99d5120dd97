"""Communication templates: the Candidate contact tab, and the page on which one is written."""

from flask import Blueprint, abort, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs, template_page
from webapp.domain import organisations, recipients, template_list, templates
from webapp.domain.means import ContactType
from webapp.domain.rights import Right
from webapp.domain.template_list import Listed
from webapp.domain.templates import LANGUAGES, PURPOSES, ChangedMeanwhile, Content, TemplateRefused
from webapp.lib import sms_text
from webapp.models import Organisation, Template
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.pages import Page, chosen, fragment, searched

# What a preview answers with the field of the text too: it, or what may be inserted, is another.
_REWRITING = ("replace", "add_link", "chosen_purpose")

templates_area = Blueprint("templates", __name__)


@templates_area.get("/admin/organisations/<int:organisation_id>/edit/candidate-contact")
@needs(Right.CANDIDATE_CONTACT)
def index(organisation_id: int) -> ResponseReturnValue:
    """The templates that count here: the organisation's own, and those it inherits."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    asked = {"q": searched(), "show": chosen("show", template_list.SHOW, "all")}
    number = request.args.get("page", 1, type=int)
    found, total = template_list.page_of(organisation, asked["q"], asked["show"], number)
    prices = recipients.prices(organisation.root_id)
    return render_template(
        "admin/templates.html",
        listed=[(one, _cost(organisation, one, prices)) for one in found],
        editable=_editable(organisation),
        asked=asked,
        page=Page.of(number, total, template_list.PAGE_SIZE),
        path=request.path,
        root=organisation
        if organisation.is_parent
        else Organisation.get_by_id(organisation.root_id),
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
        form = template_page.form_with(Content("", "contact", organisation.language, ""))
    else:
        template = templates.find_for(organisation, copy_of) or abort(404)
        form = template_page.form_with(templates.copied(organisation, template))
    return template_page.page(organisation, form)


@templates_area.post("/admin/organisations/<int:organisation_id>/templates/new")
@needs(Right.CANDIDATE_CONTACT)
def create(organisation_id: int) -> ResponseReturnValue:
    """Make a template."""
    organisation = access.organisation(organisation_id, Right.CANDIDATE_CONTACT)
    form = template_page.form_with()
    if form.validate():
        try:
            templates.create(organisation, template_page.content_in(form), current_user.person.id)
            flash(_("The template was created."))
            return _done(organisation)
        except TemplateRefused as refused:
            template_page.say_beside(form, refused)
    return template_page.page(organisation, form), 422


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
    form = template_page.form_with(templates.content_of(template))
    return template_page.page(organisation, form, template)


@templates_area.post("/admin/templates/<int:template_id>/edit")
@needs(Right.CANDIDATE_CONTACT)
def save(template_id: int) -> ResponseReturnValue:
    """Keep what was changed; what was sent with it stays as it was."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    form = template_page.form_with(template=template)
    if form.validate():
        try:
            templates.change(
                template, template_page.content_in(form), current_user.person.id, _began_from()
            )
            flash(_("Saved."))
            return _done(organisation)
        except ChangedMeanwhile as changed:
            return template_page.page(organisation, form, template, changed.version), 422
        except TemplateRefused as refused:
            template_page.say_beside(form, refused)
    return template_page.page(organisation, form, template), 422


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
        form = template_page.form_with(templates.content_of(template))
        template_page.say_beside(form, refused)
        return template_page.page(organisation, form, template), 422
    flash(_("Restored. %(name)s is offered again.", name=template.name))
    return _done(organisation)


@templates_area.post("/admin/organisations/<int:parent_id>/rejections-by-sms")
@needs(Right.ORGANISATION_EDIT)
def allow_rejections(parent_id: int) -> ResponseReturnValue:
    """Let rejections be sent by SMS in the whole tree, or no longer."""
    root = access.parent_organisation(parent_id, Right.ORGANISATION_EDIT)
    allowed = bool(request.form.get("allowed"))
    organisations.allow_rejection_by_sms(root, current_user.person.id, allowed=allowed)
    flash(_("Saved."))
    may_see = access.may(Right.CANDIDATE_CONTACT, root.path)
    return _done(root) if may_see else htmx.done(url_for("organisations.index"))


def _preview(organisation: Organisation, template: Template | None) -> ResponseReturnValue:
    form = template_page.form_with(template=template)
    typed = sms_text.normalise(template_page.content_in(form).body)
    if request.form.get("replace"):
        form.text.data = sms_text.replace_dear(typed)
    if request.form.get("add_link"):
        form.text.data = templates.with_link(typed)
    if not htmx.is_partial():
        return template_page.page(organisation, form, template)
    if request.form.get("switched"):
        return template_page.switched(organisation, form)
    return fragment(
        "admin/_template_preview.html",
        w=template_page.window(organisation, form, template),
        text_changed=any(name in request.form for name in _REWRITING),
    )


def _began_from() -> int:
    """The version whose successor this is; `over` where somebody saw another's and decided."""
    return request.form.get("over", type=int) or request.form.get("version", 0, type=int)


def _cost(organisation: Organisation, one: Listed, prices: dict[str, int]) -> tuple[int, int]:
    """How many SMS a typical text is, and the credits that it takes; an e-mail takes none."""
    if one.contact_type == ContactType.EMAIL:
        return 0, 0
    link = template_list.typical_link(one.purpose, current_app.config["HEJ"].base_url)
    plan = template_list.typical(organisation, current_user.person, one.body, prices, link)
    return plan.planned[0].segments, plan.credits


def _editable(organisation: Organisation) -> set[int]:
    """The organisations, of this one and those above it, whose templates one may change."""
    ids = templates.path_ids(organisation.path)
    paths = ("/" + "/".join(map(str, ids[:place])) + "/" for place in range(1, len(ids) + 1))
    may = (access.may(Right.CANDIDATE_CONTACT, path) for path in paths)
    return {identity for identity, is_allowed in zip(ids, may, strict=True) if is_allowed}


def _done(organisation: Organisation) -> ResponseReturnValue:
    return htmx.done(url_for("templates.index", organisation_id=organisation.id))
