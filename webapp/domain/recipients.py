"""Who would be written to: the selected applications, and who of them cannot be reached."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from webapp import db
from webapp.domain import doubts, opt_outs
from webapp.lib.words import Sentence, say

MAX_SELECTION = 100_000
_MANY = 500
# Two numbers that a database could hold; Python itself refuses to read much longer ones.
_LONGEST_RANGE = 40

NO_MOBILE = say("No mobile number")
NO_EMAIL = say("No e-mail address")
INVALID_EMAIL = say("Not an e-mail address")
INVALID_NUMBER = say("Not a mobile number")
STOPPED = say("SMS stopped")
MAY_HAVE_STOPPED = say("May have stopped SMS")
COUNTRY_NOT_ALLOWED = say("SMS to this country is not allowed")


class Recipient(NamedTuple):
    """One selected application, as far as sending needs it."""

    application_id: int
    first_name: str
    last_name: str
    mobile: str
    country: str
    mobile_typed: str
    stopped: bool
    may_have_stopped: bool = False
    number_hash: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


def load(case_id: int, root_id: int, application_ids: Collection[int]) -> list[Recipient]:
    """The selected applications of this case, oldest first; ids of other cases are left out."""
    if not application_ids:
        return []
    condition, values = among(application_ids)
    found = db.rows(
        "SELECT a.id, a.first_name, a.last_name, a.mobile, a.mobile_country, a.mobile_typed, "
        f"{opt_outs.stands('?', 'a.number_hash')}, {doubts.waits('?', 'a.number_hash')}, "
        "a.number_hash, a.email FROM application a "
        f"WHERE a.case_id = ? AND {condition} ORDER BY a.id",
        [root_id, root_id, case_id, *values],
    )
    wanted = set(application_ids)
    return [Recipient._make(values) for values in found if values[0] in wanted]


def among(application_ids: Collection[int]) -> tuple[str, list[int]]:
    """A condition for applications `a`, with its values, that lets at least these through.

    Of many it is one range instead of thousands of values: the caller drops what lies between.
    """
    ids = sorted(application_ids)
    if len(ids) <= _MANY:
        return f"a.id IN ({db.marks(ids)})", ids
    return "a.id BETWEEN ? AND ?", [ids[0], ids[-1]]


def prices(root_id: int) -> dict[str, int]:
    """Credits per SMS for each country to which this parent organisation may send."""
    return dict(
        db.rows(
            "SELECT country, credits_per_sms FROM destination WHERE organisation_id = ?",
            (root_id,),
        )
    )


def obstacle(recipient: Recipient, prices: dict[str, int]) -> Sentence | None:
    """Why this person gets no SMS whatever its text is, or None."""
    if not recipient.mobile:
        return INVALID_NUMBER if recipient.mobile_typed else NO_MOBILE
    if recipient.stopped:
        return STOPPED
    if recipient.may_have_stopped:
        return MAY_HAVE_STOPPED
    if recipient.country not in prices:
        return COUNTRY_NOT_ALLOWED
    return None


def same_number(first: Recipient) -> Sentence:
    """Why somebody is skipped whose number another recipient has too."""
    return say("The same number as %(name)s", name=first.name)


def same_address(first: Recipient) -> Sentence:
    """Why somebody is skipped whose e-mail address another recipient has too."""
    return say("The same address as %(name)s", name=first.name)


def parse_selection(texts: Iterable[str]) -> set[int]:
    """Application ids from what a form sent: "7", "3-50,61"; what is no id is left out.

    A range is as long as it says, up to MAX_SELECTION ids in all.
    """
    chosen: set[int] = set()
    for text in texts:
        for piece in text.split(","):
            first, _, last = piece.strip().partition("-")
            if len(piece) < _LONGEST_RANGE and first.isdecimal() and (last.isdecimal() or not last):
                start, stop = int(first), int(last or first)
                if stop - start < MAX_SELECTION - len(chosen) and stop <= db.MOST_ID:
                    chosen.update(range(start, stop + 1))
    return chosen


def write_selection(application_ids: Iterable[int]) -> str:
    """The ids as short as a form can carry them: {3, 4, 5, 9} is "3-5,9"."""
    ranges: list[list[int]] = []
    for number in sorted(application_ids):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(_range_text(first, last) for first, last in ranges)


def _range_text(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
