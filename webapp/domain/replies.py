"""Texts that come in: stored before anything else, then joined to the application they answer."""

import re
import unicodedata
from datetime import datetime

from webapp import db
from webapp.domain import doubts, settling
from webapp.domain.applications import cases_of, recount
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
    """
    now = now or clock.now()
    with db.transaction():
        stored = db.execute(
            'INSERT INTO inbound_text (carrier_id, from_number, "to", text, at, received_at) '
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (carrier_id) DO NOTHING",
            (
                reply.carrier_id,
                reply.from_number[:16],
                reply.to[:16],
                reply.text,
                clock.to_ms(reply.at),
                clock.to_ms(now),
            ),
        )
        if not stored:
            return False
        _join(reply, now)
        return True


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


def mark_answered(application_id: int, now: datetime | None = None) -> None:
    """What this applicant wrote so far wants no SMS as an answer; a second call changes nothing.

    Whether it means STOP is another question (`decide`).
    """
    with db.transaction():
        db.execute(
            "UPDATE inbound_text SET answered_at = ? "
            "WHERE application_id = ? AND answered_at IS NULL",
            (clock.to_ms(now or clock.now()), application_id),
        )
        db.execute("UPDATE application SET needs_reply_at = NULL WHERE id = ?", (application_id,))
        recount(cases_of([application_id]))


def _join(reply: Inbound, now: datetime) -> None:
    found = _written_to(reply)
    if found is None:
        return
    application_id, root_id = found
    db.execute(
        "UPDATE inbound_text SET application_id = ? WHERE carrier_id = ?",
        (application_id, reply.carrier_id),
    )
    might_be = might_be_stop(reply.text)
    # Where nobody is left in whose row a person could read it, what might be one is one.
    if is_stop(reply.text) or (might_be and application_id is None):
        stop(root_id, reply.from_number, reply.text, now)
    elif application_id is not None:
        if might_be:
            doubts.note(root_id, reply.from_number, reply.carrier_id, now)
        db.execute(
            "UPDATE application SET needs_reply_at = ? WHERE id = ?",
            (clock.to_ms(now), application_id),
        )
        recount(cases_of([application_id]))


def _written_to(reply: Inbound) -> tuple[int | None, int] | None:
    """The application and the parent organisation of the SMS that this text answers: the latest
    from the number to which it was sent, or else from any (ours may have changed).
    """
    ours = (reply.to, reply.to.removeprefix("+"))
    return _latest(reply.from_number, " AND m.sender IN (?, ?)", ours) or _latest(
        reply.from_number, "", ()
    )


def _latest(number: str, which: str, values: tuple[str, ...]) -> tuple[int | None, int] | None:
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
