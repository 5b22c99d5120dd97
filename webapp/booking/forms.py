"""Reading the times that a candidate proposes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webapp.lib.words import Sentence, say


def read_times(texts: Iterable[str], zone: ZoneInfo) -> tuple[list[datetime], Sentence | None]:
    """Moments in UTC from what date-and-time fields sent ("2026-12-02T10:45"), and what is wrong.

    Empty fields count for nothing. A time that the clocks skip in this zone is told so.
    """
    found = []
    for text in texts:
        if not text.strip():
            continue
        try:
            local = datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
        except ValueError:
            return [], say("Write a date and a time, such as 2026-12-02 10:45.")
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            return [], say("The clocks skip that time: it is the night on which summer begins.")
        found.append(moment)
    return found, None
