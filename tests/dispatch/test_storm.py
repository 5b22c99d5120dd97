"""A storm of webhooks on the real server: out of order, repeated, over several connections."""

import logging
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.cli import hej
from tests.dispatch import storm
from tests.dispatch.carriers import accepted, refused, unknown
from tests.dispatch.storm import Fate, Letter
from tests.web_fixtures import SIGNATURE_SECRET
from tests.webhooks.signed import OURS
from webapp import db
from webapp.domain import checks, dispatch, settling
from webapp.models import CarrierReceipt, InboundText, LedgerEntry, Message, OptOut, Organisation

MESSAGES = 70
STRANGERS = CANDIDATE_NUMBERS[MESSAGES:]
LONG = "Yes, gladly! " * 40


@pytest.fixture
def chance() -> random.Random:
    """The order of the storm, another one each time; STORM_SEED brings one back."""
    seed = os.environ.get("STORM_SEED") or str(random.randrange(10**9))
    logging.getLogger(__name__).warning("STORM_SEED=%s", seed)
    return random.Random(seed)


@pytest.fixture
def port(database: str, tmp_path: Path) -> Iterator[int]:
    """Where `hej serve` takes webhooks for this test's database."""
    port = hej.free_port()
    settings = {
        "SECRET_KEY": hej.SECRET_KEY,
        "DATABASE_URL": database,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "VONAGE_API_KEY": "key",
        "VONAGE_API_SECRET": "secret",
        "VONAGE_SIGNATURE_SECRET": SIGNATURE_SECRET,
    }
    serve = ("serve", "--without-worker", "--port", str(port))
    with hej.running(*serve, folder=tmp_path, **settings) as server:
        server.wait_for("Listening at")
        yield port


@pytest.fixture
def messages(cast: Cast) -> dict[int, Fate]:
    """Messages by their ids, each where its fate begins; STOP and START are not confirmed."""
    Organisation.update(sender=f"+{OURS}", confirms_opt_outs=False).where(
        Organisation.root_id == cast.group.id
    ).execute()
    case = make.case(cast.alma)
    make.credits(case, 2 * MESSAGES)
    made = make.departed(case, cast.alma, make.candidates(case, MESSAGES))
    found = {one.id: fate for one, fate in zip(made, storm.fates(MESSAGES), strict=True)}
    _begin(found)
    return found


def test_in_a_storm_every_report_counts_once(
    port: int, messages: dict[int, Fate], chance: random.Random
):
    letters = [
        letter for one, fate in messages.items() for letter in storm.reports(_message(one), fate)
    ]

    answers = storm.post(port, storm.repeated(letters, chance))

    assert {*answers} == {200}
    assert CarrierReceipt.select().count() == len(letters)
    assert {one: make.state(_message(one)) for one in messages} == {
        one: fate.end for one, fate in messages.items()
    }
    assert _entries() == {one: fate.entries for one, fate in messages.items()}
    assert [rule for rule in checks.check() if rule.broken] == []


def test_in_a_storm_every_text_is_joined_once_and_heeded(
    port: int, messages: dict[int, Fate], chance: random.Random
):
    writers = [_message(one) for one, fate in messages.items() if fate.start != "refused"]
    before = [_stop(one) for one in writers if one.id % 4 == 3]
    texts = {letter: one for one in writers for letter in _texts(one)}
    strange = [storm.text(f"strange-{one}", one, "Who are you?") for one in STRANGERS]
    lost = storm.text("lost", STRANGERS[0], "Hello?", to=STRANGERS[1].removeprefix("+"))
    # Whoever starts again had stopped before: of these, only repeats are left for the storm.
    first = storm.post(port, [storm.sign(letter) for letter in before])

    answers = storm.post(port, storm.repeated([*before, *texts, *strange, lost], chance))

    assert {*first, *answers} == {200}
    assert InboundText.select().count() == len(before) + len(texts) + len(strange) + 1
    assert InboundText.select().where(InboundText.joined_at.is_null()).count() == 0
    assert _joined() == {
        one.application_id: len(_texts(one)) + (one.id % 4 == 3) for one in writers
    } | {None: len(strange) + 1}
    assert InboundText.select().where(InboundText.tray.is_null(False)).count() == len(strange)
    assert _stopped() == sorted((one.to, one.id % 4 == 3) for one in writers if one.id % 4)
    assert [rule for rule in checks.check() if rule.broken] == []


def _begin(messages: dict[int, Fate]) -> None:
    """Bring each message to where its fate begins."""
    answers = {"accepted": accepted, "refused": refused, "unconfirmed": unknown}
    for call in dispatch.claim("storm", MESSAGES, 1_000_000):
        dispatch.stamp(call.message_id, "storm")
        start = messages[call.message_id].start
        if start != "sending":
            settling.settle([answers.get(start, unknown)(call)])
        if start == "not_sent":
            settling.count_as_not_sent(call.message_id)


def _message(message_id: int) -> Message:
    return Message.get_by_id(message_id)


def _texts(message: Message) -> list[Letter]:
    """What this writer sends in the storm; the times in them say what was meant last."""
    told = [("long", LONG, 0), ("other", "On Tuesday", 0)]
    told += {
        0: [("more", "Or on Friday", 0)],
        1: [("stop", "STOP", 0)],
        2: [("start", "START", 9), ("stop", "Stop, tack", 1)],
        3: [("more", "Or on Friday", 0), ("start", "START", 1)],
    }[message.id % 4]
    return [
        storm.text(f"{name}-{message.id}", message.to, words, minutes_ago=ago)
        for name, words, ago in told
    ]


def _stop(message: Message) -> Letter:
    return storm.text(f"stop-{message.id}", message.to, "STOP", minutes_ago=9)


def _entries() -> dict[int, list[str]]:
    """The kinds of all ledger entries by message, sorted."""
    found = defaultdict(list)
    for entry in LedgerEntry.select().where(LedgerEntry.message.is_null(False)):
        found[entry.message_id].append(str(entry.kind))
    return {one: sorted(kinds) for one, kinds in found.items()}


def _joined() -> dict[int | None, int]:
    """How many texts each application has."""
    sql = "SELECT application_id, count(*) FROM inbound_text GROUP BY application_id"
    return dict(db.rows(sql))


def _stopped() -> list[tuple[str, bool]]:
    """The number of each opt-out, and whether it was lifted."""
    return sorted((one.number, one.lifted_at is not None) for one in OptOut.select())
