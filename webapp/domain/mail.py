"""Mail to users, written by the verbs of the house and sent by the worker, never in a request."""

from datetime import datetime
from typing import NamedTuple

from webapp import db
from webapp.lib import clock
from webapp.lib.catalogues import in_language
from webapp.lib.words import Sentence


class Reader(NamedTuple):
    """A user as a writer of mail knows them."""

    id: int
    email: str
    language: str


def reader(user_id: int) -> Reader:
    """A user with the language in which they read: their own, else their organisation's."""
    found = db.row(
        "SELECT u.id, u.email, coalesce(nullif(u.language, ''), o.language) FROM \"user\" u "
        "JOIN organisation o ON o.id = u.organisation_id WHERE u.id = ?",
        (user_id,),
    )
    if found is None:
        raise LookupError(f"no user {user_id}")
    return Reader._make(found)


def queue(
    root_id: int,
    key: str,
    to: str,
    subject: Sentence | str,
    text: Sentence | str | tuple[Sentence, ...],
    now: datetime | None = None,
    *,
    language: str = "en",
    application_id: int | None = None,
    calendar: str = "",
) -> bool:
    """Let an e-mail go out soon, in the caller's transaction; False if its key is known already.

    `key` names the occasion ("invitation:17"): a second call with the same key writes nothing.
    `language` is the reader's; several sentences become paragraphs. `application_id` is the
    candidate whom it is to or about: it is erased with them. `calendar` is an iCalendar file with a
    METHOD, for the reader's calendar to act on.
    """
    now_ms = clock.to_ms(now or clock.now())
    said = in_language(subject, language)
    queued = db.execute(
        'INSERT INTO mail (root_id, application_id, key, "to", subject, text, calendar, state, '
        "state_at, created_at, send_after, claimed_by, attempts, words) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, '', 0, '') ON CONFLICT (key) DO NOTHING",
        (
            root_id,
            application_id,
            key[:80],
            to[:254],
            said[:200],
            _text(text, language),
            calendar,
            now_ms,
            now_ms,
            now_ms,
        ),
    )
    return queued == 1


def _text(text: Sentence | str | tuple[Sentence, ...], language: str) -> str:
    if isinstance(text, tuple):
        return "\n\n".join(in_language(one, language) for one in text) + "\n"
    return in_language(text, language)
