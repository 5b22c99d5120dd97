"""Plain functions that make what a test needs, through the verbs of the house."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from hypothesis import HealthCheck, settings

from tests import cast as people_of
from tests.cast import CANDIDATE_NUMBERS, INES, PASSWORD, SECRET_KEY, Cast
from webapp import db
from webapp.domain import (
    applications,
    cases,
    dispatch,
    opt_outs,
    organisations,
    people,
    recipients,
    replies,
    sending,
    settling,
    templates,
)
from webapp.domain import credits as credit_verbs
from webapp.domain.applications import Details
from webapp.domain.cases import CaseFacts
from webapp.domain.credits import Balance
from webapp.domain.opt_outs import Cause, Why
from webapp.domain.people import Person
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import InboundText, Receipt, ReceiptStatus
from webapp.lib import clock, installation
from webapp.models import (
    Application,
    Batch,
    Destination,
    Message,
    Organisation,
    Template,
    User,
)

_numbers = count(1)

# What a property may do whose examples share a fixture: a decorator's own list replaces the usual.
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


@contextlib.contextmanager
def opened(url: str) -> Iterator[str]:
    """The models bound to this database; afterwards every connection to it is closed."""
    installation.use(SECRET_KEY, "http://localhost")
    db.open_database(url)
    try:
        yield url
    finally:
        db.database.obj.close_all()


def cast() -> Cast:
    """The cast and their organisations; nobody has any credits yet."""
    with db.transaction():
        group = _never_quiet(organisations.found("Northern group", sender="Northern"))
        care = organisations.add_below(group, "Emergency care")
        home = organisations.add_below(group, "Home care")
        other_group = _never_quiet(organisations.found("Southern group", sender="Southern"))
        clinic = organisations.add_below(other_group, "Clinic")
        return Cast(
            alma=person(care, *people_of.ALMA, organisations.RECRUITER),
            bo=person(care, *people_of.BO, organisations.RECRUITER_WITHOUT_SMS),
            cleo=person(group, *people_of.CLEO, organisations.ADMINISTRATOR),
            dag=person(other_group, *people_of.DAG, *organisations.FIRST_GROUPS),
            group=group,
            care=care,
            home=home,
            other_group=other_group,
            clinic=clinic,
        )


def _never_quiet(root: Organisation) -> Organisation:
    """Without quiet hours: what a test sends must leave whatever time it is."""
    root.quiet_from = root.quiet_to = 0
    root.save()
    return root


def quiet_hours(whose: Organisation | Person | CaseFacts, begin: int, end: int) -> None:
    """Quiet hours of a whole tree from one hour of the day to another."""
    Organisation.update(quiet_from=begin * 60, quiet_to=end * 60).where(
        Organisation.root_id == whose.root_id
    ).execute()


def person(
    organisation: Organisation, email: str, name: str, phone: str, *group_names: str
) -> Person:
    """Somebody who works in an organisation and has these access groups there."""
    root = Organisation.get_by_id(organisation.root_id)
    groups = organisations.groups(root, *group_names)
    user = people.register(organisation.id, email, name, PASSWORD, groups)
    User.update(phone=phone).where(User.id == user.id).execute()
    return people.load(user.id)


def case(
    owner: Person, organisation: Organisation | None = None, title: str = "Nurse"
) -> CaseFacts:
    """A case in the owner's own organisation, or in another one."""
    where = organisation or Organisation.get_by_id(owner.organisation_id)
    made = cases.open_case(where, owner.id, title=title, reference=f"R-{next(_numbers)}")
    return facts(made.id)


def facts(case_id: int) -> CaseFacts:
    """The case as it is now."""
    found = cases.find(case_id)
    assert found is not None
    return found


def application(
    case: CaseFacts,
    mobile: str = INES.mobile,
    first_name: str = INES.first_name,
    last_name: str = INES.last_name,
) -> Application:
    """Ines's application to a case, or another candidate's."""
    read = applications.read_mobile(mobile, case.country, list(recipients.prices(case.root_id)))
    details = Details(first_name, last_name, email=INES.email, mobile=mobile)
    return applications.add(case.id, details, read)


def candidates(case: CaseFacts, number: int) -> list[int]:
    """The ids of so many applications to a case, each with its own mobile number (90 at most)."""
    mobiles = CANDIDATE_NUMBERS[:number]
    assert len(mobiles) == number
    return [
        application(case, mobile, f"Candidate {place}").id for place, mobile in enumerate(mobiles)
    ]


