"""The Opt-outs tab of a parent organisation: who has stopped SMS, and lists of such numbers."""

import base64
import binascii

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from webapp.admin import tabs
from webapp.domain import log, opt_out_import, opt_out_list
from webapp.domain.log import Did
from webapp.domain.opt_out_import import Report, Unreadable
from webapp.domain.rights import Right
from webapp.lib.words import Sentence, say
from webapp.models import Organisation
from webapp.web import access, downloads, htmx
from webapp.web.access import needs
from webapp.web.filters import moment, translate
from webapp.web.pages import Page, chosen, searched
from webapp.web.security import MAX_FILE_BYTES

opt_outs_area = Blueprint("opt_outs", __name__)
MOST_SHOWN = 500


@opt_outs_area.get("/admin/organisations/<int:parent_id>/edit/opt-outs")
@needs(Right.CANDIDATE_CONTACT)
def index(parent_id: int) -> ResponseReturnValue:
    """Those that stand, or were lifted, searched by number."""
    root = access.parent_organisation(parent_id, Right.CANDIDATE_CONTACT)
    asked = {"q": searched(), "show": chosen("show", opt_out_list.SHOW, "standing")}
    number = request.args.get("page", 1, type=int)
    found, total = opt_out_list.page_of(root, asked["q"], asked["show"], number)
    return render_template(
        "admin/opt_outs.html",
        listed=found,
        asked=asked,
        page=Page.of(number, total, opt_out_list.PAGE_SIZE),
        path=request.path,
        **tabs.frame(root, "opt-outs"),
    )


@opt_outs_area.get("/admin/organisations/<int:parent_id>/edit/opt-outs.csv")
@needs(Right.CANDIDATE_CONTACT)
def export(parent_id: int) -> ResponseReturnValue:
    """Those that stand, as a file that can be imported elsewhere; that it was taken is logged."""
    root = access.parent_organisation(parent_id, Right.CANDIDATE_CONTACT)
    found = opt_out_list.standing(root)
    log.record(Did.OPT_OUTS_EXPORTED, root.id, current_user.person.id, root.name, rows=len(found))
    header = [_("Number"), _("Since"), _("How"), _("Text")]
    rows = [
        (one.number or _("Erased"), moment(one.at), translate(one.how), one.reason) for one in found
    ]
    return downloads.csv_file("opt-outs", header, rows)


@opt_outs_area.get("/admin/organisations/<int:parent_id>/opt-outs/import")
@needs(Right.CANDIDATE_CONTACT)
def new(parent_id: int) -> ResponseReturnValue:
    """Where a list is pasted or chosen."""
    return _page(access.parent_organisation(parent_id, Right.CANDIDATE_CONTACT))


@opt_outs_area.post("/admin/organisations/<int:parent_id>/opt-outs/import")
@needs(Right.CANDIDATE_CONTACT)
def run(parent_id: int) -> ResponseReturnValue:
    """A list: what it would do. The same sent again from that page: do it."""
    root = access.parent_organisation(parent_id, Right.CANDIDATE_CONTACT)
    checked = request.form.get("data", "")
    try:
        data = base64.b64decode(checked, validate=True) if checked else _given()
    except binascii.Error:
        data = b""
    if not data or len(data) > MAX_FILE_BYTES:
        return _page(root, say("Choose a file of up to 10 MB, or paste numbers.")), 422
    try:
        report = opt_out_import.import_numbers(
            root, data, current_user.person.id, dry_run=not checked
        )
    except Unreadable as problem:
        return _page(root, problem.sentence), 422
    if not checked:
        return _page(root, report=report, data=base64.b64encode(data).decode())
    stopped = report.count("stops")
    flash(ngettext("%(num)d number was stopped.", "%(num)d numbers were stopped.", stopped))
    return htmx.done(url_for("opt_outs.index", parent_id=root.id))


def _given() -> bytes:
    file = request.files.get("file")
    return (file.read() if file else b"") or request.form.get("numbers", "").strip().encode()


def _page(
    root: Organisation,
    error: Sentence | None = None,
    report: Report | None = None,
    data: str = "",
) -> str:
    return render_template(
        "admin/opt_out_import.html",
        organisation=root,
        error=error,
        report=report,
        data=data,
        most_shown=MOST_SHOWN,
        numbers=request.form.get("numbers", "")[:100_000],
        nav="admin",
    )
