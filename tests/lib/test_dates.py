"""Dates as people and their spreadsheets write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib.dates import DateError, read_moment

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-03",
        "20260403",
        "2026/4/3",
        "2026.04.03",
        "3/4/2026",
        "03/04/2026",
        "3.4.2026",
        "3. 4. 2026",
        "03-04-2026",
        "3.4.26",
        "3/4-26",
        "3/4 2026",
        "3 April 2026",
        "3rd April 2026",
        "3-Apr-26",
        "3 april 2026",
        "3. apr. 2026",
        "3. huhtikuuta 2026",
        "46115",
        "2026-04-03T00:00:00",
        "3.4.2026 00:00",
        "3.4.2026 kl. 0.00",
        "2026-04-02T22:00:00Z",
        "2026-04-03 00:00:00+02:00",
    ],
)
def test_one_day_is_written_in_many_ways(written: str):
    assert read_moment(written, STOCKHOLM) == datetime(2026, 4, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2026-04-03 14:05", 12, 5),
        ("3/4/2026 14:05:59", 12, 5),
        ("3.4.2026 klo 14.05", 12, 5),
        ("3.4.2026 14.05", 12, 5),
        ("46115,25", 4, 0),
        ("46115.25", 4, 0),
    ],
)
def test_a_time_is_kept(written: str, hour: int, minute: int):
    moment = read_moment(written, STOCKHOLM)

    assert (moment.date(), moment.hour, moment.minute) == (date(2026, 4, 3), hour, minute)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (1, "January januari januar tammikuuta jan"),
        (2, "February februari februar helmikuuta"),
        (3, "March mars marts maaliskuuta mar"),
        (4, "April april huhtikuuta"),
        (5, "May maj mai toukokuuta"),
        (6, "June juni kesäkuuta"),
        (7, "July juli heinäkuuta"),
        (8, "August augusti august elokuuta"),
        (9, "September september syyskuuta Sept"),
        (10, "October oktober lokakuuta"),
        (11, "November november marraskuuta"),
        (12, "December desember december joulukuuta"),
    ],
)
def test_months_in_five_languages(month: int, names: str):
    read = {read_moment(f"15 {name} 2026", ZoneInfo("UTC")).month for name in names.split()}

    assert read == {month}


@pytest.mark.parametrize(
    "written",
    [
        "",
        "?",
        "soon",
        "31.2.2026",
        "03/25/2026",
        "3 Smarch 2026",
        "3 April",
        "4612",
        "461150",
        "3.4.1926",
        "9999-12-31",
        "0001-01-01",
        "3.4.2026 25:00",
        "########",
    ],
)
def test_what_is_no_date_is_refused(written: str):
    with pytest.raises(DateError):
        read_moment(written, STOCKHOLM)


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
def test_every_day_is_the_same_day_there(day: date, form: str):
    zone = ZoneInfo("America/Santiago")  # where a summer day has no midnight

    assert read_moment(day.strftime(form), zone).astimezone(zone).date() == day


@given(st.text(max_size=30) | st.text("0123456789./-: T", max_size=30))
def test_any_text_is_a_moment_or_a_refusal(text: str):
    try:
        moment = read_moment(text, STOCKHOLM)
    except DateError:
        return

    assert moment.astimezone(STOCKHOLM).year in range(1969, 2102)
