"""Credits that one press would have saved: what characters that force Unicode did cost.

They are written down when a batch is sent, and shown on the Credits tab.
"""

from typing import NamedTuple

from webapp import db
from webapp.domain.usage import DAY_MS
from webapp.lib import clock, sms_text
from webapp.models import Batch


class Saving(NamedTuple):
    """One character with what it cost in the texts of one template (no name: written freely)."""

    character: str
    template_name: str
    credits: int


def record(batch: Batch, credits: int) -> None:
    """Write down what replacing the characters of a batch's text would have saved.

    In the caller's transaction. The credits are shared among the characters by how often each
    stands in the text.
    """
    if credits <= 0:
        return
    dear = [one for one in sms_text.dear_characters(batch.text) if one.replacement]
    shares = _shared(credits, [one.count for one in dear])
    db.insert_rows(
        "saving",
        ("character", "credits"),
        [(one.character[:8], share) for one, share in zip(dear, shares, strict=True) if share > 0],
        same={
            "batch_id": batch.id,
            "root_id": batch.root_id,
            "at": clock.to_ms(batch.created_at),
        },
    )


def since(root_id: int, day: int) -> list[Saving]:
    """What could have been saved from a day on (days since 1970), dearest first.

    What was taken back does not count.
    """
    found = db.rows(
        "SELECT s.character, coalesce(t.name, ''), sum(s.credits) FROM saving s "
        "JOIN batch b ON b.id = s.batch_id LEFT JOIN template t ON t.id = b.template_id "
        "WHERE s.root_id = ? AND s.at >= ? AND b.cancelled_at IS NULL "
        "GROUP BY s.character, coalesce(t.name, '') "
        "ORDER BY sum(s.credits) DESC, s.character, 2",
        (root_id, day * DAY_MS),
    )
    return [Saving(character, name, int(credits)) for character, name, credits in found]


def _shared(credits: int, counts: list[int]) -> list[int]:
    """Whole credits in proportion to the counts, which add up to all of them."""
    total, shares, given, counted = sum(counts), [], 0, 0
    for count in counts:
        counted += count
        shares.append(credits * counted // total - given)
        given += shares[-1]
    return shares
