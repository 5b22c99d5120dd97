"""Which applications are of the same person, as far as whoever asks may use them."""

from collections.abc import Iterable

from flask import abort
from flask_login import current_user

from webapp.domain import disclosure, rights
from webapp.domain.cases import CaseFacts
from webapp.domain.recipients import parse_selection
from webapp.domain.rights import Right
from webapp.models import Application
from webapp.web import access

# What it takes to erase somebody: it changes the case for good, and what is known of applicants.
TO_ERASE = (Right.CASE_EDIT, Right.APPLICATIONS)


def of_case(case_id: int, application_id: int, right: Right) -> tuple[Application, CaseFacts]:
    """An application of this case, as `access.application` does; 404 for one of another case."""
    application, case = access.application(application_id, right)
    if case.id != case_id:
        abort(404)
    return application, case


def chosen(application: Application, wanted: Iterable[str], *needed: Right) -> list[int]:
    """This application, and those of the same person among the ids that a form sent."""
    return sorted({application.id, *(parse_selection(wanted) & set(same(application, *needed)))})


def same(application: Application, *needed: Right) -> list[int]:
    """The applications with the same number or e-mail where somebody has all these rights.

    Whoever administers the parent organisation answers for what is held in all of it.
    """
    if needed == (Right.EXPORT,) and _administers():
        return disclosure.same_person(application.id, None)
    allowed = set.intersection(*(set(access.organisations(right)) for right in needed))
    return disclosure.same_person(application.id, allowed)


def _administers() -> bool:
    path = f"/{current_user.person.root_id}/"
    return all(access.may(right, path) for right in rights.OF_ADMINISTRATORS)
