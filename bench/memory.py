"""Memory of `hej demo`, all its processes together, after 10,000 sends and their receipts."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import requests

from bench.pages import TEXT
from bench.timing import Figure
from bench.world import applicants
from webapp import db
from webapp.domain import cases, credits, people, sending
from webapp.lib import installation
from webapp.models import Organisation, User

SENDS = 10_000
BAR_MB = 200
PASSWORD = "a password for the bench"


def run() -> Iterator[Figure]:
    """PSS, the share of memory that the processes would free together."""
    with tempfile.TemporaryDirectory() as folder:
        demo = start(Path(folder))
        try:
            base_url = wait_until_ready(demo)
            _send(Path(folder))
            _look_around(base_url)
            pss_mb = _pss_mb(demo.pid)
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait()
    what = f"memory of hej demo after {SENDS:,} sends (PSS)"
    yield Figure(what, f"{pss_mb:.0f} MB", f"under {BAR_MB} MB", pss_mb < BAR_MB)


def start(folder: Path) -> subprocess.Popen[str]:
    """`hej demo` in a process of its own."""
    hej = Path(sys.executable).with_name("hej")
    command = [hej, "demo", "--data", folder, "--port", "8973", "--password", PASSWORD]
    environ = {**os.environ, "VONAGE_RATE_PER_S": "1000", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def wait_until_ready(demo: subprocess.Popen[str]) -> str:
    """The address at which it answers."""
    assert demo.stdout
    for line in demo.stdout:
        if found := re.search(r"Ready: (\S+)/", line):
            return found[1]
    raise SystemExit("The demo did not start.")


def _send(folder: Path) -> None:
    """Queue the texts as the contact window does, and wait for the last receipt."""
    # The demo's own key: the numbers that are added here are hashed under it.
    key = re.search(r"^SECRET_KEY=(.+)$", (folder / ".env").read_text(), re.MULTILINE)
    assert key
    installation.use(key[1].strip("'\""), "http://127.0.0.1:8973")
    db.open_database(f"sqlite:///{folder / 'hej.db'}")
    user = User.get(User.email == "rita@example.org")
    root = Organisation.get(Organisation.parent.is_null(), Organisation.id == user.organisation_id)
    credits.top_up(root.id, SENDS * 3, "bench")
    Organisation.update(most_per_batch=None, most_per_user_day=None, most_per_hour=None).execute()
    case = cases.open_case(root, user.id, title="Registered nurse", reference="bench")
    ids = applicants(case.id, SENDS)
    facts = cases.find(case.id)
    assert facts
    batch = sending.send(facts, people.load(user.id), ids, TEXT, key=sending.new_key())
    sending.depart(batch)
    while _delivered(batch.id) < SENDS:
        time.sleep(0.5)
    db.database.close_all()


def _delivered(batch_id: int) -> int:
    sql = "SELECT count(*) FROM message WHERE batch_id = ? AND state = 'delivered'"
    found = db.row(sql, (batch_id,))
    return int(found[0]) if found else 0


def _look_around(base_url: str) -> None:
    """Sign in and open the pages, so that what they load is loaded."""
    browser = requests.Session()
    token = re.search(
        r'name="csrf-token" content="([^"]+)"', browser.get(f"{base_url}/sign-in").text
    )
    assert token
    form = {"email": "rita@example.org", "password": PASSWORD, "csrf_token": token[1]}
    browser.post(f"{base_url}/sign-in", data=form)
    for path in ("/cases", "/cases/1", "/cases/1/contact?ids=1-30", "/simulator/"):
        assert browser.get(base_url + path).status_code == 200, path


def _pss_mb(pid: int) -> float:
    parent = psutil.Process(pid)
    processes = [parent, *parent.children(recursive=True)]
    return sum(one.memory_full_info().pss for one in processes) / 1024 / 1024
