"""Quiet hours: when an SMS would disturb its reader, and when they are over."""

from datetime import datetime, time, timedelta

from webapp.lib import zones

_DAY_MINUTES = 24 * 60

# Minutes after midnight, from and to. The same twice is never.
Quiet = tuple[int, int]


def end_of(moment: datetime, zone: str, quiet: Quiet) -> datetime | None:
    """When the quiet hours end in which a moment lies, for clocks in a zone; None if in none."""
    wall = zones.to_wall(moment, zone)
    if not is_quiet(wall, quiet):
        return None
    end = datetime.combine(wall.date(), to_time(quiet[1]))
    if end <= wall:
        end += timedelta(days=1)
    found = zones.to_utc(end, zone)
    # In the night with the hour that comes twice, the first time may be over.
    return found if found > moment else zones.to_utc(end, zone, second=True)


def is_quiet(local: datetime, quiet: Quiet) -> bool:
    """Whether a local moment lies within quiet hours, which may pass midnight."""
    begin, end = quiet
    minute = local.hour * 60 + local.minute
    # Counted from their beginning, so that midnight is nothing special. From 8 to 8 is never.
    return (minute - begin) % _DAY_MINUTES < (end - begin) % _DAY_MINUTES


def clock_time(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{to_time(minutes):%H:%M}"


def to_time(minutes: int) -> time:
    """Minutes after midnight as a time of day."""
    return time(*divmod(minutes % _DAY_MINUTES, 60))


def to_minutes(of_day: time) -> int:
    """A time of day as minutes after midnight."""
    return of_day.hour * 60 + of_day.minute
