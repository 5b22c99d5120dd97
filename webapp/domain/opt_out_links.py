"""Stopping SMS by the link in one of them, where nobody can answer; and starting them again."""

from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.domain import opt_outs
from webapp.domain.opt_outs import Cause, Why
from webapp.lib import stop_links

_WENT_TO = (
    "SELECT s.id, s.root_id, "
    "coalesce(nullif(a.language, ''), t.language, o.language) AS language, "
    "CASE s.contact_type WHEN 'sms' THEN s.\"to\" ELSE coalesce(a.mobile, '') END AS number, "
    "CASE s.contact_type WHEN 'sms' THEN s.number_hash ELSE coalesce(a.number_hash, '') END "
    "AS number_hash FROM message s LEFT JOIN application a ON a.id = s.application_id "
    "JOIN batch b ON b.id = s.batch_id LEFT JOIN template t ON t.id = b.template_id "
    'JOIN "case" c ON c.id = b.case_id JOIN organisation o ON o.id = c.organisation_id'
)


class Link(NamedTuple):
    """The message with the link, and whom it went to; the number is empty when it was erased.

    `language` is the one that they chose, or else that of the text, or of its organisation.
    """

    message_id: int
    root_id: int
    root_name: str
    language: str
    number: str
    number_hash: str
    has_stopped: bool


def find(token: str) -> Link | None:
    """What a link is about; None for one that we never made. It takes the same time for any.

    In an e-mail it is about the number of whoever got that instead of an SMS.
    """
    message_id = stop_links.message_of(token)
    if message_id is None:
        return None
    found = db.row(
        "SELECT m.id, m.root_id, r.name, m.language, m.number, m.number_hash, "
        f"{opt_outs.stands('m.root_id', 'm.number_hash')} "
        f"FROM ({_WENT_TO}) m JOIN organisation r ON r.id = m.root_id "
        "WHERE m.id = ? AND m.number_hash <> ''",
        (message_id,),
    )
    return Link._make(found) if found else None


def stop(link: Link, now: datetime | None = None) -> None:
    """Whoever got the link wants no more SMS. A second call changes nothing."""
    why = Why(Cause.LINK, message_id=link.message_id)
    opt_outs.stop(link.root_id, link.number, why, now, hashed=link.number_hash)


def start(link: Link, now: datetime | None = None) -> None:
    """Whoever got the link wants SMS again. A second call changes nothing."""
    opt_outs.start(link.root_id, link.number_hash, now)
