"""The pages behind the links of e-mails: GET shows a form, POST acts.

No answer is stored, and `Referrer-Policy: same-origin` (as for every page) gives the address to
nobody else; `no-referrer` would also take it from our own CSRF check, which asks for it on TLS.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.auth.forms import ForgottenForm, ResetForm, WelcomeForm
from webapp.domain import password_resets, user_invitations
from webapp.domain.links import Link, State
from webapp.models import User
from webapp.web.access import Door, needs
from webapp.web.session import current_token, enter

links_area = Blueprint("links", __name__)


@links_area.get("/welcome/<token>")
@needs(Door.ANYBODY)
def welcome(token: str) -> ResponseReturnValue:
    """The form in which an invited user chooses name, password and time zone."""
    link = user_invitations.find(token)
    if link.state is not State.GOOD or link.user is None:
        return _dead_invitation(link)
    return _welcome_page(link.user, _welcome_form(link.user), token)


@links_area.post("/welcome/<token>")
@needs(Door.ANYBODY)
def accept(token: str) -> ResponseReturnValue:
    """Keep what was chosen, use the link up, and sign in."""
    link = user_invitations.find(token)
    if link.state is not State.GOOD or link.user is None:
        return _dead_invitation(link)
    form = _welcome_form(link.user)
    if not form.validate():
        return _welcome_page(link.user, form, token), 422
    session_token = user_invitations.accept(
        token,
        name=form.name.data,
        password=form.password.data,
        time_zone=form.time_zone.data,
        agent=request.user_agent.string,
        old_token=current_token(),
    )
    if session_token is None:
        return _dead_invitation(user_invitations.find(token))
    enter(session_token)
    return redirect(url_for("auth.home"), 303)


@links_area.get("/forgotten-password")
@needs(Door.ANYBODY)
def forgotten() -> ResponseReturnValue:
    """The form that asks for an e-mail with a link."""
    return render_template(
        "auth/forgotten.html", form=ForgottenForm(), sent=bool(request.args.get("sent"))
    )


@links_area.post("/forgotten-password")
@needs(Door.ANYBODY)
def ask() -> ResponseReturnValue:
    """Write it down for the worker; the answer is the same for every address."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("auth/forgotten.html", form=form, sent=False), 422
    password_resets.ask(form.email.data, request.remote_addr or "")
    return redirect(url_for("links.forgotten", sent=1), 303)


@links_area.get("/new-password/<token>")
@needs(Door.ANYBODY)
def new_password(token: str) -> ResponseReturnValue:
    """The form in which somebody chooses a new password."""
    link = password_resets.find(token)
    if link.state is not State.GOOD or link.user is None:
        return _dead_reset(link)
    return _reset_page(link.user, ResetForm(link.user.email), token)


@links_area.post("/new-password/<token>")
@needs(Door.ANYBODY)
def reset(token: str) -> ResponseReturnValue:
    """Keep the new password, use the link up, and go on to signing in."""
    link = password_resets.find(token)
    if link.state is not State.GOOD or link.user is None:
        return _dead_reset(link)
    form = ResetForm(link.user.email)
    if not form.validate():
        return _reset_page(link.user, form, token), 422
    if not password_resets.finish(token, form.password.data):
        return _dead_reset(password_resets.find(token))
    return redirect(url_for("auth.sign_in", told="new-password"), 303)


def _welcome_form(user: User) -> WelcomeForm:
    return WelcomeForm(user.email, user.organisation.time_zone, data={"name": user.name})


def _welcome_page(user: User, form: WelcomeForm, token: str) -> str:
    return render_template("auth/welcome.html", invited=user, form=form, token=token)


def _reset_page(user: User, form: ResetForm, token: str) -> str:
    return render_template("auth/new_password.html", email=user.email, form=form, token=token)


def _dead_invitation(link: Link) -> ResponseReturnValue:
    by = link.kept.by if link.kept else None
    page = render_template("auth/dead_invitation.html", state=link.state, kept=link.kept, by=by)
    return page, 404


def _dead_reset(link: Link) -> ResponseReturnValue:
    return render_template("auth/dead_reset.html", state=link.state), 404
