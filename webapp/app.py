"""The application, put together from top to bottom. Nothing below imports this file."""

import logging
from pathlib import Path

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from config import Config
from webapp import db
from webapp.admin import tabs
from webapp.admin.absences import absences_area
from webapp.admin.access import access_area
from webapp.admin.access_groups import access_groups_area
from webapp.admin.budgets import budgets_area
from webapp.admin.credit_warnings import credit_warnings_area
from webapp.admin.credits import credits_area
from webapp.admin.deactivation import deactivation_area
from webapp.admin.destinations import destinations_area
from webapp.admin.invitations import invitations_area
from webapp.admin.log import log_area
from webapp.admin.opt_outs import opt_outs_area
from webapp.admin.organisations import organisations_area
from webapp.admin.place import place_area
from webapp.admin.refill_requests import refill_requests_area
from webapp.admin.refills import refills_area
from webapp.admin.retention import retention_area
from webapp.admin.sending import sending_area
from webapp.admin.template_versions import template_versions_area
from webapp.admin.templates import templates_area
from webapp.admin.users import users_area
from webapp.auth.absence import absence_area
from webapp.auth.links import links_area
from webapp.auth.password import password_area
from webapp.auth.second_step import second_step_area
from webapp.auth.views import auth
from webapp.booking.views import booking
from webapp.cases.applications import applications_area
from webapp.cases.disclosure import disclosure_area
from webapp.cases.editing import editing_area
from webapp.cases.erasure import erasure_area
from webapp.cases.imports import imports_area
from webapp.cases.replies import replies_area
from webapp.cases.views import cases_area
from webapp.contact.views import contact
from webapp.conversation.candidate import candidate
from webapp.conversation.notes import notes_area
from webapp.conversation.views import conversation
from webapp.domain import dispatch
from webapp.inbox.acts import acts_area
from webapp.inbox.texts import texts_area
from webapp.inbox.views import inbox_area
from webapp.interviews.calendar import calendar_area
from webapp.interviews.people import interview_people_area
from webapp.interviews.times import interview_times_area
from webapp.interviews.views import interviews_area
from webapp.lib import clock, installation
from webapp.stop.views import stop_area
from webapp.web import access, assets, filters, htmx, language, pages, security, session
from webapp.web.access import Door, needs
from webapp.webhooks.views import webhooks

ROOT = Path(__file__).resolve().parent.parent
WORKER_SEEN_S = 30


def create_app(config: Config) -> Flask:
    """The web application for these settings; opens the database, connects to nothing yet."""
    app = security.Application(
        "hej", template_folder=ROOT / "templates", static_folder=ROOT / "static"
    )
    app.config["HEJ"] = config
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["hej-refused-webhooks"] = 0
    installation.use(config.secret_key, config.base_url)
    db.open_database(config.database_url)
    app.teardown_request(_close_database)
    security.init_app(app, config)
    session.init_app(app)
    htmx.init_app(app)
    language.init_app(app)
    filters.init_app(app)
    assets.init_app(app)
    pages.init_app(app)
    tabs.init_app(app)
    app.before_request(access.check_door)
    app.after_request(access.check_was_asked)
    for area in (
        auth,
        links_area,
        password_area,
        second_step_area,
        absence_area,
        cases_area,
        editing_area,
        applications_area,
        disclosure_area,
        erasure_area,
        imports_area,
        replies_area,
        candidate,
        conversation,
        notes_area,
        contact,
        inbox_area,
        acts_area,
        texts_area,
        organisations_area,
        place_area,
        deactivation_area,
        sending_area,
        destinations_area,
        access_area,
        users_area,
        invitations_area,
        absences_area,
        access_groups_area,
        templates_area,
        template_versions_area,
        retention_area,
        log_area,
        opt_outs_area,
        credits_area,
        refills_area,
        budgets_area,
        refill_requests_area,
        credit_warnings_area,
        calendar_area,
        interview_times_area,
        interview_people_area,
        interviews_area,
        booking,
        stop_area,
        webhooks,
    ):
        app.register_blueprint(area)
    _add_health(app)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(CSRFError, _error_page)
    app.register_error_handler(OperationalError, _busy)
    return app


def _close_database(_: BaseException | None) -> None:
    if not db.database.is_closed():
        db.database.close()


def _add_health(app: Flask) -> None:
    """Two addresses for whoever watches over the service."""

    @app.get("/healthz")
    @needs(Door.ANYBODY)
    def healthz() -> ResponseReturnValue:
        """Alive."""
        return "ok\n", {"Content-Type": "text/plain"}

    @app.get("/readyz")
    @needs(Door.ANYBODY)
    def readyz() -> ResponseReturnValue:
        """Able to work: the database answers, its schema is ours, a worker was seen lately."""
        state = {"database": False, "schema": False, "worker": False}
        try:
            db.row("SELECT 1")
            state["database"] = True
            state["schema"] = not db.pending_migrations()
            seen = dispatch.last_beat()
            state["worker"] = bool(seen) and (clock.now() - seen).total_seconds() < WORKER_SEEN_S
        except Exception:
            logging.getLogger(__name__).exception("Not ready.")
        ready = all(state.values())
        refused = app.extensions["hej-refused-webhooks"]
        answer = jsonify(ready=ready, **state, refused_webhooks=refused)
        return answer, 200 if ready else 503


def _error_page(error: HTTPException) -> ResponseReturnValue:
    """An error in words, with what to do."""
    code = error.code or 500
    if code < 400:
        return error
    title, words, what_to_do = _error_words(code, isinstance(error, CSRFError))
    if request.path.startswith("/webhooks/") or htmx.is_partial():
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        if isinstance(error, CSRFError):
            headers |= htmx.load_anew()
        return f"{title} {words}\n", code, headers
    page = render_template("error.html", code=code, title=title, words=words, what_to_do=what_to_do)
    return page, code


def _busy(error: OperationalError) -> ResponseReturnValue:
    """The database did not answer in time; nothing was written. A carrier tries again on 503."""
    logging.getLogger(__name__).error("The database did not answer: %s", error)
    return _error_page(ServiceUnavailable())


def _error_words(code: int, is_csrf: bool) -> tuple[str, str, str]:
    if is_csrf:
        return (
            gettext("This page is out of date"),
            gettext("It was opened before you signed in, or too long ago."),
            gettext("Go back, reload the page and try again."),
        )
    return {
        403: (
            gettext("You may not do this"),
            gettext("Your access groups do not give you the right it needs."),
            gettext("Ask an administrator of your organisation if you should have it."),
        ),
        404: (
            gettext("This page is not here"),
            gettext("It may have been removed, or the address may be wrong."),
            "",
        ),
        503: (
            gettext("Hej is busy just now"),
            gettext("The database did not answer in time. Nothing was sent or changed by this."),
            gettext("Go back and try again in a moment."),
        ),
        413: (
            gettext("This is too large"),
            gettext("A file may be up to 10 MB."),
            gettext("Divide it and try again."),
        ),
    }.get(
        code,
        (
            gettext("Something went wrong"),
            gettext("Hej could not do this. Nothing was sent by it."),
            gettext("Try again in a moment. If it happens again, tell whoever hosts Hej."),
        ),
    )
