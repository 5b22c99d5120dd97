"""How an e-mail to a candidate is shown while somebody writes it: as it will arrive."""

from typing import NamedTuple

from webapp.domain.contacting import Planned
from webapp.lib import html_letter
from webapp.lib.words import Sentence


class ShownMail(NamedTuple):
    """One recipient's own e-mail in the preview; its text is cut into runs of (kind, text)."""

    index: int
    number_of: int
    name: str
    sender: str
    reply_to: str
    subject: str
    runs: list[tuple[str, str]]
    skip: Sentence | None


def shown_mail(
    one: Planned, sender: str, reply_to: str, index: int = 0, number_of: int = 1
) -> ShownMail:
    """A recipient's e-mail as it arrives, as number `index` (from 0) of so many."""
    return ShownMail(
        index=index,
        number_of=number_of,
        name=one.recipient.name,
        sender=sender,
        reply_to=reply_to,
        subject=one.subject,
        runs=html_letter.runs(one.text),
        skip=one.skip,
    )
