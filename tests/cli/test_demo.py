"""`hej demo`: everything by one command, tried as somebody would try it."""

import json
import re
import signal
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli import hej
from tests.cli.hej import Browser, Running
from tests.running import wait_until

PASSWORD = "a password of these tests"


def test_somebody_sends_an_sms_and_sees_it_delivered(tmp_path: Path) -> None:
    with demo(tmp_path) as (running, url):
        rita = Browser(url)
        rita.sign_in("rita@example.org", PASSWORD)
        window = rita.get("/cases/1/contact?ids=34")
        key = re.search(r'name="key"[^>]*value="(\w+)"', window)
        assert key
        page = rita.post(
            "/cases/1/contact",
            window,
            key=key[1],
            ids="34",
            text="Hi %FIRSTNAME%, when can you start?",
        )
        batch = re.search(r"/batches/(\d+)/departure", page)
        assert batch
        rita.post(f"/batches/{batch[1]}/departure", page)
        wait_until(lambda: arrived(url))
        wait_until(lambda: "Delivered" in rita.get("/cases/1?q=Tuva"))
        checked = hej.run("credits", "check", folder=tmp_path / "data")

        assert [one["text"] for one in arrived(url)] == ["Hi Tuva, when can you start?"]
        assert checked.returncode == 0, checked.stdout
        assert running.end(signal.SIGTERM) == 0


def test_it_prints_who_can_sign_in_where(tmp_path: Path) -> None:
    with demo(tmp_path) as (running, url):
        printed = "".join(running.lines)

        emails = re.findall(r"\S+@example\.org", printed)
        assert emails == [f"{name}@example.org" for name in ("rita", "adam", "nils", "olle")]
        assert f"Password of all accounts: {PASSWORD}" in printed
        for email in emails:
            assert "Sign out" in Browser(url).sign_in(email, PASSWORD)


def test_a_restart_keeps_the_data_and_the_password(tmp_path: Path) -> None:
    with demo(tmp_path, password="") as (first, _):
        printed = accounts(first)
        first.end(signal.SIGINT)
    hej.run(
        "credits", "top-up", "Nordlund Demo Group", "1", "--note", "x", folder=tmp_path / "data"
    )

    with demo(tmp_path, password="") as (second, _):
        again = accounts(second)

    assert again == printed
    assert available(tmp_path / "data") == 413


def test_a_new_password_counts_from_then_on(tmp_path: Path) -> None:
    with demo(tmp_path, password="the first one"):
        pass

    with demo(tmp_path, password="the second one") as (_, url):
        assert "Sign out" in Browser(url).sign_in("rita@example.org", "the second one")
        with pytest.raises(urllib.error.HTTPError):
            Browser(url).sign_in("rita@example.org", "the first one")


def test_fresh_begins_anew(tmp_path: Path) -> None:
    with demo(tmp_path):
        pass
    hej.run(
        "credits", "top-up", "Nordlund Demo Group", "1", "--note", "x", folder=tmp_path / "data"
    )

    with demo(tmp_path, "--fresh"):
        assert available(tmp_path / "data") == 412


def test_only_one_demo_runs_in_a_folder(tmp_path: Path) -> None:
    with demo(tmp_path):
        refused = hej.run("demo", "--data", "data", folder=tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: Another demo runs in data")


def test_the_shells_settings_do_not_reach_the_demo(tmp_path: Path) -> None:
    real = {"DATABASE_URL": "sqlite:///real.db", "VONAGE_API_KEY": "real", "SECRET_KEY": "short"}

    with demo(tmp_path, **real):
        pass

    assert not list(tmp_path.rglob("real.db"))
    assert "real" not in (tmp_path / "data" / ".env").read_text()


def test_nobody_else_on_the_machine_can_read_its_folder(tmp_path: Path) -> None:
    with demo(tmp_path):
        modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "data").iterdir()}

    assert {"hej.db", ".env", "vonage.key", "password"} <= set(modes)
    assert not any(modes.values())


@contextmanager
def demo(
    folder: Path, *options: str, password: str = PASSWORD, **settings: str
) -> Iterator[tuple[Running, str]]:
    """A demo in `data`, once it is ready, and its address."""
    port = str(hej.free_port())
    command = ["demo", "--data", "data", "--port", port, *options]
    if password:
        command += ["--password", password]
    with hej.running(*command, folder=folder, **settings) as running:
        running.wait_for("Ready: ")
        yield running, f"http://127.0.0.1:{port}"


def arrived(url: str) -> list[dict[str, str]]:
    """What the simulated carrier has taken."""
    taken: list[dict[str, str]] = json.loads(Browser(url).get("/simulator/messages"))
    return taken


def accounts(running: Running) -> list[str]:
    """The lines with the password and the accounts."""
    return [line for line in running.lines if "Password" in line or "@" in line]


def available(folder: Path) -> int:
    """The credits of the demo's own group."""
    done = hej.run("credits", "top-up", "Nordlund Demo Group", "1", "--note", "x", folder=folder)
    figure = re.search(r"([\d,]+) available", done.stdout)
    assert figure
    return int(figure[1].replace(",", "")) - 1
