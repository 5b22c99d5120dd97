"""Mail to users, written by the verbs of the house and sent by the worker, never in a request."""

from datetime import datetime

from webapp import db
from webapp.lib import clock


def queue(
    root_id: int, key: str, to: str, subject: str, text: str, now: datetime | None = None
) -> bool:
    """Let an e-mail go out soon, in the caller's transaction; False if its key is known already.

    `key` names the occasion ("invitation:17"): a second call with the same key writes nothing.
    Subject and text are plain, in the reader's language.
    """
    now_ms = clock.to_ms(now or clock.now())
    queued = db.execute(
        'INSERT INTO mail (root_id, key, "to", subject, text, state, state_at, created_at, '
        "send_after, claimed_by, attempts, words) "
        "VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, '', 0, '') ON CONFLICT (key) DO NOTHING",
        (root_id, key[:80], to[:254], subject[:200], text, now_ms, now_ms, now_ms),
    )
    return queued == 1
