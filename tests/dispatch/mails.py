"""E-mails in the queue, for tests of their dispatch."""

from datetime import datetime

from tests.cast import Cast
from webapp import db
from webapp.domain import mail
from webapp.models import Mail

ADDRESS = "cleo@example.org"


def queued(
    cast: Cast, to: str = ADDRESS, text: str = "Hej Cleo!", now: datetime | None = None
) -> Mail:
    """One more e-mail that is due."""
    key = f"test:{Mail.select().count()}"
    assert mail.queue(cast.group.id, key, to, "Your link", text, now)
    return Mail.get(Mail.key == key)


def due_now() -> None:
    """Let nothing wait for its next try any longer."""
    db.execute("UPDATE mail SET send_after = 0 WHERE state = 'queued'")


def states() -> list[str]:
    """The states of all e-mails, the oldest first."""
    return [one.state for one in Mail.select().order_by(Mail.id)]


def is_idle() -> bool:
    """Whether nothing is waiting or under way."""
    return not {*states()} & {"queued", "claimed", "sending"}
