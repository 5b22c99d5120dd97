"""Deactivating an organisation with all below it, and letting it work again."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.domain import tree
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.lib.words import Sentence
from webapp.models import Organisation
from webapp.web import access, htmx
from webapp.web.access import needs

deactivation_area = Blueprint("deactivation", __name__)


@deactivation_area.get("/admin/organisations/<int:organisation_id>/deactivation")
@needs(Right.ORGANISATION_EDIT)
def show(organisation_id: int) -> ResponseReturnValue:
    """What it would mean, before anybody does it."""
    return _page(access.organisation(organisation_id, Right.ORGANISATION_EDIT))


@deactivation_area.post("/admin/organisations/<int:organisation_id>/deactivation")
@needs(Right.ORGANISATION_EDIT)
def deactivate(organisation_id: int) -> ResponseReturnValue:
    """Stop new cases and sends there and below."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    try:
        taken_back = tree.deactivate(organisation, current_user.person.id)
    except NotPossible as problem:
        return _page(organisation, problem.sentence), 422
    told = _("%(name)s is deactivated. Nothing is lost.", name=organisation.name)
    if taken_back:
        told += " " + ngettext(
            "%(num)d SMS that still waited was taken back.",
            "%(num)d SMS that still waited were taken back.",
            taken_back,
        )
    flash(told)
    return htmx.done(url_for("organisations.index", show="all"))


@deactivation_area.post("/admin/organisations/<int:organisation_id>/reactivation")
@needs(Right.ORGANISATION_EDIT)
def reactivate(organisation_id: int) -> ResponseReturnValue:
    """Let it work again."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    try:
        tree.reactivate(organisation, current_user.person.id)
    except NotPossible as problem:
        return _page(organisation, problem.sentence), 422
    flash(_("%(name)s is active again. What was taken back stays so.", name=organisation.name))
    return htmx.done(url_for("organisations.edit", organisation_id=organisation.id))


def _page(organisation: Organisation, problem: Sentence | None = None) -> str:
    return render_template(
        "admin/deactivation.html",
        organisation=organisation,
        below=tree.below(organisation),
        problem=problem,
        nav="admin",
    )
