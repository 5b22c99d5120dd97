"""Texts that come in: stored before anything else, then joined to the application they answer."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from webapp import db
from webapp.domain import doubts, inbound, settling
from webapp.domain.applications import cases_of, recount
from webapp.domain.inbound import Place, Stored
from webapp.domain.states import State
from webapp.gateways.sms import InboundText as Inbound
from webapp.lib import clock

# Opt-out words of the carriers in the countries we serve; the whole message, in any case.
STOP_WORDS = frozenset(
    (
        *("stop", "stop all", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke"),
        *("optout", "opt out", "stopp", "avsluta", "avslutt", "avmeld", "sluta", "slutt"),
        *("afmeld", "lopeta", "peruuta"),
    )
)
# Those of them that are nothing else in a sentence ("cancel my interview", "end of May").
_CLEAR = (
    *("stop", "stop all", "stopall", "stopp", "unsubscribe", "optout", "opt out", "avmeld"),
    *("afmeld", "sluta", "lopeta"),
)
_THANKS = "(?:tack|thanks|thank you|thx|takk|tak|kiitos)"
_VERY_MUCH = "(?: så mycket| på förhand| så mye| på forhånd| mange gange| very much| paljon)?"
_MOST_CHARACTERS = 100
_WITH_THANKS = re.compile(rf"({'|'.join(STOP_WORDS)})\W+{_THANKS}{_VERY_MUCH}\W*")
_WITH_REASON = re.compile(
    rf"(please )?({'|'.join(_CLEAR)})( sms)?(\W+({_THANKS}|please)\b[^?]*| ?[-–,.!:;][^?]*|)"
)
# What only might be one: such a word anywhere, or any word of the list in front.
_PERHAPS = re.compile(
    rf"(?<![\w-])({'|'.join(_CLEAR)})(?![\w-])|^\W*(please )?({'|'.join(STOP_WORDS)})\b"
)
_REPEATED = re.compile(r"\b(\w+)(\W+\1\b)+")


def reply_came(reply: Inbound, now: datetime | None = None) -> bool:
    """Store a text, join it to the latest application we wrote to at that number, and stop SMS
    to it when it says so. False if it was known already.

    Once stored it is kept, whatever happens while it is joined (domain.inbound).
    """
    is_news = inbound.store(reply, now)
    join_stored()
    return is_news


def join_stored() -> int:
    """Join what is stored and not joined yet; return how many texts that were."""
    return inbound.join_each(_join)


def is_stop(text: str) -> bool:
    """Whether a message says stop: the word alone, in any case and between any signs, or with
    thanks or a reason in a short reply. What only might say so is for a person to read.
    """
    folded = _folded(text)
    if re.sub(r"[\W_]+", " ", folded).strip() in STOP_WORDS:
        return True
    return len(folded) <= _MOST_CHARACTERS and bool(
        _WITH_THANKS.fullmatch(folded) or _WITH_REASON.fullmatch(folded)
    )


def might_be_stop(text: str) -> bool:
    """Whether a person should decide if a message says stop ("please stop texting me")."""
    return bool(_PERHAPS.search(_folded(text)))


def _folded(text: str) -> str:
    """The text in small letters and on one line, without what nobody sees, repeats and styles."""
    visible = "".join(one for one in text if unicodedata.category(one) != "Cf")
    # What stands on the next line ("STOP", and then a name) is as good as behind a comma.
    lines = ", ".join(line for line in visible.splitlines() if line.strip())
    folded = " ".join(unicodedata.normalize("NFKC", lines).casefold().split())
    return _REPEATED.sub(r"\1", folded)


def stop(root_id: int, number: str, reason: str, now: datetime | None = None) -> None:
    """Send this number no SMS any more, from anywhere below this parent organisation.

    What still waits is cancelled. A second call changes nothing.
    """
    now = now or clock.now()
    with db.transaction():
        db.execute(
            "INSERT INTO opt_out (root_id, number, reason, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (root_id, number) DO NOTHING",
            (root_id, number, reason[:200], clock.to_ms(now)),
        )
        doubts.settle_all(root_id, number, now)
        waiting = db.rows(
            "SELECT id FROM message WHERE root_id = ? AND \"to\" = ? AND state = 'queued'",
            (root_id, number),
        )
        settling.release([identity for (identity,) in waiting], State.CANCELLED, now)


def decide(application_id: int, *, stopped: bool, by_id: int, now: datetime | None = None) -> bool:
    """A person has read what this applicant wrote: did they stop SMS, or not?

    False if there was nothing to decide (any more). Until then SMS to the number wait.
    """
    now = now or clock.now()
    with db.transaction():
        taken = doubts.take(application_id, by_id, now)
        if stopped:
            for root_id, number, words in taken:
                stop(root_id, number, words, now)
            if taken:
                mark_answered(application_id, now)
        return bool(taken)


def mark_answered(
    application_id: int, now: datetime | None = None, *, by_id: int | None = None
) -> None:
    """What this applicant wrote so far wants no SMS as an answer; a second call changes nothing.

    Whether it means STOP is another question (`decide`).
    """
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = ?, answered_by_id = ? "
            "WHERE application_id = ? AND answered_at IS NULL",
            (clock.to_ms(now or clock.now()), by_id, application_id),
        )
        db.execute("UPDATE application SET needs_reply_at = NULL WHERE id = ?", (application_id,))
        recount(cases_of([application_id]))


def mark_one_answered(text_id: int, now: datetime | None = None) -> None:
    """This text wants no answer, in the caller's transaction."""
    db.execute(
        "UPDATE inbound_text SET answered_at = ? WHERE id = ?",
        (clock.to_ms(now or clock.now()), text_id),
    )