def credits(whose: Organisation | Person | CaseFacts, amount: int) -> Balance:
    """A refill of the parent organisation of this organisation, person or case."""
    return credit_verbs.top_up(whose.root_id, amount, "for a test")


def price(whose: Organisation | Person | CaseFacts, country: str, credits_per_sms: int) -> None:
    """From now on SMS to this country are allowed, at this price."""
    Destination.insert(
        organisation=whose.root_id, country=country, credits_per_sms=credits_per_sms
    ).on_conflict(
        conflict_target=[Destination.organisation, Destination.country],
        update={Destination.credits_per_sms: credits_per_sms},
    ).execute()


def template(organisation: Organisation, name: str = "First contact", body: str = "Hi") -> Template:
    """An SMS template of an organisation."""
    return templates.write(organisation, name, body)


def batch(
    case: CaseFacts,
    person: Person,
    application_ids: list[int],
    text: str = "Hi %FIRSTNAME%",
    **options: object,
) -> Batch:
    """A batch that this person sent. It still waits for its undo window (see `departed`)."""
    options = {"key": sending.new_key(), "again": True} | options
    return sending.send(case, person, application_ids, text, **options)  # type: ignore[arg-type]


def departed(
    case: CaseFacts, person: Person, application_ids: list[int], text: str = "Hi %FIRSTNAME%"
) -> list[Message]:
    """The messages of a batch that nobody can take back: due now."""
    made = batch(case, person, application_ids, text)
    sending.depart(made)
    return messages(made)


def messages(batch: Batch) -> list[Message]:
    """The messages of a batch as they are now, in the order of their ids."""
    return list(Message.select().where(Message.batch == batch.id).order_by(Message.id))


def state(message: Message) -> str:
    """The state of a message as it is now."""
    return str(Message.get_by_id(message.id).state)


def organisation(name: str = "Another group") -> Organisation:
    """A parent organisation of its own."""
    return organisations.found(name)


def one_database_for_all_examples(test: Callable[..., None]) -> Callable[..., None]:
    """For a property: all its examples share the test's database (see `rolled_back`)."""
    return settings(suppress_health_check=SHARED)(test)


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """Everything that is written inside is forgotten afterwards: one example of a property."""
    with db.database.atomic() as transaction:
        yield
        transaction.rollback()


def replied(application_id: int, text: str, now: datetime | None = None) -> bool:
    """A text from the mobile of this applicant; whether it was news."""
    number = Application.get_by_id(application_id).mobile
    return replies.reply_came(inbound(number, text), now)


def stop(root_id: int, number: str, words: str = "STOP", now: datetime | None = None) -> None:
    """This number has stopped SMS from a parent organisation."""
    opt_outs.stop(root_id, number, Why(Cause.TEXT, words), now)


def inbound(from_number: str, text: str, carrier_id: str = "") -> InboundText:
    """A text as the carrier's webhook reports it."""
    return InboundText(
        carrier_id=carrier_id or f"inbound-{next(_numbers)}",
        from_number=from_number,
        to="+46701740699",
        text=text,
        at=clock.now(),
    )


def receipt(
    message: Message,
    status: ReceiptStatus = ReceiptStatus.DELIVERED,
    carrier_id: str = "",
    client_ref: str | None = None,
) -> Receipt:
    """A report on a message, as the carrier's webhook brings it."""
    return Receipt(
        carrier_id=carrier_id or f"carrier-{message.id}",
        client_ref=message.client_ref if client_ref is None else client_ref,
        status=status,
        code="1260" if status is ReceiptStatus.UNDELIVERABLE else "",
        detail=None,
        price=None,
        currency="",
        segments=None,
        at=clock.now(),
    )


def on_its_way(
    case: CaseFacts, person: Person, application_id: int, text: str = "Hi %FIRSTNAME%"
) -> Message:
    """A message to this applicant that is just being sent."""
    [message] = departed(case, person, [application_id], text)
    dispatch.claim("w", 1, 1000)
    assert dispatch.stamp(message.id, "w")
    return message


def refused(message_id: int) -> None:
    """The carrier refuses this message, which is being sent."""
    settling.settle([Settled(message_id, Outcome(Verdict.REFUSED, code="1430"))])
