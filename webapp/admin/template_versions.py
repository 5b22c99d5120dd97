"""What a template said before, who saved it, and bringing it back."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs, template_page
from webapp.domain import templates
from webapp.domain.rights import Right
from webapp.domain.templates import LANGUAGES, PURPOSES, VERSIONS_SHOWN, TemplateRefused
from webapp.web import access, htmx
from webapp.web.access import needs

template_versions_area = Blueprint("template_versions", __name__)


@template_versions_area.get("/admin/templates/<int:template_id>/versions")
@needs(Right.CANDIDATE_CONTACT)
def index(template_id: int) -> ResponseReturnValue:
    """The latest versions, or those before number `?before=`, each to be read."""
    template, organisation = access.template(template_id, Right.CANDIDATE_CONTACT)
    before = request.args.get("before", type=int)
    if before is not None:
        before = max(2, min(before, 10**9))
    found = templates.versions_of(template, before)
    return render_template(
        "admin/versions.html",
        template=template,
        versions=found[:VERSIONS_SHOWN],
        has_older=len(found) > VERSIONS_SHOWN,
        latest=templates.latest(template).number,
        purposes=PURPOSES,
        languages=LANGUAGES,
        **tabs.frame(organisation, "candidate-contact"),
    )


@template_versions_area.post("/admin/template-versions/<int:version_id>/restoration")
@needs(Right.CANDIDATE_CONTACT)
def restore(version_id: int) -> ResponseReturnValue:
    """Let the template say again what it said then, as a new version."""
    version, template, organisation = access.template_version(version_id, Right.CANDIDATE_CONTACT)
    try:
        templates.bring_back(version, current_user.person.id)
    except TemplateRefused as refused:
        form = template_page.form_with(templates.content_of(version), template)
        template_page.say_beside(form, refused)
        return template_page.page(organisation, form, template), 422
    flash(_("Version %(number)s is what the template says again.", number=version.number))
    return htmx.done(url_for("template_versions.index", template_id=template.id))
