"""Signing in and out, and one's own choices."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from webapp.auth.forms import PreferencesForm, SignInForm
from webapp.auth.second_step import ask_for_code
from webapp.domain import credit_warnings, own_sessions, people, sign_in
from webapp.domain.sign_in import CodeNeeded, SignInRefused
from webapp.lib import phone
from webapp.lib.words import say
from webapp.web import htmx
from webapp.web.access import Door, needs
from webapp.web.browsers import browser_name
from webapp.web.pages import balance_values, fragment, way_back
from webapp.web.session import current_token, enter

auth = Blueprint("auth", __name__)

# One sentence for unknown, locked and wrong: it tells nobody which addresses exist.
_REFUSED = say(
    "The e-mail address or the password is not right. After many wrong tries, wait 15 minutes."
)


@auth.get("/")
@needs(Door.SIGNED_IN)
def home() -> ResponseReturnValue:
    """The first page is the list of cases."""
    return redirect(url_for("cases.index"))


@auth.get("/sign-in", endpoint="sign_in")
@needs(Door.ANYBODY)
def show_sign_in() -> ResponseReturnValue:
    """The form to sign in with."""
    if current_user.is_authenticated:
        return redirect(url_for("cases.index"))
    return _sign_in_page(SignInForm())


@auth.post("/sign-in")
@needs(Door.ANYBODY)
def begin_session() -> ResponseReturnValue:
    """Check the password and begin a session under a new token."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = sign_in.sign_in(
            form.email.data,
            form.password.data,
            request.remote_addr or "",
            current_token(),
            agent=request.user_agent.string,
        )
    except SignInRefused:
        return _sign_in_page(form, _REFUSED), 422
    except CodeNeeded as needed:
        return ask_for_code(needed.token, request.form.get("next", ""))
    enter(token)
    return redirect(way_back(request.form.get("next", "")), 303)


@auth.post("/sign-out")
@needs(Door.SIGNED_IN)
def end_session() -> ResponseReturnValue:
    """End the session itself, so that a copied cookie is worth nothing."""
    sign_in.sign_out(current_token())
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


@auth.get("/preferences")
@needs(Door.SIGNED_IN)
def preferences() -> ResponseReturnValue:
    """One's own choices."""
    person = current_user.person
    form = PreferencesForm(
        person,
        data={
            **person._asdict(),
            "time_zone": person.own_time_zone,
            "phone": phone.display(person.phone) if person.phone else "",
        },
    )
    return _preferences_page(form, saved=bool(request.args.get("saved")))


@auth.post("/preferences")
@needs(Door.SIGNED_IN)
def save_preferences() -> ResponseReturnValue:
    """Keep one's own choices."""
    form = PreferencesForm(current_user.person)
    if not form.validate():
        return _preferences_page(form), 422
    people.choose(
        current_user.person.id,
        name=form.name.data,
        phone=form.number,
        theme=form.theme.data,
        undo_seconds=form.undo_seconds.data,
        shortcuts_enabled=form.shortcuts_enabled.data,
        language=form.language.data,
        time_zone=form.time_zone.data,
    )
    return htmx.done(url_for("auth.preferences", saved=1))


@auth.post("/preferences/sign-outs")
@needs(Door.SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """End one of one's own sessions by its key, or all but this one."""
    key = request.form.get("key", "")
    if key:
        own_sessions.end(current_user.person.id, key)
    else:
        own_sessions.end_others(current_user.person.id, current_token())
    return htmx.done(url_for("auth.preferences") + "#browsers")


def _sign_in_page(form: SignInForm, error: object = None) -> str:
    wanted = request.values.get("next", "")
    told = request.args.get("told", "")
    return render_template("auth/sign_in.html", form=form, error=error, next=wanted, told=told)


def _preferences_page(form: PreferencesForm, *, saved: bool = False) -> str:
    idle_minutes = current_app.config["HEJ"].session_idle_minutes
    return render_template(
        "auth/preferences.html",
        form=form,
        saved=saved,
        browsers=own_sessions.of_user(current_user.person.id, current_token(), idle_minutes),
        browser_name=browser_name,
        nav="preferences",
    )


@auth.get("/balance")
@needs(Door.SIGNED_IN, poll=True)
def balance() -> ResponseReturnValue:
    """The credits that are left, for every open window; 204 while they are what is shown."""
    values = balance_values()
    if request.args.get("v", type=int) == values["balance"]:
        return htmx.unchanged()
    return fragment("_balance.html", **values)


@auth.post("/low-credits-notice/dismissal")
@needs(Door.SIGNED_IN)
def dismiss_low_credits() -> ResponseReturnValue:
    """Put the notice away that the credits run low, and go on where one was."""
    credit_warnings.dismiss(current_user.person.id)
    return htmx.done(way_back(request.form.get("next", "")))
