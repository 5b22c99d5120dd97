"""Inviting somebody to an organisation, doing it again, and taking it back."""

from flask import Blueprint, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from webapp.admin.forms import InvitationForm
from webapp.domain import access_groups, rights, user_invitations
from webapp.domain.access_groups import AccessRefused
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.models import AccessGroup, Organisation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.choices import own_languages
from webapp.web.filters import translate

invitations_area = Blueprint("invitations", __name__)

_INDENT = "\N{EM SPACE}"


@invitations_area.get("/admin/organisations/<int:organisation_id>/invitations/new")
@needs(Right.USERS)
def new(organisation_id: int) -> ResponseReturnValue:
    """The form: who, where, and with which access group."""
    organisation = access.organisation(organisation_id, Right.USERS)
    return _page(organisation, _form(organisation))


@invitations_area.post("/admin/organisations/<int:organisation_id>/invitations")
@needs(Right.USERS)
def create(organisation_id: int) -> ResponseReturnValue:
    """Make the user, who can sign in once they have answered the e-mail."""
    organisation = access.organisation(organisation_id, Right.USERS)
    form = _form(organisation)
    if not form.validate():
        return _page(organisation, form), 422
    try:
        user_invitations.invite(
            Organisation.get_by_id(form.organisation.data),
            AccessGroup.get_by_id(form.group.data),
            current_user.person,
            _base_url(),
            email=form.email.data,
            name=form.name.data,
            language=form.language.data,
        )
    except NotPossible as problem:
        form.email.errors = [translate(problem.sentence)]
        return _page(organisation, form), 422
    except AccessRefused as refused:
        form.group.errors = [translate(refused.sentence)]
        return _page(organisation, form), 422
    flash(
        _(
            "An invitation goes to %(email)s. It is good for %(days)s days.",
            email=form.email.data,
            days=user_invitations.DAYS,
        )
    )
    return _done(organisation)


@invitations_area.post("/admin/organisations/<int:organisation_id>/users/<int:user_id>/invitation")
@needs(Right.USERS)
def again(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Send another link; the one before opens nothing any more."""
    organisation = access.organisation(organisation_id, Right.USERS)
    user = access.member(user_id, organisation)
    try:
        user_invitations.again(user, current_user.person, _base_url())
        flash(
            _(
                "Another invitation goes to %(email)s. The one before does not work any more.",
                email=user.email,
            )
        )
    except NotPossible as problem:
        flash(translate(problem.sentence))
    return _done(organisation)


@invitations_area.post(
    "/admin/organisations/<int:organisation_id>/users/<int:user_id>/invitation/withdrawal"
)
@needs(Right.USERS)
def withdraw(organisation_id: int, user_id: int) -> ResponseReturnValue:
    """Take an invitation back; its link opens nothing any more."""
    organisation = access.organisation(organisation_id, Right.USERS)
    user = access.member(user_id, organisation)
    try:
        user_invitations.withdraw(user, current_user.person.id)
        flash(_("The invitation of %(name)s is withdrawn.", name=user.name))
    except NotPossible as problem:
        flash(translate(problem.sentence))
    return _done(organisation)


def _form(organisation: Organisation) -> InvitationForm:
    """The form with the organisations and groups that the person who asks may choose."""
    form = InvitationForm()
    given = access.grants()
    below = list(
        Organisation.select()
        .where(Organisation.path.startswith(organisation.path))
        .order_by(Organisation.path)
    )
    depth = organisation.path.count("/")
    form.organisation.choices = [
        SelectChoice(one.id, _INDENT * (one.path.count("/") - depth) + one.name)
        for one in below
        if one.is_active or one.id == organisation.id
    ]
    # Nothing is chosen at first: nobody becomes an administrator by oversight.
    form.group.choices = [SelectChoice(0, _("Choose an access group"))]
    form.group.choices += [
        SelectChoice(one.id, one.name)
        for one in access_groups.groups_of(organisation.root_id)
        if any(rights.may_give(given, one.rights, place.path) for place in below)
    ]
    form.language.choices = own_languages("", organisation.language)
    return form


def _base_url() -> str:
    return str(current_app.config["HEJ"].base_url)


def _done(organisation: Organisation) -> ResponseReturnValue:
    return htmx.done(url_for("users.index", organisation_id=organisation.id))


def _page(organisation: Organisation, form: InvitationForm) -> str:
    return render_template(
        "admin/invitation.html", organisation=organisation, form=form, nav="admin"
    )
