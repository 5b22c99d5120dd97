"""The Retention tab: which closed cases will be anonymised, and when."""

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.admin import tabs
from webapp.domain import retention
from webapp.domain.retention import Due
from webapp.domain.rights import Right
from webapp.lib import clock
from webapp.models import Organisation
from webapp.web import access
from webapp.web.access import needs
from webapp.web.filters import zone

retention_area = Blueprint("retention", __name__)


@retention_area.get("/admin/organisations/<int:organisation_id>/edit/retention")
@needs(Right.ORGANISATION_EDIT)
def index(organisation_id: int) -> ResponseReturnValue:
    """What will be anonymised, day by day, here and below."""
    organisation = access.organisation(organisation_id, Right.ORGANISATION_EDIT)
    found, total = retention.coming(organisation)
    parent = Organisation.get_by_id(organisation.root_id)
    from_on = parent.retention_from
    return render_template(
        "admin/retention.html",
        parent=parent,
        days=_by_day(found),
        listed=len(found),
        total=total,
        notice_until=from_on if from_on and from_on > clock.now() else None,
        **tabs.frame(organisation, "retention"),
    )


def _by_day(found: list[Due]) -> list[tuple[date, list[Due]]]:
    """What is due on each day of the reader's zone; what is due already belongs to today."""
    reader, today = zone(), clock.now().astimezone(zone()).date()
    return [(day, list(due)) for day, due in groupby(found, lambda one: _day(one, reader, today))]


def _day(one: Due, reader: ZoneInfo, today: date) -> date:
    return max(today, clock.from_ms(one.at).astimezone(reader).date())
