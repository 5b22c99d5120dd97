"""The application, put together from top to bottom. Nothing below imports this file."""

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

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
from webapp.contact.scheduled import scheduled_area
from webapp.contact.views import contact
from webapp.conversation.candidate import candidate
from webapp.conversation.notes import notes_area
from webapp.conversation.views import conversation
from webapp.inbox.acts import acts_area
from webapp.inbox.texts import texts_area
from webapp.inbox.views import inbox_area
from webapp.interviews.agenda import agenda_area
from webapp.interviews.calendar import calendar_area
from webapp.interviews.cancellation import interview_cancellation_area
from webapp.interviews.one_time import interview_time_area
from webapp.interviews.people import interview_people_area
from webapp.interviews.times import interview_times_area
from webapp.interviews.views import interviews_area
from webapp.lib import installation
from webapp.stop.views import stop_area
from webapp.web import (
    access,
    assets,
    candidates,
    errors,
    filters,
    health,
    htmx,
    language,
    pages,
    security,
    session,
)
from webapp.webhooks.views import webhooks

ROOT = Path(__file__).resolve().parent.parent
# The faces: what can be asked for, area by area.
AREAS = (
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
    scheduled_area,
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
    interview_time_area,
    interview_people_area,
    agenda_area,
    interviews_area,
    interview_cancellation_area,
    booking,
    stop_area,
    webhooks,
)


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
    app.before_request(access.bound_strangers)
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
    for area in AREAS:
        app.register_blueprint(area)
    health.init_app(app)
    errors.init_app(app)
    candidates.init_app(app)
    return app


def _close_database(_: BaseException | None) -> None:
    if not db.database.is_closed():
        db.database.close()
