"""The demo's e-mails to candidates: templates, some that were sent, and one that leaves when the
demo starts, so that there is something in its mailboxes.
"""

from datetime import datetime, timedelta

from webapp.domain import cases, dispatch, people, sending, settling
from webapp.domain.demo_past import local
from webapp.domain.means import ContactType, Means
from webapp.domain.outlet import Way
from webapp.domain.settling import Settled
from webapp.gateways import mail_codes
from webapp.gateways.outcome import Outcome, Verdict
from webapp.lib import clock
from webapp.models import Application, Batch, Case

_THANKS = "Thank you for applying for %CASETITLE%"
_THANKS_TEXT = (
    "Dear %FIRSTNAME%,\n\nthank you for applying for %CASETITLE%. We read every application, and "
    "you will hear from us within two weeks.\n\nDo you have a question? Just answer this e-mail."
    "\n\nBest regards\n%RECRUITERNAME%, %ORGANISATION%"
)

# Name, purpose, subject and text.
EMAIL_TEMPLATES = (
    ("Thank you for applying", "contact", _THANKS, _THANKS_TEXT),
    (
        "Invitation to an interview",
        "interview_invitation",
        "Interview for %CASETITLE%",
        "Dear %FIRSTNAME%,\n\nwe would like to meet you about %CASETITLE%. Choose a time that "
        "suits you:\n%INVITELINK%\n\nYou can change it there, too.\n\nBest regards\n"
        "%RECRUITERNAME%, %ORGANISATION%",
    ),
    (
        "The position is filled",
        "rejection",
        "Your application for %CASETITLE%",
        "Dear %FIRSTNAME%,\n\nthe position is now filled, and this time we chose somebody else. "
        "Thank you for your interest and your time; we would be glad to hear from you again."
        "\n\nBest regards\n%RECRUITERNAME%, %ORGANISATION%",
    ),
)

_ASKED = (
    "Hi %FIRSTNAME%, we still need your licence and two references for %CASETITLE%. "
    "Please send them by Friday. /%RECRUITERNAME%"
)
_VIDEO = (
    "Dear %FIRSTNAME%,\n\nthis is the link to our meeting on Tuesday at 13:\n"
    "https://video.example.org/room-7\n\nSee you then!\n%RECRUITERNAME%"
)


def seed_emails(rita_id: int, adam_id: int, nurses: Case, carers: Case, now: datetime) -> None:
    """What was written by e-mail during the last days, and just now."""
    by_video = Means(ContactType.EMAIL, "Interview on Tuesday, by video")
    _sent(nurses, rita_id, ["Dvořáková"], _VIDEO, by_video, local(now, 4, 11, 52))
    instead = Means(subject="Documents for %CASETITLE%", email_instead=True)
    unreached = ["Utannummer", "Kortnummer", "Stopp"]
    _sent(
        nurses, rita_id, unreached, _ASKED, instead, local(now, 1, 14, 42), refused_by="Kortnummer"
    )
    # Long enough ago to be in nobody's way, and still due.
    thanks = Means(ContactType.EMAIL, _THANKS)
    latest = Application.select().where(Application.case == carers).order_by(Application.id.desc())
    to = [one.last_name for one in latest.limit(3)]
    _send(carers, adam_id, to, _THANKS_TEXT, thanks, now - timedelta(minutes=40))


def _sent(
    case: Case,
    user_id: int,
    names: list[str],
    text: str,
    means: Means,
    at: datetime,
    refused_by: str = "",
) -> None:
    """Send, and let the mail server have taken all but one."""
    batch = _send(case, user_id, names, text, means, at)
    while claimed := dispatch.claim_email("demo", now=batch.send_after):
        dispatch.stamp(claimed.message_id, "demo", now=batch.send_after)
        outcome = Outcome(Verdict.ACCEPTED)
        if refused_by and claimed.to == _named(case, refused_by).email:
            outcome = mail_codes.refused("recipient", 550)
        settling.settle([Settled(claimed.message_id, outcome, Way.MAIL)], now=batch.send_after)


def _send(
    case: Case, user_id: int, names: list[str], text: str, means: Means, at: datetime
) -> Batch:
    facts, person = cases.find(case.id), people.load(user_id)
    assert facts is not None
    ids = [_named(case, name).id for name in names]
    key = f"demo-mail-{case.id}-{clock.to_ms(at)}"
    return sending.send(facts, person, ids, text, key=key, means=means, again=True, now=at)


def _named(case: Case, last_name: str) -> Application:
    chosen = (Application.case == case) & (Application.last_name == last_name)
    return Application.select().where(chosen).order_by(Application.id).get()
