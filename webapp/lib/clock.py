"""The time, always in UTC. The database keeps whole milliseconds since 1970 (see db.py)."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """This moment, in UTC, cut to the millisecond that the database keeps."""
    return from_ms(to_ms(datetime.now(UTC)))


def now_ms() -> int:
    """This moment in milliseconds since 1970."""
    return to_ms(datetime.now(UTC))


def to_ms(moment: datetime) -> int:
    """A moment with a zone as milliseconds since 1970; raises TypeError without a zone."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """Milliseconds since 1970 as a moment in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def now_us() -> int:
    """This moment in microseconds since 1970, for the throttle."""
    return (datetime.now(UTC) - _EPOCH) // timedelta(microseconds=1)
