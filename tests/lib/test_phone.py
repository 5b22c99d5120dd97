"""Mobile numbers as people and their spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lib import phone
from webapp.lib.phone import PhoneError, parse_mobile

INES = "+46701740605"


@pytest.mark.parametrize(
    "written",
    [
        "+46701740605",
        "070-1740605",
        "(070) 174 06 05",
        "070/174 06 05",
        "0046701740605",
        "46 70 174 06 05",
        "46701740605",
        "701740605",
        "+46(0)701740605",
        "+46 (0) 70-174 06 05",
        "(+46) 70 174 06 05",
        "tel:+46-70-174-06-05",
        "46701740605.0",
        "701740605,0",
        '="0701740605"',
        "'0701740605",
        "０７０１７４０６０５",
        "٠٧٠١٧٤٠٦٠٥",
        "070–174—06−05",
        "070\u2011174\u201006\ufe6305",
        "\u202a+46\xa070\u2009174\xad06\u200b05\u202c",
        " 0701740605\t\n",
    ],
)
def test_one_number_is_written_in_many_ways(written):
    assert parse_mobile(written, "SE") == INES


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        (" \xa0", "empty"),
        ("070-I23", "letters"),
        ("1-800-FLOWERS", "letters"),
        ("4.67E+10", "excel"),
        ("4,67017E10", "excel"),
        ("070-1740605/070-1740606", "several"),
        ("070-1740605, 070-1740606", "several"),
        ("070-1740605\n070-1740606", "several"),
        ("070-1740605 eller 070-1740606", "several"),
        ("+46701740605 +46701740606", "several"),
        ("070-1740605 ext 5", "extension"),
        ("070-1740605;ext=5", "extension"),
        ("070-1740605 x5", "extension"),
        ("070-1740605 ankn. 12", "extension"),
        ("070*1740605", "characters"),
        ("########", "characters"),
        ("+", "characters"),
        ("070-174060", "too_short"),
        ("112", "too_short"),
        ("070-17406055", "too_long"),
        ("070 174 06 05 070 174 06 06", "too_long"),
        pytest.param("0" * 1_000_000 + "?", "too_long", id="a million zeros"),
        ("08-123 456", "not_mobile"),
        ("0900-1234567", "not_mobile"),
        ("+999123456", "country"),
        ("+881612345678", "country"),
        ("+46711234567", "invalid"),
    ],
)
def test_what_is_no_mobile_number_is_refused_with_a_sentence(written, code):
    with pytest.raises(PhoneError) as refusal:
        parse_mobile(written, "SE")

    assert refusal.value.code == code
    assert str(refusal.value.sentence).endswith(".")


def test_a_refusal_does_not_repeat_the_number():
    with pytest.raises(PhoneError) as refusal:
        parse_mobile("070-17406055", "SE")

    assert "17406055" not in str(refusal.value)


def test_a_foreign_number_without_plus_is_taken_only_for_a_served_country():
    danish = "45 40 50 60 70"

    assert parse_mobile(danish, "SE", served={"DK", "NO"}) == "+4540506070"
    with pytest.raises(PhoneError) as refusal:
        parse_mobile(danish, "SE", served={"NO"})
    assert refusal.value.code == "country"


def test_a_number_that_is_right_at_home_stays_at_home():
    """Eight Danish digits that would be a Swedish number, were it served, with + before them."""
    assert parse_mobile("46701740", "DK", served={"SE"}) == "+4546701740"


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("412 34 567", "NO", "+4741234567"),
        ("+47(0)41234567", "SE", "+4741234567"),
        ("040 1234567", "FI", "+358401234567"),
        ("2025550123", "US", "+12025550123"),
        ("412 34 567", "no", "+4741234567"),
        ("0046701740605", "", "+46701740605"),
        ("011 46 70 174 06 05", "US", "+46701740605"),
    ],
)
def test_the_region_reads_national_numbers(written, region, number):
    assert parse_mobile(written, region) == number


def test_without_a_region_only_international_numbers_are_read():
    assert parse_mobile(INES, "") == INES
    with pytest.raises(PhoneError) as refusal:
        parse_mobile("0701740605", "")
    assert refusal.value.code == "country"


@pytest.mark.parametrize("region", ["SE", "NO", "DK", "FI", "US", ""])
@given(written=st.text(max_size=20) | st.text(alphabet="+0123456789 -().,/E#x", max_size=20))
def test_any_text_is_a_number_or_a_refusal_and_numbers_are_stable(region, written):
    try:
        number = parse_mobile(written, region, served=("SE", "DK"))
    except PhoneError:
        return

    assert parse_mobile(number, region) == number
    assert phone.region_of(number)


def test_numbers_are_shown_with_their_country():
    assert phone.display(INES) == "+46 70 174 06 05"
    assert phone.region_of(INES) == "SE"


@pytest.mark.parametrize("text", ["", "x", "12"])
def test_what_is_no_number_is_shown_as_it_is(text):
    assert phone.display(text) == text
    assert phone.region_of(text) == ""
