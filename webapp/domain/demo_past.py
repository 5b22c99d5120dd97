"""The demo's past: what was sent, answered and taken back during the last days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from webapp import db
from webapp.domain import cases, dispatch, people, receipts, replies, sending, settling, templates
from webapp.domain.demo_people import STAFF_NUMBERS
from webapp.domain.settling import Settled
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import InboundText, Receipt, ReceiptStatus
from webapp.gateways.vonage_codes import UNCONFIRMED, words_for
from webapp.lib import clock
from webapp.models import Application, Case, Template

SENDER = STAFF_NUMBERS[0]
_ZONE = ZoneInfo("Europe/Stockholm")

DOCUMENTS = (
    "Hi %FIRSTNAME%, we still need your licence and two references for %CASETITLE%. "
    "Please send them by Friday. /%RECRUITERNAME%, %RECRUITERPHONE%"
)
THANKS = (
    "Hi %FIRSTNAME%, thank you for applying for %CASETITLE%. "
    "You will hear from us within two weeks. /%RECRUITERNAME%"
)

DAYS_OF_USE = 60
_SATURDAY = 5
_TEXTS = ("Interview questions", "Thank you for applying", "Welcome day (pasted from a document)")


def seed_past(
    rita_id: int, adam_id: int, nurses: Case, theatres: Case, carers: Case, now: datetime
) -> None:
    """Fill the last six days of these cases; the first of them has all that can go wrong."""
    ids = _ids_by_name(nurses)
    unreached = {ids["Dansk"]: _undelivered("1180"), ids["Bjerregård"]: _undelivered("1190")}
    send(nurses, rita_id, first_ids(nurses, 18), THANKS, local(now, 6, 10, 12), unreached)
    answer(nurses, "Stopp", "Stop, thanks", local(now, 6, 11, 2))
    answer(nurses, "Solfält", "STOP", local(now, 6, 11, 40))
    answer(nurses, "Solfält", "START", local(now, 5, 8, 15))
    answer(nurses, "Muñoz", "Thank you! I look forward to it. /José", local(now, 6, 12, 40))
    send(carers, adam_id, first_ids(carers, 8), THANKS, local(now, 4, 9, 30))
    send(theatres, rita_id, first_ids(theatres, 7), THANKS, local(now, 3, 15, 20))
    chased = [ids[name] for name in ("Muñoz", "Öberg-Lindqvist", "Żywiecka", "ström", "HÖGLUND")]
    troubled = {ids["ström"]: _unconfirmed(), ids["HÖGLUND"]: _undelivered("1260")}
    send(nurses, rita_id, chased, DOCUMENTS, local(now, 1, 14, 30), troubled)
    _take_back(theatres, rita_id, local(now, 1, 15, 10))
    answer(
        nurses,
        "Öberg-Lindqvist",
        "Hi! My licence is on its way. Can I send the second reference next week? /Åsa",
        local(now, 1, 16, 5),
    )
    answer(nurses, "Żywiecka", "Is it possible to work only nights?", local(now, 1, 18, 47))


def seed_use(cases_of_then: Sequence[Case], user_ids: Sequence[int], now: datetime) -> None:
    """On each working day before the last week, some SMS from each of these cases."""
    for days_ago in range(DAYS_OF_USE, 6, -1):
        for place, (case, user_id) in enumerate(zip(cases_of_then, user_ids, strict=True)):
            at = local(now, days_ago, 9 + 2 * place, 7 * place + days_ago % 7)
            number = (days_ago * (place + 2) + place) % 5 + 3 - place
            if at.weekday() < _SATURDAY and number > 0:
                _send_at_once(case, user_id, number, _TEXTS[place], at)


def _send_at_once(case: Case, user_id: int, number: int, template: str, at: datetime) -> None:
    """Send a template, and let the carrier have taken all of it."""
    facts, person = cases.find(case.id), people.load(user_id)
    assert facts is not None
    written = Template.get(Template.name == template)
    batch = sending.send(
        facts,
        person,
        first_ids(case, number),
        written.body,
        key=f"demo-{case.id}-{clock.to_ms(at)}",
        template_id=written.id,
        now=at,
    )
    claimed = dispatch.claim("demo", batch.recipients, 1_000_000, now=batch.send_after)
    for one in claimed:
        dispatch.stamp(one.message_id, "demo", now=batch.send_after)
    settling.settle(
        [
            Settled(one.message_id, Outcome(Verdict.ACCEPTED, f"demo-{one.message_id}"))
            for one in claimed
        ],
        now=batch.send_after,
    )


class _Fate(NamedTuple):
    """What becomes of a message: the carrier's answer and, if it took it, the last report."""

    verdict: Verdict
    status: ReceiptStatus = ReceiptStatus.DELIVERED
    code: str = ""


