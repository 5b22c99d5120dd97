"""When to write what nobody should be woken by: quiet hours put it off, or bring it forward."""

from datetime import datetime, timedelta

from webapp.domain.quiet_hours import Quiet, end_of, is_quiet, to_time
from webapp.lib import zones

# So long before quiet hours begin, so that a slow queue still sends it in time.
_EVENING_MINUTES = 60
_DAY_MINUTES = 24 * 60


def from_then_on(moment: datetime, zone: str, quiet: Quiet) -> datetime:
    """This moment, or the end of the quiet hours that it falls in, for clocks in a zone."""
    return end_of(moment, zone, quiet) or moment


def until_then(moment: datetime, zone: str, quiet: Quiet) -> datetime:
    """This moment, or the evening before the quiet hours that it falls in."""
    wall = zones.to_wall(moment, zone)
    if not is_quiet(wall, quiet):
        return moment
    begin = datetime.combine(wall.date(), to_time(quiet[0]))
    if begin > wall:
        begin -= timedelta(days=1)
    # Where hardly anything of a day is left, half of that.
    waking = (quiet[0] - quiet[1]) % _DAY_MINUTES
    return zones.to_utc(begin - timedelta(minutes=min(_EVENING_MINUTES, waking // 2)), zone)
