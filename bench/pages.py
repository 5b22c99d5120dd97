"""Pages, request to answer in process, beside a bare Flask route."""

from collections.abc import Iterator

from bench.timing import Figure, at_most, pair
from bench.world import AS_HTMX, World, bare, queries, world
from webapp import db
from webapp.domain import credits
from webapp.domain.cases import CaseFacts
from webapp.domain.recipients import write_selection

ROUNDS = 120
TEXT = (
    "Hi %FIRSTNAME%, thank you for applying for %CASETITLE%. We have read what you sent us and "
    "would like to hear more about your work at night and on weekends. Please answer this text "
    "with the days on which we can call you this week, between nine and five. Kind regards, "
    "%RECRUITERNAME% at %ORGANISATION%, all day"
)
BARS = {4: 10, 100: 16, 1000: 60}


def run() -> Iterator[Figure]:
    """The live preview, the balance poll and the application list."""
    reference = bare()
    with world() as here:
        yield from _previews(here, lambda: reference.post("/", data={"text": TEXT}))
        yield _balance(here, lambda: reference.get("/"))
        yield from _lists(here, lambda: reference.get("/"))


def _previews(here: World, reference) -> Iterator[Figure]:
    counts = {}
    for size, bar in BARS.items():
        case = here.case(size)
        form = {"key": "k", "ids": write_selection(here.ids_of(case)), "text": TEXT}

        def preview(case: CaseFacts = case, form: dict[str, str] = form) -> str:
            return here.post(f"/cases/{case.id}/contact/preview", **form)

        counts[size] = queries(preview)
        times = pair(preview, reference, ROUNDS if size < 1000 else ROUNDS // 2)
        yield at_most(f"live preview for {size} recipients, {len(TEXT)} characters", times, bar)
    same = counts[4] == counts[1000]
    measured = f"{counts[4]} and {counts[1000]}"
    yield Figure("queries of a preview for 4 and for 1,000", measured, "the same", same)


def _balance(here: World, reference) -> Figure:
    shown = credits.balance(here.root.id).available
    db.database.close()
    times = pair(
        lambda: here.client.get(f"/balance?v={shown}", headers=AS_HTMX), reference, ROUNDS * 4
    )
    return at_most("balance poll, unchanged", times, 2.5)


def _lists(here: World, reference) -> Iterator[Figure]:
    small, large = here.case(200), here.case(20_000)

    def page(case: CaseFacts) -> None:
        answer = here.client.get(f"/cases/{case.id}")
        assert answer.text.count("<tr id=") == 50

    for case, size in ((small, 200), (large, 20_000)):
        times = pair(lambda case=case: page(case), reference, ROUNDS)
        yield at_most(f"application list, a page of 50 of {size}", times, 15)
    times = pair(lambda: page(large), lambda: page(small), ROUNDS)
    yield at_most("the page of 20,000 beside the page of 200", times, 1.3)
