"""Two-step sign-in: turning it on and off, and the page that asks for the code."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from webapp.auth.forms import CodeForm, PasswordForm
from webapp.domain import second_step, sign_in
from webapp.domain.second_step import CodeRefused, PendingOver
from webapp.lib import totp
from webapp.lib.words import say
from webapp.web import htmx
from webapp.web.access import Door, needs
from webapp.web.filters import translate
from webapp.web.pages import way_back
from webapp.web.session import current_token, enter

second_step_area = Blueprint("second_step", __name__)

_PENDING = "pending"
_ISSUER = "Hej"
# One sentence for wrong, used before and tried too often.
_REFUSED = say(
    "This code is not right, or was used already. Wait for the next one; after many wrong tries, "
    "wait 15 minutes."
)
_WRONG_FIRST = say("This code is not right. Take the one that the app shows now.")
_WRONG_PASSWORD = say("The password is not right. After many wrong tries, wait 15 minutes.")


@second_step_area.get("/preferences/second-step")
@needs(Door.SIGNED_IN)
def show() -> ResponseReturnValue:
    """What it is and whether it is on; once begun, the key and a field for the first code."""
    return _page()


@second_step_area.post("/preferences/second-step")
@needs(Door.SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Make a key for the authenticator app."""
    second_step.prepare(current_user.person.id, _key())
    return htmx.done(url_for("second_step.show"))


@second_step_area.post("/preferences/second-step/confirmation")
@needs(Door.SIGNED_IN)
def confirm() -> ResponseReturnValue:
    """Turn it on with a first code. The answer shows the recovery codes, this once."""
    person = current_user.person
    if second_step.secret_to_confirm(person.id, _key()) is None:
        return htmx.done(url_for("second_step.show"))
    form = CodeForm()
    if not form.validate():
        return _page(code_form=form), 422
    try:
        codes = second_step.confirm(person.id, form.code.data, _key())
    except CodeRefused:
        form.code.errors = [translate(_WRONG_FIRST)]
        return _page(code_form=form), 422
    return render_template("auth/recovery_codes.html", codes=codes, nav="preferences")


@second_step_area.post("/preferences/second-step/removal")
@needs(Door.SIGNED_IN)
def remove() -> ResponseReturnValue:
    """Turn it off, for whoever knows the password and may be without."""
    person = current_user.person
    form = PasswordForm()
    if not form.validate():
        return _page(password_form=form), 422
    if not sign_in.is_themselves(person, form.password.data, request.remote_addr or ""):
        form.password.errors = [translate(_WRONG_PASSWORD)]
        return _page(password_form=form), 422
    if not sign_in.needs_second_step(person.id):
        second_step.remove(person.id, person.id)
    return htmx.done(url_for("second_step.show"))


@second_step_area.get("/sign-in/code")
@needs(Door.ANYBODY)
def ask() -> ResponseReturnValue:
    """The field for the code, after the right password."""
    if second_step.waiting(session.get(_PENDING, "")) is None:
        return redirect(url_for("auth.sign_in"))
    return _code_page(CodeForm())


@second_step_area.post("/sign-in/code")
@needs(Door.ANYBODY)
def check() -> ResponseReturnValue:
    """Check the code and begin the session."""
    form = CodeForm()
    pending = session.get(_PENDING, "")
    if second_step.waiting(pending) is not None and not form.validate():
        return _code_page(form), 422
    try:
        token = second_step.finish(
            pending,
            form.code.data or "",
            request.remote_addr or "",
            _key(),
            current_token(),
            agent=request.user_agent.string,
        )
    except PendingOver:
        return redirect(url_for("auth.sign_in", next=_wanted() or None), 303)
    except CodeRefused:
        form.code.errors = [translate(_REFUSED)]
        return _code_page(form), 422
    enter(token)
    return redirect(way_back(_wanted()), 303)


def ask_for_code(pending_token: str, wanted: str) -> ResponseReturnValue:
    """Go on to the page that asks for the code; the browser remembers which sign-in waits."""
    session[_PENDING] = pending_token
    return redirect(url_for("second_step.ask", next=wanted or None), 303)


def _key() -> bytes:
    return second_step.key_from(current_app.config["HEJ"].secret_key)


def _wanted() -> str:
    return str(request.values.get("next", ""))


def _code_page(form: CodeForm) -> str:
    return render_template("auth/code.html", form=form, next=_wanted())


def _page(*, code_form: CodeForm | None = None, password_form: PasswordForm | None = None) -> str:
    person = current_user.person
    secret = second_step.secret_to_confirm(person.id, _key())
    return render_template(
        "auth/second_step.html",
        is_on=sign_in.has_second_step(person.id),
        is_needed=sign_in.needs_second_step(person.id),
        key=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        picture=_picture(totp.address(secret, person.email, _ISSUER)) if secret else "",
        code_form=code_form or CodeForm(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
        nav="preferences",
    )


def _picture(address: str) -> Markup:
    """The address as a QR code: dark on white in either theme, as cameras expect.

    The template names it; the drawing itself is hidden from readers.
    """
    # Imported for those who turn it on: it takes 10 MB, for good.
    import segno

    made = segno.make(address, error="m", micro=False)
    drawing = made.svg_inline(light="#fff", border=4, omitsize=True, svgclass="qr")
    # Nothing but what segno draws: the address is in it as squares, not as text.
    return Markup(drawing.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704