def reopen(application_id: int) -> None:
    """What was last marked as answered wants an answer again; a second call goes back further."""
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = NULL, answered_by_id = NULL "
            "WHERE application_id = ? AND answered_at = "
            "(SELECT max(i.answered_at) FROM inbound_text i WHERE i.application_id = ?)",
            (application_id, application_id),
        )
        wait_for_answer(application_id)


def wait_for_answer(application_id: int) -> None:
    """Let an application wait for an answer to the latest that is not marked as answered, or to
    nothing; in the caller's transaction.
    """
    db.execute(
        "UPDATE application SET needs_reply_at = (SELECT max(i.received_at) FROM inbound_text i "
        "WHERE i.application_id = application.id AND i.answered_at IS NULL) WHERE id = ?",
        (application_id,),
    )
    recount(cases_of([application_id]))


def heed(text: Stored, application_id: int | None, root_id: int) -> bool:
    """Do what a text says about STOP, in the caller's transaction; whether it was obeyed as one."""
    might_be = might_be_stop(text.text)
    # Where nobody is left in whose row a person could read it, what might be one is one.
    if is_stop(text.text) or (might_be and application_id is None):
        stop(root_id, text.from_number, text.text, clock.from_ms(text.received_at))
        return True
    if might_be:
        doubts.note(root_id, text.from_number, text.carrier_id, clock.from_ms(text.received_at))
    return False


def _join(text: Stored) -> Place:
    owners = inbound.owners(text.to)
    found = _written_to(text, owners)
    if found is None:
        return _keep_for_a_person(text, owners)
    application_id, root_id = found
    obeyed = heed(text, application_id, root_id)
    if application_id is None:
        return _into_tray(text, root_id, obeyed=obeyed)
    if not obeyed:
        db.execute(
            "UPDATE application SET needs_reply_at = ? WHERE id = ?",
            (text.received_at, application_id),
        )
        recount(cases_of([application_id]))
    return Place(application_id)


def _keep_for_a_person(text: Stored, owners: list[int]) -> Place:
    """Somebody whom nobody wrote to: into the tray of whoever alone has the number."""
    if len(owners) != 1:
        return Place()
    obeyed = is_stop(text.text)
    if obeyed:
        stop(owners[0], text.from_number, text.text, clock.from_ms(text.received_at))
    return _into_tray(text, owners[0], obeyed=obeyed)


def _into_tray(text: Stored, root_id: int, *, obeyed: bool) -> Place:
    if obeyed:
        inbound.set_aside(text.id, "STOP", None, clock.from_ms(text.received_at))
    return Place(tray_id=root_id)


def _written_to(text: Stored, owners: list[int]) -> tuple[int | None, int] | None:
    """The application and the parent organisation of the SMS that this text answers: the latest
    from the number to which it was sent, or else from any (ours may have changed). Where it is
    known whose that number is, nobody else gets to read what was sent to it.
    """
    ours = (text.to, text.to.removeprefix("+"))
    theirs = f" AND m.root_id IN ({', '.join('?' * len(owners))})" if owners else ""
    return _latest(
        text.from_number, f"{theirs} AND m.sender IN (?, ?)", (*owners, *ours)
    ) or _latest(text.from_number, theirs, owners)


def _latest(number: str, which: str, values: Sequence[object]) -> tuple[int | None, int] | None:
    """By the applicants' numbers of today, which are indexed; else by the numbers that messages
    went to, read from the newest on: the applicant may have another number now, or be erased.
    """
    select = "SELECT m.application_id, m.root_id FROM message m "
    which += " AND m.state NOT IN ('cancelled', 'expired', 'refused') ORDER BY m.id DESC LIMIT 1"
    return db.row(
        f"{select} JOIN application a ON a.id = m.application_id WHERE a.mobile = ?{which}",
        (number, *values),
    ) or db.row(
        f'{select} JOIN batch b ON b.id = m.batch_id WHERE m."to" = ? AND NOT b.is_test{which}',
        (number, *values),
    )
