"""The Credits tab: the balance, what was used, and the ledger."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.admin import credit_page, tabs
from webapp.domain import budgets, ledger, log, refill_requests
from webapp.domain.ledger import Line
from webapp.domain.log import Did
from webapp.domain.rights import Right
from webapp.domain.states import Kind
from webapp.lib import clock
from webapp.models import Organisation
from webapp.web import access, downloads
from webapp.web.access import needs
from webapp.web.filters import moment

credits_area = Blueprint("credits", __name__)


@credits_area.get("/admin/organisations/<int:organisation_id>/edit/credits")
@needs(Right.CREDITS)
def index(organisation_id: int) -> ResponseReturnValue:
    """The tab: of a parent organisation all of it, of one below what that one used."""
    organisation = access.organisation(organisation_id, Right.CREDITS)
    asked = _asked()
    if not organisation.is_parent:
        return render_template(
            "admin/credits_below.html",
            parent=Organisation.get_by_id(organisation.root_id),
            used=budgets.used(organisation, clock.now()),
            may_limit=access.may(
                Right.CREDITS, organisation.path.removesuffix(f"{organisation.id}/")
            ),
            asked=asked,
            path=request.path,
            **credit_page.of_use(organisation, _days()),
            **tabs.frame(organisation, "credits"),
        )
    before, after = request.args.get("before", ""), request.args.get("after", "")
    return render_template(
        "admin/credits.html",
        page=ledger.page(organisation.id, asked["show"], before, after),
        filters=ledger.FILTERS,
        words=words,
        may_refill=access.may(Right.REFILL, organisation.path),
        asked_for=refill_requests.latest(organisation.id),
        request_states=refill_requests.STATES,
        asked=asked,
        path=request.path,
        **credit_page.of_parent(organisation, _days()),
        **tabs.frame(organisation, "credits"),
    )


@credits_area.get("/admin/organisations/<int:parent_id>/edit/credits.csv")
@needs(Right.CREDITS)
def export(parent_id: int) -> ResponseReturnValue:
    """The ledger as a file; that it was taken is in the log."""
    organisation = access.parent_organisation(parent_id, Right.CREDITS)
    found = ledger.export(organisation.id, _asked()["show"])
    log.record(Did.LEDGER_EXPORTED, organisation.id, current_user.person.id, rows=len(found))
    header = [_("When"), _("What"), _("Case"), _("Note"), _("By"), _("Credits"), _("Balance")]
    return downloads.csv_file("credits", header, map(_row, found))


def words(line: Line) -> str:
    """What a line of the ledger stands for."""
    if line.kind == Kind.TOP_UP:
        return str(_("Refill"))
    if line.kind == Kind.ADJUST:
        return str(_("Correction"))
    if line.kind == Kind.RELEASE:
        return str(
            ngettext(
                "%(num)d SMS did not leave: credits returned",
                "%(num)d SMS did not leave: credits returned",
                line.entries,
            )
        )
    return str(ngettext("SMS to %(num)d candidate", "SMS to %(num)d candidates", line.entries))


def _asked() -> dict[str, str]:
    """What the ledger is narrowed to, and the days that the plots show, as the address says."""
    show = request.args.get("show", "")
    days = _days()
    return {
        "days": "" if days == credit_page.PERIODS[0] else str(days),
        "show": show if show in ledger.FILTERS else "",
    }


def _days() -> int:
    days = request.args.get("days", type=int)
    return days if days in credit_page.PERIODS else credit_page.PERIODS[0]


def _row(line: Line) -> tuple[object, ...]:
    return (
        moment(line.at),
        words(line),
        line.case_title,
        line.note,
        line.who or "Hej",
        line.credits,
        line.balance,
    )
