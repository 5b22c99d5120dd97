"""When to write what nobody should be woken by: quiet hours put it off, or bring it forward."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.quiet_hours import is_quiet, to_minutes

_MINUTE = timedelta(minutes=1)
# So long before quiet hours begin, so that a slow queue still sends it in time.
EVENING_BEFORE = timedelta(hours=1)


def from_then_on(moment: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """This moment, or the end of the quiet hours that it falls in; `quiet` is minutes after
    midnight in this zone, from and to.
    """
    local = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(local, quiet):
        return moment
    return _at(local, quiet[1], later=True)


def until_then(moment: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """This moment, or the evening before the quiet hours that it falls in."""
    local = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(local, quiet):
        return moment
    return _at(local, quiet[0], later=False) - EVENING_BEFORE


def _at(local: datetime, minutes: int, *, later: bool) -> datetime:
    """The nearest moment, later or earlier, at which the same clock shows this time of day."""
    shown = to_minutes(local.time())
    day = local.date()
    if later and minutes <= shown:
        day += timedelta(days=1)
    if not later and minutes > shown:
        day -= timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=local.tzinfo)
    return (midnight + minutes * _MINUTE).astimezone(UTC)
