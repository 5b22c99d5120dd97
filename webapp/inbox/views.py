"""The inbox: what wants an answer, and the number of it beside its name on every page."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from webapp.domain.rights import Right
from webapp.inbox import page
from webapp.web import htmx, waiting
from webapp.web.access import needs
from webapp.web.pages import fragment

inbox_area = Blueprint("inbox", __name__)


@inbox_area.get("/inbox")
@needs(Right.CONTACT)
def index() -> ResponseReturnValue:
    """The conversations that want an answer: mine, my organisation's, unknown, snoozed, done."""
    return page.show(page.asked_now())


@inbox_area.get("/inbox/count")
@needs(Right.CONTACT, poll=True)
def count() -> ResponseReturnValue:
    """How many wait for the person who asks; 204 while that is what is shown."""
    number = waiting.count()
    if request.args.get("seen", type=int) == number:
        return htmx.unchanged()
    return fragment("inbox/_count.html", waiting=number)
