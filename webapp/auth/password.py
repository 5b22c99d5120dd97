"""Changing one's own password."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.auth.forms import ChangePasswordForm
from webapp.domain import passwords
from webapp.domain.passwords import WrongPassword
from webapp.lib.words import say
from webapp.web import htmx
from webapp.web.access import Door, needs
from webapp.web.filters import translate
from webapp.web.session import current_token

password_area = Blueprint("password", __name__)

_WRONG = say("The password is not right. After many wrong tries, wait 15 minutes.")


@password_area.get("/preferences/password")
@needs(Door.SIGNED_IN)
def show() -> ResponseReturnValue:
    """The form: the present password, and another."""
    return _page(ChangePasswordForm(current_user.person.email))


@password_area.post("/preferences/password")
@needs(Door.SIGNED_IN)
def change() -> ResponseReturnValue:
    """Keep the new one; other browsers are signed out."""
    person = current_user.person
    form = ChangePasswordForm(person.email)
    if not form.validate():
        return _page(form), 422
    try:
        passwords.change(
            person,
            form.present.data,
            form.password.data,
            request.remote_addr or "",
            current_token(),
        )
    except WrongPassword:
        form.present.errors = [translate(_WRONG)]
        return _page(form), 422
    flash(_("Your password is changed. Other browsers are signed out."))
    return htmx.done(url_for("auth.preferences"))


def _page(form: ChangePasswordForm) -> str:
    return render_template("auth/password.html", form=form, nav="preferences")