_DELIVERED = _Fate(Verdict.ACCEPTED)


def _undelivered(code: str) -> _Fate:
    return _Fate(Verdict.ACCEPTED, ReceiptStatus.UNDELIVERABLE, code)


def _unconfirmed() -> _Fate:
    return _Fate(Verdict.UNKNOWN, code="timeout")


def send(
    case: Case,
    user_id: int,
    application_ids: list[int],
    text: str,
    at: datetime,
    fates: dict[int, _Fate] | None = None,
) -> None:
    """Send, and let the carrier have answered and reported: delivered, where no fate says else."""
    facts, person = cases.find(case.id), people.load(user_id)
    assert facts is not None
    key = f"demo-{case.id}-{clock.to_ms(at)}"
    usable = templates.usable(facts.organisation_path)
    template = next((one for one in usable if one.body == text), None)
    batch = sending.send(
        facts,
        person,
        application_ids,
        text,
        key=key,
        template_id=template and template.id,
        template_version_id=template and template.version_id,
        now=at,
    )
    _leave(batch.recipients, batch.send_after, fates or {})


def _leave(most: int, at: datetime, fates: dict[int, _Fate]) -> None:
    """Let what is due leave, each message with the fate of its application."""
    for claimed in dispatch.claim("demo", most, 1_000_000, now=at):
        dispatch.stamp(claimed.message_id, "demo", now=at)
        row = db.row("SELECT application_id FROM message WHERE id = ?", (claimed.message_id,))
        fate = fates.get(row[0] if row else 0, _DELIVERED)
        _settle(claimed.message_id, claimed.client_ref, fate, at)


def _settle(message_id: int, client_ref: str, fate: _Fate, at: datetime) -> None:
    taken = fate.verdict is Verdict.ACCEPTED
    carrier_id = f"demo-{message_id}" if taken else ""
    code, detail = ("", None) if taken else (fate.code, UNCONFIRMED)
    settling.settle([Settled(message_id, Outcome(fate.verdict, carrier_id, code, detail))], now=at)
    if taken:
        reported_at = at + timedelta(seconds=4)
        receipt = Receipt(
            carrier_id=carrier_id,
            client_ref=client_ref,
            status=fate.status,
            code=fate.code,
            detail=words_for(fate.code),
            price=None,
            currency="",
            segments=None,
            at=reported_at,
        )
        receipts.receipt_came(receipt, now=reported_at)


def answer(case: Case, last_name: str, text: str, at: datetime) -> None:
    """A text from the applicant with this last name."""
    found = Application.get_or_none(Application.case == case, Application.last_name == last_name)
    answer_of(found.id if found else 0, text, at)


def answer_of(application_id: int, text: str, at: datetime) -> None:
    """A text from the mobile of this applicant."""
    found = Application.get_or_none(Application.id == application_id)
    number = found.mobile if found else ""
    carrier_id = f"demo-reply-{clock.to_ms(at)}"
    replies.reply_came(InboundText(carrier_id, number, SENDER, text, at), now=at)
    # STOP and START are answered.
    _leave(1, at, {})


def _take_back(case: Case, user_id: int, at: datetime) -> None:
    """A send that somebody thought better of."""
    facts, person = cases.find(case.id), people.load(user_id)
    assert facts is not None
    key = f"demo-{case.id}-{clock.to_ms(at)}"
    batch = sending.send(facts, person, first_ids(case, 4), DOCUMENTS, key=key, now=at)
    sending.cancel(batch, now=at + timedelta(seconds=5))


def first_ids(case: Case, count: int) -> list[int]:
    chosen = Application.select(Application.id).where(Application.case == case)
    return [one.id for one in chosen.order_by(Application.id).limit(count)]


def _ids_by_name(case: Case) -> dict[str, int]:
    chosen = Application.select(Application.id, Application.last_name)
    return {one.last_name: one.id for one in chosen.where(Application.case == case)}


def local(now: datetime, days_ago: int, hour: int, minute: int) -> datetime:
    """A time of day, so many days ago, where the organisation is."""
    day = now.astimezone(_ZONE) - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
