"""The list of templates that an organisation has or inherits, and whom to try one out on."""

from typing import Any, NamedTuple

from webapp import db
from webapp.domain import contacting, pressure, text_rules
from webapp.domain.contacting import Plan, Writer
from webapp.domain.means import BY_SMS, ContactType, Means
from webapp.domain.people import Person
from webapp.domain.recipients import Recipient
from webapp.domain.templates import INVITATION, path_ids
from webapp.domain.text_rules import INVITE_LINK
from webapp.lib import message_links, phone, stop_links
from webapp.models import Organisation

PAGE_SIZE = 25
SHOW = ("all", "sms", "email", "archived")
MOST_CANDIDATES = 8

# Plainly invented, with names of common length; the number is kept for drama.
_TYPICAL_NAME = ("Kim", "Candidate")
_TYPICAL_TITLE = "Registered nurse"
_TYPICAL_NUMBER = "+46701740605"
_TYPICAL_ADDRESS = "kim@example.org"


class Listed(NamedTuple):
    """A template in the list. `last_used_at` is in milliseconds since 1970, of uses here."""

    id: int
    name: str
    contact_type: str
    purpose: str
    language: str
    body: str
    organisation_id: int
    organisation_name: str
    archived_at: int | None
    uses: int
    last_used_at: int | None


class Someone(NamedTuple):
    """An application that a template can be shown for."""

    id: int
    case_id: int
    name: str
    case_title: str


def page_of(organisation: Organisation, q: str, show: str, page: int) -> tuple[list[Listed], int]:
    """One page of the templates that count in an organisation, and how many there are.

    `show` is one of SHOW; archived ones are only the organisation's own. A use is a send in this
    organisation or below it that was not taken back.
    """
    condition, values = _where(organisation, q, show)
    counted = db.row(f"SELECT count(*) FROM template t WHERE {condition}", values)
    total = counted[0] if counted else 0
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    used = (
        'FROM batch b JOIN "case" c ON c.id = b.case_id '
        "JOIN organisation u ON u.id = c.organisation_id "
        "WHERE b.template_id = t.id AND NOT b.is_test AND b.cancelled_at IS NULL AND u.path LIKE ?"
    )
    below = f"{organisation.path}%"
    found = db.rows(
        "SELECT t.id, t.name, t.contact_type, t.purpose, t.language, t.body, o.id, o.name, "
        f"t.archived_at, (SELECT count(*) {used}), (SELECT max(b.created_at) {used}) "
        "FROM template t JOIN organisation o ON o.id = t.organisation_id "
        f"WHERE {condition} ORDER BY lower(t.name), t.id LIMIT ? OFFSET ?",
        [below, below, *values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
    )
    return [Listed._make(one) for one in found], total


def typical(
    organisation: Organisation,
    person: Person,
    text: str,
    prices: dict[str, int],
    link: str = "",
    means: Means = BY_SMS,
) -> Plan:
    """A text (normalised) planned for an invented candidate in the organisation's country.

    `link` is what an invitation's link looks like (see `typical_link`).
    """
    writer = Writer(
        case_id=0,
        root_id=organisation.root_id,
        organisation_path=organisation.path,
        user_id=person.id,
        sender=organisation.sender,
        is_closed=False,
        values={
            "CASETITLE": _TYPICAL_TITLE,
            "ORGANISATION": organisation.name,
            "RECRUITERNAME": person.name,
            "RECRUITERPHONE": phone.display(person.phone or _TYPICAL_NUMBER),
            text_rules.OPT_OUT_LINK: stop_links.stand_in(),
            **({INVITE_LINK: link} if link else {}),
        },
    )
    someone = Recipient(
        0,
        *_TYPICAL_NAME,
        _TYPICAL_NUMBER,
        organisation.country,
        _TYPICAL_NUMBER,
        stopped=False,
        email=_TYPICAL_ADDRESS,
    )
    # A country that nobody may send to costs what an SMS at home costs.
    prices = {organisation.country: 1} | prices
    return contacting.plan(writer, text, [someone], prices, pressure.NONE, means=means)


def typical_link(purpose: str, base_url: str) -> str:
    """An invitation's link, as long as every link will be; empty for other purposes."""
    return f"{base_url}/b/{'k' * message_links.LENGTH}" if purpose == INVITATION else ""


def candidates(organisation_ids: list[int], q: str) -> list[Someone]:
    """The latest applications in these organisations, of those whose name has `q` in it."""
    if not organisation_ids:
        return []
    name = "a.first_name || ' ' || a.last_name"
    found = db.rows(
        f'SELECT a.id, c.id, {name}, c.title FROM application a JOIN "case" c ON c.id = a.case_id '
        f"WHERE c.organisation_id IN ({db.marks(organisation_ids)}) "
        f"AND {db.matches(name)} ORDER BY a.id DESC LIMIT ?",
        [*organisation_ids, db.containing(q.strip().lower()), MOST_CANDIDATES],
    )
    return [Someone(one[0], one[1], one[2].strip(), one[3]) for one in found]


def _where(organisation: Organisation, q: str, show: str) -> tuple[str, list[Any]]:
    if show == "archived":
        conditions = ["t.organisation_id = ?", "t.archived_at IS NOT NULL"]
        values: list[Any] = [organisation.id]
    else:
        values = [*path_ids(organisation.path)]
        conditions = [f"t.organisation_id IN ({db.marks(values)})", "t.archived_at IS NULL"]
    if show in list(ContactType):
        conditions.append("t.contact_type = ?")
        values.append(show)
    if q:
        conditions.append(db.matches("t.name"))
        values.append(db.containing(q.lower()))
    return " AND ".join(conditions), values
