"""200 candidates race for 20 places of an interview, from 8 processes, on the real server; and
what a candidate's page takes beside a bare route.

`ROUNDS=1000 python -m bench booking` for a thousand rounds.
"""

import multiprocessing
import os
import re
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import requests

from bench.memory import start, wait_until_ready
from bench.timing import Figure, pair
from bench.world import applicants
from webapp import db
from webapp.domain import cases, interviews, organisations, slots
from webapp.domain.cases import CaseFacts
from webapp.domain.interviews import Details
from webapp.lib import clock, installation
from webapp.lib.tokens import new_token, stored_form
from webapp.models import Interview, Invitation, Organisation, User

ROUNDS = int(os.environ.get("ROUNDS", "10"))
CANDIDATES = 200
PROCESSES = 8
TIMES = 4
PLACES_EACH = 5
BAR_RATIO = 3.0


def run() -> Iterator[Figure]:
    """Lost and doubled bookings of all rounds together, and the page's ratio."""
    with tempfile.TemporaryDirectory() as folder:
        demo = start(Path(folder))
        try:
            base_url = wait_until_ready(demo)
            yield from _figures(base_url, Path(folder))
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait()


def _figures(base_url: str, folder: Path) -> Iterator[Figure]:
    case = _open(folder)
    ids = applicants(case.id, CANDIDATES)
    wrong = 0
    tokens: list[str] = []
    with multiprocessing.Pool(PROCESSES) as pool:
        for number in range(ROUNDS):
            interview, tokens = _invite(case, ids, number)
            wrong += _race(pool, base_url, interview, tokens)
    what = f"{CANDIDATES} candidates for {TIMES * PLACES_EACH} places, {ROUNDS} rounds"
    yield Figure(what, f"{wrong} lost or doubled", "none", wrong == 0)
    browser = requests.Session()
    found = pair(
        lambda: browser.get(f"{base_url}/b/{tokens[0]}"),
        lambda: browser.get(f"{base_url}/healthz"),
        rounds=50,
    )
    measured = f"{found.subject_s * 1000:.1f} ms, {found.ratio:.1f} times"
    bar = f"at most {BAR_RATIO:.0f} times"
    yield Figure("a candidate's page beside a bare route", measured, bar, found.ratio <= BAR_RATIO)
    db.database.close_all()


def _race(
    pool: "multiprocessing.pool.Pool", base_url: str, interview: Interview, tokens: list[str]
) -> int:
    """How many bookings were lost, doubled or made up in one round."""
    slot_ids = [one.id for one in slots.of_interview(interview.id)]
    db.database.close()
    work = [
        (base_url, token, slot_ids[number % TIMES :] + slot_ids[: number % TIMES])
        for number, token in enumerate(tokens)
    ]
    told = sum(pool.starmap(_book, work, chunksize=1))
    live = db.rows(
        "SELECT b.slot_id, b.place FROM booking b JOIN slot s ON s.id = b.slot_id "
        "WHERE s.interview_id = ? AND b.ended_at IS NULL",
        (interview.id,),
    )
    places = TIMES * PLACES_EACH
    return abs(told - places) + abs(len(live) - places) + len(live) - len(set(live))


def _book(base_url: str, token: str, slot_ids: list[int]) -> int:
    """Try one time after the other; 1 if the candidate was told that one is theirs."""
    for slot_id in slot_ids:
        answer = requests.post(
            f"{base_url}/b/{token}/booking",
            data={"slot": slot_id},
            allow_redirects=False,
            timeout=60,
        )
        if answer.status_code == 303:
            return 1
        assert answer.status_code == 422, answer.status_code
    return 0


def _open(folder: Path) -> CaseFacts:
    key = re.search(r"^SECRET_KEY=(.+)$", (folder / ".env").read_text(), re.MULTILINE)
    assert key
    installation.use(key[1].strip("'\""), "http://127.0.0.1:8973")
    db.open_database(f"sqlite:///{folder / 'hej.db'}")
    user = User.get(User.email == "rita@example.org")
    # Without credits, so that no SMS slows the race down.
    root = organisations.found("Bench")
    made = cases.open_case(
        Organisation.get_by_id(root.id), user.id, title="Registered nurse", reference="bench"
    )
    found = cases.find(made.id)
    assert found
    return found


def _invite(case: CaseFacts, ids: list[int], number: int) -> tuple[Interview, list[str]]:
    interview = interviews.plan(case, case.responsible_id, Details(f"Round {number}", 30), [])
    begin = clock.now() + timedelta(days=7)
    starts = [begin + timedelta(hours=one) for one in range(TIMES)]
    slots.add(interview, starts, case.responsible_id, places=PLACES_EACH)
    tokens = [new_token() for _ in ids]
    rows = [
        {
            "interview": interview.id,
            "application": application_id,
            "token_hash": stored_form(token),
            "uid": new_token(),
            "created_by": case.responsible_id,
            "created_at": clock.now(),
            "expires_at": begin,
        }
        for application_id, token in zip(ids, tokens, strict=True)
    ]
    with db.transaction():
        for row in rows:
            Invitation.create(**row)
    return interview, tokens
