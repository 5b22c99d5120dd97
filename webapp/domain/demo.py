"""Fills an empty database for `hej demo`: invented organisations, people, cases and their past.

All of it goes through the verbs that the product itself uses, told an earlier time where it lies
in the past; so every rule of the ledger holds in a demo as anywhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp import db
from webapp.domain import (
    applications,
    cases,
    credits,
    demo_interviews,
    mail,
    organisations,
    people,
    recipients,
    settings,
    templates,
    tree,
)
from webapp.domain.applications import Details
from webapp.domain.demo_conversations import QUICK_REPLIES, seed_conversations
from webapp.domain.demo_emails import EMAIL_TEMPLATES, seed_emails
from webapp.domain.demo_inbox import seed_inbox
from webapp.domain.demo_past import (
    DAYS_OF_USE,
    DOCUMENTS,
    SENDER,
    THANKS,
    first_ids,
    local,
    seed_past,
    seed_use,
    send,
)
from webapp.domain.demo_people import STAFF_NUMBERS, Applicants
from webapp.lib import clock
from webapp.models import Case, Destination, Organisation, User

CREDITS_LEFT = 412
WARNING_LEVEL = 150
# What is booked in at first; the rest, so that CREDITS_LEFT are left, is dated back to it.
_FIRST_REFILL = 700
_LATER_REFILL = 250
_LATER_REFILL_DAYS_AGO = 17


class Account(NamedTuple):
    """Somebody who can sign in to the demo."""

    email: str
    name: str
    phone: str
    can: str


# In the order in which `hej demo` prints them.
RITA = Account("rita@example.org", "Rita Recruiter", STAFF_NUMBERS[9], "recruiter, may send SMS")
ADAM = Account("adam@example.org", "Adam Admin", STAFF_NUMBERS[8], "administrator")
NILS = Account(
    "nils@example.org", "Nils Nosms", STAFF_NUMBERS[7], "recruiter without Recruitment - SMS"
)
OLLE = Account(
    "olle@example.org", "Olle Other", STAFF_NUMBERS[6], "recruiter of another parent organisation"
)
ACCOUNTS = (RITA, ADAM, NILS, OLLE)

_TEMPLATES = (
    (
        "Interview questions",
        "contact",
        "Hi %FIRSTNAME%, some questions before an interview for %CASETITLE%: when can you start, "
        "and which shifts suit you? Just answer this SMS. /%RECRUITERNAME%, %ORGANISATION%",
    ),
    ("Documents missing", "contact", DOCUMENTS),
    ("Thank you for applying", "contact", THANKS),
    (
        "Welcome day (pasted from a document)",
        "contact",
        "Hi %FIRSTNAME%, your “welcome day” is on Monday, 8–12. It’s at the main entrance – "
        "bring your ID… /%RECRUITERNAME%",
    ),
    (
        "Invitation to an interview",
        "interview_invitation",
        "Hi %FIRSTNAME%, we would like to meet you about %CASETITLE%. Choose a time that suits "
        "you: %INVITELINK% /%RECRUITERNAME%",
    ),
    (
        "The position is filled",
        "rejection",
        "Hi %FIRSTNAME%, the position %CASETITLE% is now filled. Thank you for your interest, "
        "and welcome back another time. /%ORGANISATION%",
    ),
)

_WELCOME = (
    "Hi Adam Admin,\n\nyour account is ready. What Hej writes to its users by e-mail arrives in a "
    "mailbox such as this one, as SMS arrive at the phones above.\n\n/Hej\n"
)


def is_empty() -> bool:
    """Whether there is no organisation in the database yet."""
    return not Organisation.select().exists()


def seed(password: str, now: datetime | None = None) -> None:
    """Fill an empty database; all accounts get this password. A second call fails.

    The same data comes out each time, dated back from `now`.
    """
    now = now or clock.now()
    with db.transaction():
        organisations.ensure_outlet()
        applicants = Applicants(now)
        _seed_group(password, applicants, now)
        _seed_other(password, applicants, now)
        _seed_use(applicants, now)


def set_password(password: str) -> None:
    """Give all accounts of the demo this password."""
    for account in ACCOUNTS:
        password_hash = people.hashed(password)
        User.update(password_hash=password_hash).where(User.email == account.email).execute()


def _seed_group(password: str, applicants: Applicants, now: datetime) -> None:
    group = organisations.found("Nordlund Demo Group", sender=SENDER)
    emergency = organisations.add_below(group, "Emergency care")
    surgery = organisations.add_below(group, "Surgery")
    # A name as the sender: nobody can answer these.
    home = organisations.add_below(group, "Home care", sender="HomeCare")
    organisations.add_below(surgery, "Day surgery")
    summer_clinic = organisations.add_below(group, "Summer clinic, last year")
    _describe(group)
    mail.queue(group.id, "demo:welcome", ADAM.email, "Welcome to Hej", _WELCOME, now)
    rita = _register(RITA, group, password, organisations.RECRUITER)
    adam = _register(ADAM, group, password, organisations.ADMINISTRATOR)
    tree.deactivate(summer_clinic, adam.id, now)
    nils = _register(NILS, group, password, organisations.RECRUITER_WITHOUT_SMS)
    _set_nights(group, home, adam.id)
    _write_templates(group)
    _refill(group, adam.id, now)

    nurse = _Opening("NDG-105", "Registered nurse, emergency care", "Granvik", 4, days_old=30)
    theatre = _Opening("NDG-104", "Theatre nurse", "Nyhamn", 2, days_old=34)
    carer = _Opening("NDG-103", "Care assistant, evenings", "Björkö", 6, days_old=37)
    seasonal = _Opening("NDG-102", "Seasonal staff, international pool", "", 200, days_old=41)
    head = _Opening("NDG-101", "Head of unit", "Nyhamn", 1, days_old=44, closes_in_days=40)
    summer = _Opening("NDG-099", "Physiotherapist, summer", "Granvik", 1, 120, closes_in_days=-60)
    nurses = _open(emergency, rita, nurse, applicants.nurses(), now)
    theatres = _open(surgery, rita, theatre, applicants.some(16), now)
    carers = _open(home, adam, carer, applicants.some(14), now)
    _open(group, rita, seasonal, applicants.crowd(), now)
    _open(surgery, adam, head, [], now)
    closed = _open(surgery, rita, summer, applicants.some(9), now)
    Case.update(closed_at=now - timedelta(days=60)).where(Case.id == closed.id).execute()

    demo_interviews.seed(nurses, theatres, rita.id, now)
    seed_past(rita.id, adam.id, nurses, theatres, carers, now)
    seed_conversations(rita.id, adam.id, nurses, now)
    seed_emails(rita.id, adam.id, nurses, carers, now)
    seed_inbox(rita.id, adam.id, nils.id, theatres, now)


def _set_nights(group: Organisation, home: Organisation, by_id: int) -> None:
    """Whoever tries the demo at night sees what they send arrive; one unit keeps its nights."""
    settings.change(group, by_id, {"quiet_from": 0, "quiet_to": 0})
    nights = {"quiet_from": 20 * 60, "quiet_to": 8 * 60}
    settings.change(home, by_id, nights, {"quiet_hours": False})


def _write_templates(group: Organisation) -> None:
    for name, purpose, body in _TEMPLATES:
        templates.write(group, name, body, purpose=purpose)
    for name, purpose, subject, body in EMAIL_TEMPLATES:
        templates.write(group, name, body, purpose=purpose, subject=subject)
    for name, body in QUICK_REPLIES:
        templates.write(group, name, body, purpose=templates.QUICK_REPLY)


def _refill(group: Organisation, by_id: int, now: datetime) -> None:
    began = now - timedelta(days=DAYS_OF_USE + 1)
    later = local(now, _LATER_REFILL_DAYS_AGO, 8, 0)
    credits.top_up(group.id, _FIRST_REFILL, "Demo order 1001", by_id, now=began)
    credits.top_up(group.id, _LATER_REFILL, "Demo order 1003", by_id, now=later)


def _seed_other(password: str, applicants: Applicants, now: datetime) -> None:
    other = organisations.found("Other Demo Ltd", sender="OtherDemo")
    olle = _register(OLLE, other, password, organisations.RECRUITER)
    templates.write(other, "Thank you for applying", THANKS)
    credits.top_up(other.id, 60, "Demo order 2001")
    opening = _Opening("ODL-1", "Warehouse coordinator", "Sundby", 1, days_old=12)
    case = _open(other, olle, opening, applicants.some(6), now)
    send(case, olle.id, first_ids(case, 3), THANKS, local(now, 2, 10, 5))


def _seed_use(applicants: Applicants, now: datetime) -> None:
    """Two months in which each organisation used credits for a case that is closed by now."""
    rita, adam = (User.get(User.email == one.email) for one in (RITA, ADAM))
    then = (
        (_OPENINGS_OF_THEN[0], "Emergency care", rita),
        (_OPENINGS_OF_THEN[1], "Surgery", rita),
        (_OPENINGS_OF_THEN[2], "Day surgery", adam),
    )
    cases_of_then = []
    for opening, name, owner in then:
        where = Organisation.get(Organisation.name == name)
        cases_of_then.append(_open(where, owner, opening, applicants.abroad(12), now))
    seed_use(cases_of_then, [owner.id for _, _, owner in then], now)
    for case in cases_of_then:
        Case.update(closed_at=now - timedelta(days=3)).where(Case.id == case.id).execute()
    root_id = cases_of_then[0].root_id
    missing = CREDITS_LEFT - credits.balance(root_id).available
    began = now - timedelta(days=DAYS_OF_USE + 1)
    credits.top_up(root_id, missing, "Demo order 1002", adam.id, now=began)
    User.update(watches_credits=True).where(User.id == adam.id).execute()


def _describe(group: Organisation) -> None:
    group.warning_level = WARNING_LEVEL
    group.csm_name = "Clara Credits"
    group.rejection_by_sms = True
    group.csm_email = "clara@example.org"
    group.csm_phone = STAFF_NUMBERS[5]
    # Above all that the demo's credits could pay for: seen under Sending, and in nobody's way.
    group.most_per_batch, group.most_per_user_day, group.most_per_hour = 2_000, 5_000, 10_000
    group.save()
    # The United States cost as little as home, so that a big send is easy to reckon; Finland is
    # left out, so that somebody is skipped for their country.
    for country, price in (("NO", 2), ("DK", 2), ("US", 1)):
        Destination.create(organisation=group, country=country, credits_per_sms=price)


def _register(account: Account, where: Organisation, password: str, group_name: str) -> User:
    groups = organisations.groups(where, group_name)
    user = people.register(where.id, account.email, account.name, password, groups)
    User.update(phone=account.phone).where(User.id == user.id).execute()
    return user


@dataclass(frozen=True)
class _Opening:
    reference: str
    title: str
    location: str
    positions: int
    days_old: int
    closes_in_days: int = 14


_OPENINGS_OF_THEN = (
    _Opening("NDG-098", "Registered nurse, nights", "Granvik", 2, DAYS_OF_USE + 5, -3),
    _Opening("NDG-097", "Operating room assistant", "Nyhamn", 1, DAYS_OF_USE + 5, -3),
    _Opening("NDG-096", "Home care nurse", "Björkö", 3, DAYS_OF_USE + 5, -3),
)


def _open(
    where: Organisation, owner: User, opening: _Opening, people: Iterable[Details], now: datetime
) -> Case:
    case = cases.open_case(
        where,
        owner.id,
        title=opening.title,
        reference=opening.reference,
        location=opening.location,
        positions=opening.positions,
        closes_on=(now + timedelta(days=opening.closes_in_days)).date(),
        created_at=now - timedelta(days=opening.days_old),
    )
    _add_all(case, where.country, list(people))
    return case


def _add_all(case: Case, country: str, people: list[Details]) -> None:
    """All applications of a case at once: 1,200 of them one by one would take seconds."""
    served = recipients.prices(case.root_id)
    rows = [
        applications.columns(one, applications.read_mobile(one.mobile, country, served))
        | {"case_id": case.id, "applied_at": clock.to_ms(one.applied_at or clock.now())}
        for one in people
    ]
    applications.insert_all(rows)
    applications.recount([case.id])
