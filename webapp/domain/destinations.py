"""The countries to which a parent organisation sends, and what one SMS there costs."""

from webapp import db
from webapp.domain import log
from webapp.domain.log import Did
from webapp.lib import phone
from webapp.models import Destination, Organisation


class HomeCountry(Exception):
    """The country of the parent organisation itself stays allowed; nothing was changed."""


def of(root_id: int) -> dict[str, int]:
    """Credits per SMS for each allowed country, by its ISO 3166 code."""
    found = Destination.select().where(Destination.organisation == root_id)
    return {one.country: one.credits_per_sms for one in found}


def allow(root: Organisation, country: str, credits_per_sms: int, by_id: int) -> None:
    """Let SMS go to a country at this price from now on; what is queued keeps its price.

    Raises ValueError for what is no country with numbers. A second call changes nothing.
    """
    if country not in phone.REGIONS:
        raise ValueError(f"{country} has no telephone numbers.")
    with db.transaction():
        before = of(root.id).get(country)
        if before == credits_per_sms:
            return
        db.execute(
            "INSERT INTO destination (organisation_id, country, credits_per_sms) VALUES (?, ?, ?) "
            "ON CONFLICT (organisation_id, country) "
            "DO UPDATE SET credits_per_sms = excluded.credits_per_sms",
            (root.id, country, credits_per_sms),
        )
        log.record(
            Did.DESTINATION_SET, root.id, by_id, country, credits=credits_per_sms, before=before
        )


def remove(root: Organisation, country: str, by_id: int) -> None:
    """Let no SMS go to a country any more; what is queued still goes. A second call does nothing.

    Raises HomeCountry for the organisation's own.
    """
    if country == root.country:
        raise HomeCountry
    with db.transaction():
        removed = (
            Destination.delete()
            .where(Destination.organisation == root.id, Destination.country == country)
            .execute()
        )
        if removed:
            log.record(Did.DESTINATION_REMOVED, root.id, by_id, country)


def ensure_home(root: Organisation) -> None:
    """Allow the organisation's own country at 1 credit, unless it is allowed already."""
    db.execute(
        "INSERT INTO destination (organisation_id, country, credits_per_sms) VALUES (?, ?, 1) "
        "ON CONFLICT (organisation_id, country) DO NOTHING",
        (root.id, root.country),
    )
