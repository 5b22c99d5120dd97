"""The log of an organisation: who did what and when, narrowed, searched and taken away."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.admin import tabs
from webapp.domain import log
from webapp.domain.log import Did, Entry
from webapp.domain.rights import Right
from webapp.models import Organisation
from webapp.web import access, downloads
from webapp.web.access import needs
from webapp.web.filters import moment, translate
from webapp.web.pages import chosen, searched

log_area = Blueprint("log", __name__)


@log_area.get("/admin/organisations/<int:organisation_id>/edit/log")
@needs(Right.LOG)
def index(organisation_id: int) -> ResponseReturnValue:
    """The newest entries, or those before `?before=`."""
    organisation = access.organisation(organisation_id, Right.LOG)
    asked = _asked()
    before = request.args.get("before", type=int)
    found = log.entries(organisation, **asked, before=before, most=log.PAGE_SIZE + 1)
    return render_template(
        "admin/log.html",
        entries=found[: log.PAGE_SIZE],
        has_older=len(found) > log.PAGE_SIZE,
        before=before,
        areas=log.AREAS,
        asked=asked,
        path=request.path,
        details=details,
        **tabs.frame(organisation, "log"),
    )


@log_area.get("/admin/organisations/<int:organisation_id>/edit/log.csv")
@needs(Right.LOG)
def export(organisation_id: int) -> ResponseReturnValue:
    """The same as a file; that it was taken is itself in the log."""
    organisation = access.organisation(organisation_id, Right.LOG)
    found = log.entries(organisation, **_asked(), most=log.MOST_EXPORTED)
    _record(organisation, len(found))
    header = [_("When"), _("Who"), _("What"), _("Which"), _("Details"), _("Organisation")]
    return downloads.csv_file("log", header, map(_row, found))


def details(entry: Entry) -> str:
    """The details of an entry in one line."""
    return "; ".join(
        f"{translate(log.DETAILS.get(name, name.replace('_', ' ')))}: {_plain(value)}"
        for name, value in entry.details.items()
        if value not in (None, "", [])
    )


def _asked() -> dict[str, str]:
    return {"area": chosen("area", log.AREAS, ""), "q": searched()}


def _record(organisation: Organisation, rows: int) -> None:
    log.record(Did.LOG_EXPORTED, organisation.id, current_user.person.id, rows=rows)


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        moment(entry.at),
        entry.who or "Hej",
        translate(entry.words),
        entry.subject,
        details(entry),
        entry.organisation_name,
    )


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
