"""What a recruiter does for somebody who is invited: book, move, cancel, answer, record."""

from collections.abc import Callable

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from webapp.domain import bookings, proposals
from webapp.domain.rights import Right
from webapp.domain.settings import NotPossible
from webapp.models import Invitation
from webapp.web import access, htmx
from webapp.web.access import needs
from webapp.web.filters import translate

interview_people_area = Blueprint("interview_people", __name__, url_prefix="/invitations")


@interview_people_area.post("/<int:invitation_id>/booking")
@needs(Right.INTERVIEWS)
def book(invitation_id: int) -> ResponseReturnValue:
    """Book a time for the candidate, or move them to it, and tell them."""
    invitation, _case = access.invitation(invitation_id, Right.INTERVIEWS)
    slot_id = request.form.get("slot", 0, type=int)

    def verb() -> str:
        bookings.book(invitation.id, slot_id, by_id=current_user.person.id)
        return _("Booked. The candidate is told.")

    return _act(invitation, verb)


@interview_people_area.post("/<int:invitation_id>/cancellation")
@needs(Right.INTERVIEWS)
def cancel(invitation_id: int) -> ResponseReturnValue:
    """Cancel the candidate's interview, and tell them."""
    invitation, _case = access.invitation(invitation_id, Right.INTERVIEWS)

    def verb() -> str:
        reason = request.form.get("reason", "")
        bookings.cancel(invitation.id, reason, by_id=current_user.person.id)
        return _("Cancelled. The candidate is told.")

    return _act(invitation, verb)


@interview_people_area.post("/<int:invitation_id>/revocation")
@needs(Right.INTERVIEWS)
def revoke(invitation_id: int) -> ResponseReturnValue:
    """End the candidate's link."""
    invitation, _case = access.invitation(invitation_id, Right.INTERVIEWS)

    def verb() -> str:
        bookings.revoke(invitation.id, current_user.person.id)
        return _("The link has ended.")

    return _act(invitation, verb)


@interview_people_area.post("/<int:invitation_id>/attendance")
@needs(Right.INTERVIEWS)
def record_attendance(invitation_id: int) -> ResponseReturnValue:
    """Write down whether the candidate came."""
    invitation, _case = access.invitation(invitation_id, Right.INTERVIEWS)

    def verb() -> str:
        bookings.record_attendance(invitation.id, request.form.get("came") == "1")
        return _("Recorded.")

    return _act(invitation, verb)


@interview_people_area.post("/<int:invitation_id>/answer")
@needs(Right.INTERVIEWS)
def answer(invitation_id: int) -> ResponseReturnValue:
    """Accept a time that the candidate proposes, or none of them."""
    invitation, _case = access.invitation(invitation_id, Right.INTERVIEWS)
    by_id = current_user.person.id
    time_id = request.form.get("time", 0, type=int)
    proposal_id = request.form.get("declined", 0, type=int)

    def verb() -> str:
        if proposal_id:
            proposals.decline(invitation.id, proposal_id, by_id)
            return _("The proposal is declined. The candidate is not told: write to them.")
        proposals.accept(invitation.id, time_id, by_id)
        return _("Booked. The candidate is told.")

    return _act(invitation, verb)


def _act(invitation: Invitation, verb: Callable[[], str]) -> ResponseReturnValue:
    """Do it and say so, or say why not; the interview's page shows what is now."""
    try:
        flash(verb())
    except NotPossible as problem:
        flash(translate(problem.sentence))
    return htmx.done(url_for("interviews.show", interview_id=invitation.interview_id))
