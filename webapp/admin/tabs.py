"""The tabs of an organisation: each with the right without which it is not shown."""

from typing import NamedTuple

from flask import Flask

from webapp.domain.rights import Right
from webapp.lib.words import Sentence, say
from webapp.models import Organisation
from webapp.web import access


class Tab(NamedTuple):
    """A tab, and what comes after `/admin/organisations/<id>/edit` in its address."""

    key: str
    words: Sentence
    right: Right
    only_parent: bool = False


TABS = (
    Tab("general", say("General"), Right.ORGANISATION_EDIT),
    Tab("users", say("Users"), Right.USERS),
    Tab("access", say("Access rights"), Right.USERS),
    Tab("candidate-contact", say("Candidate contact"), Right.CANDIDATE_CONTACT),
    Tab("credits", say("Credits"), Right.CREDITS),
    Tab("sending", say("Sending"), Right.ORGANISATION_EDIT),
    Tab("opt-outs", say("Opt-outs"), Right.CANDIDATE_CONTACT, only_parent=True),
    Tab("retention", say("Retention"), Right.ORGANISATION_EDIT),
    Tab("log", say("Log"), Right.LOG),
    Tab("access-groups", say("Access groups"), Right.ACCESS_GROUPS, only_parent=True),
)


def init_app(app: Flask) -> None:
    """Let the frame of an organisation's tabs know their addresses."""
    app.jinja_env.globals.update(tab_path=path, first_tab=first)


def frame(organisation: Organisation, key: str) -> dict[str, object]:
    """What the frame around a tab needs (`admin/organisation.html`)."""
    shown = _shown(organisation.path)
    return {"organisation": organisation, "tabs": shown, "tab": key, "nav": "admin"}


def first(organisation_id: int, organisation_path: str) -> str | None:
    """The address of the first tab that the person who asks may see; None where there is none."""
    shown = _shown(organisation_path)
    return path(organisation_id, shown[0].key) if shown else None


def path(organisation_id: int, key: str) -> str:
    """The address of a tab of an organisation."""
    base = f"/admin/organisations/{organisation_id}/edit"
    return base if key == "general" else f"{base}/{key}"


def _shown(organisation_path: str) -> list[Tab]:
    is_parent = organisation_path.count("/") == len("//")
    return [
        tab
        for tab in TABS
        if access.may(tab.right, organisation_path) and (is_parent or not tab.only_parent)
    ]
