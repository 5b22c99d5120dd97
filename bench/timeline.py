"""The page of a conversation: one of 2,000 entries beside one of 50."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bench.timing import Figure, at_most, pair
from bench.world import AS_HTMX, World, queries, world
from webapp import db
from webapp.domain import people, replies, sending
from webapp.domain.cases import CaseFacts
from webapp.gateways.sms import InboundText
from webapp.lib import clock
from webapp.models import Application, Message

ROUNDS = 60
SHORT, LONG = 50, 2_000
BAR = 1.5
MOST_QUERIES = 15


def run() -> Iterator[Figure]:
    """How much longer a long conversation takes to open, and to be asked for news."""
    with world() as here:
        case = here.case(2)
        short, long = here.ids_of(case)
        _fill(here, case, short, SHORT)
        _fill(here, case, long, LONG)
        pages = {one: f"/cases/{case.id}/applications/{one}/conversation" for one in (short, long)}
        what = f"a conversation of {LONG:,} beside {SHORT}"
        yield _beside(lambda: _open(here, pages[long]), lambda: _open(here, pages[short]), what)
        polls = {one: _poll(_open(here, path)) for one, path in pages.items()}
        what = f"no news of a conversation of {LONG:,} beside {SHORT}"
        yield _beside(lambda: _ask(here, polls[long]), lambda: _ask(here, polls[short]), what)
        counts = [queries(lambda path=path: _open(here, path)) for path in pages.values()]
        yield Figure(
            f"queries of a page for {SHORT} and for {LONG:,}",
            " and ".join(map(str, counts)),
            f"the same, {MOST_QUERIES} at most",
            counts[0] == counts[1] <= MOST_QUERIES,
        )


def _beside(subject: Callable[[], object], reference: Callable[[], object], what: str) -> Figure:
    return at_most(what, pair(subject, reference, ROUNDS), BAR)


def _open(here: World, path: str) -> str:
    page = here.client.get(path).text
    assert page.count('class="said ') == SHORT - 1 or page.count('class="said ') == SHORT
    return page


def _poll(page: str) -> str:
    """The address that an open page asks for news."""
    found = re.search(r'id="following" hidden hx-get="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def _ask(here: World, poll: str) -> None:
    assert here.client.get(poll, headers=AS_HTMX).status_code == 204


def _fill(here: World, case: CaseFacts, application_id: int, entries: int) -> None:
    """A conversation of so many entries: half SMS, half replies, a minute apart."""
    began = clock.now() - timedelta(minutes=entries)
    mobile = Application.get_by_id(application_id).mobile
    with db.transaction():
        for number in range(0, entries, 2):
            at = began + timedelta(minutes=number)
            _sent(here, case, application_id, at)
            name = f"{application_id}-{number}"
            replies.reply_came(InboundText(name, mobile, "1", "Yes, gladly", at), at)
        Message.update(state="delivered").execute()
    db.database.close()


def _sent(here: World, case: CaseFacts, application_id: int, at: datetime) -> None:
    person = people.load(here.user.id)
    key = sending.new_key()
    sending.send(case, person, [application_id], "Can you come?", key=key, again=True, now=at)
