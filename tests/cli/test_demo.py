"""`hej demo`: everything by one command, tried as somebody would try it."""

import contextlib
import json
import re
import shutil
import signal
import sqlite3
import urllib.error
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli import hej
from tests.cli.hej import Browser, Running
from tests.running import wait_until

PASSWORD = "a password of these tests"
# What the shell of somebody who also runs Hej for real may have set.
REAL = {"DATABASE_URL": "sqlite:///real.db", "VONAGE_API_KEY": "real", "SECRET_KEY": "short"}

pytestmark = pytest.mark.xdist_group("demo")


class Demo(NamedTuple):
    """A demo that runs, its address, and its folder."""

    running: Running
    url: str
    folder: Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests that do not end it."""
    with demo(tmp_path_factory.mktemp("demo") / "data", "--password", PASSWORD, **REAL) as started:
        yield started


@pytest.fixture
def folder(shared: Demo, tmp_path: Path) -> Path:
    """The folder of a demo that has ended.

    It is a copy of one that runs: its database is copied as a whole, at one moment.
    """
    copied = tmp_path / "data"
    shutil.copytree(shared.folder, copied, ignore=shutil.ignore_patterns("hej.db*"))
    with (
        contextlib.closing(sqlite3.connect(shared.folder / "hej.db")) as running,
        contextlib.closing(sqlite3.connect(copied / "hej.db")) as ended,
    ):
        running.backup(ended)
    return copied


def test_somebody_sends_an_sms_and_sees_it_delivered(shared: Demo) -> None:
    rita = send_now(shared.url, "34")

    wait_until(lambda: arrived(shared.url))
    wait_until(lambda: "Delivered" in rita.get("/cases/1?q=Tuva"))
    checked = hej.run("credits", "check", folder=shared.folder)
    assert [one["text"] for one in arrived(shared.url)] == ["Hi Tuva, when can you start?"]
    assert checked.returncode == 0, checked.stdout


def test_it_prints_who_can_sign_in_where(shared: Demo) -> None:
    printed = "".join(shared.running.lines)

    emails = re.findall(r"\S+@example\.org", printed)
    assert emails == [f"{name}@example.org" for name in ("rita", "adam", "nils", "olle")]
    assert f"Password of all accounts: {PASSWORD}" in printed
    for email in emails:
        assert "Sign out" in Browser(shared.url).sign_in(email, PASSWORD)


def test_the_carriers_phones_can_be_looked_at(shared: Demo) -> None:
    assert "<h1" in Browser(shared.url).get("/simulator")


def test_mail_lands_in_a_mailbox(shared: Demo) -> None:
    wait_until(lambda: json.loads(Browser(shared.url).get("/simulator/mails?to=adam@example.org")))

    assert "Welcome to Hej" in Browser(shared.url).get("/simulator/")
    assert "not-connected" not in "".join(shared.running.lines), "the worker was there first"


def test_only_one_demo_runs_in_a_folder(shared: Demo) -> None:
    refused = hej.run("demo", "--data", shared.folder.name, folder=shared.folder.parent)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: Another demo runs in data")


def test_the_shells_settings_do_not_reach_the_demo(shared: Demo) -> None:
    assert not list(shared.folder.parent.rglob("real.db"))
    assert "real" not in (shared.folder / ".env").read_text()


def test_nobody_else_on_the_machine_can_read_its_folder(shared: Demo) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in shared.folder.iterdir()}

    assert {"hej.db", ".env", "vonage.key", "password"} <= set(modes)
    assert not any(modes.values())


def test_a_restart_keeps_the_data_and_the_password(shared: Demo, folder: Path) -> None:
    balance = top_up(folder)

    with demo(folder) as restarted:
        assert accounts(restarted.running) == accounts(shared.running)
        assert top_up(folder) == balance + 1
        assert restarted.running.end(signal.SIGTERM) == 0


def test_ending_it_in_the_middle_of_a_send_leaves_nothing_unconfirmed(folder: Path) -> None:
    with demo(folder, "--password", PASSWORD) as restarted:
        Browser(restarted.url).put("/simulator/behaviour", {"*": {"latency_ms": 1500}})
        before = states(folder)
        send_now(restarted.url, "1-200")
        wait_until(lambda: arrived(restarted.url))
        assert restarted.running.end(signal.SIGTERM) == 0

    after = states(folder)
    assert after["queued"] > 0
    assert (after["sending"], after["claimed"]) == (0, 0)
    assert after["unconfirmed"] == before["unconfirmed"]


def test_a_new_password_counts_from_then_on(folder: Path) -> None:
    with demo(folder, "--password", "another one") as restarted:
        assert "Sign out" in Browser(restarted.url).sign_in("rita@example.org", "another one")
        with pytest.raises(urllib.error.HTTPError) as refused:
            Browser(restarted.url).sign_in("rita@example.org", PASSWORD)
        refused.value.close()


def test_fresh_begins_anew(folder: Path) -> None:
    top_up(folder)

    with demo(folder, "--fresh") as restarted:
        assert top_up(folder) == 413
        assert PASSWORD not in "".join(restarted.running.lines)


@contextmanager
def demo(folder: Path, *options: str, **settings: str) -> Iterator[Demo]:
    """A demo in this folder, once it is ready."""
    folder.parent.mkdir(exist_ok=True)
    port = str(hej.free_port())
    command = ["demo", "--data", folder.name, "--port", port, *options]
    with hej.running(*command, folder=folder.parent, **settings) as running:
        running.wait_for("Ready: ")
        yield Demo(running, f"http://127.0.0.1:{port}", folder)


def send_now(url: str, ids: str) -> Browser:
    """Rita writes to these applications of the first case and does not wait; her browser."""
    rita = Browser(url)
    rita.sign_in("rita@example.org", PASSWORD)
    window = rita.get(f"/cases/1/contact?ids={ids}")
    key = re.search(r'name="key"[^>]*value="(\w+)"', window)
    assert key
    text = "Hi %FIRSTNAME%, when can you start?"
    page = rita.post("/cases/1/contact", window, key=key[1], ids=ids, text=text)
    batch = re.search(r"/batches/(\d+)/departure", page)
    assert batch
    rita.post(f"/batches/{batch[1]}/departure", page)
    return rita


def states(folder: Path) -> Counter[str]:
    """How many messages there are in each state."""
    with closing(sqlite3.connect(folder / "hej.db")) as database:
        return Counter(state for (state,) in database.execute("SELECT state FROM message"))


def arrived(url: str) -> list[dict[str, str]]:
    """What the simulated carrier has taken."""
    taken: list[dict[str, str]] = json.loads(Browser(url).get("/simulator/messages"))
    return taken


def accounts(running: Running) -> list[str]:
    """The lines with the password and the accounts."""
    return [line for line in running.lines if "Password" in line or "@" in line]


def top_up(folder: Path) -> int:
    """One credit more; how many the demo's own group has then."""
    done = hej.run("credits", "top-up", "Nordlund Demo Group", "1", "--note", "x", folder=folder)
    figure = re.search(r"([\d,]+) available", done.stdout)
    assert figure, done.stderr
    return int(figure[1].replace(",", ""))
