"""Reading the times that a candidate proposes."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from webapp.lib import clock
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
            local = datetime.fromisoformat(text.strip())
        except ValueError:
            return [], say("Write a date and a time, such as 2026-12-02 10:45.")
        moment = clock.in_zone(local, zone)
        if moment is None:
            return [], say("The clocks never show that time. Choose another one.")
        found.append(moment)
    return found, None
