"""A recruiter's own calendar: the page with its address, and the file behind that."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.domain import calendar_feeds
from webapp.lib import installation
from webapp.web import htmx, pages
from webapp.web.access import Door, needs

calendar_area = Blueprint("calendar", __name__)


@calendar_area.get("/calendar")
@needs(Door.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Whether one has an address, and what it is for."""
    return _page("")


@calendar_area.post("/calendar")
@needs(Door.SIGNED_IN)
def renew() -> ResponseReturnValue:
    """Make an address and show it, this one time; the one before ends."""
    token = calendar_feeds.renew(current_user.person.id)
    return _page(pages.whole_address("calendar.file", token=token))


@calendar_area.post("/calendar/removal")
@needs(Door.SIGNED_IN)
def end() -> ResponseReturnValue:
    """End the address."""
    calendar_feeds.end(current_user.person.id)
    return htmx.done(url_for("calendar.show"))


@calendar_area.get("/calendar/<token>/interviews.ics")
@needs(Door.ANYBODY)
def file(token: str) -> ResponseReturnValue:
    """The calendar itself, for whoever knows its address."""
    found = calendar_feeds.file(token, urlsplit(installation.base_url()).hostname or "")
    if found is None:
        abort(404)
    return found, {"Content-Type": "text/calendar; charset=utf-8"}


def _page(address: str) -> str:
    return render_template(
        "interviews/calendar.html",
        address=address,
        # What calendar programs answer to: a press makes them ask whether to subscribe.
        subscription=f"webcal://{address.partition('://')[2]}",
        has_one=calendar_feeds.has_one(current_user.person.id),
        nav="interviews",
    )
