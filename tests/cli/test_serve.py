"""`hej serve` and its children: they come back when they die, and none stays behind."""

import signal
from contextlib import AbstractContextManager
from pathlib import Path

import psutil
import pytest

from tests import make
from tests.cli import hej
from tests.cli.hej import Running
from tests.running import running_simulator, wait_until
from webapp.domain import mail


def test_the_worker_runs_with_the_server_and_both_end_in_order(installed: Path) -> None:
    with serving(installed) as server:
        server.wait_for("sends up to 30 SMS a second")
        children = server.children()
        status = server.end(signal.SIGTERM)

    assert len(children) == 2
    assert status == 0
    assert server.wait_for("has ended")
    assert not any(is_alive(child) for child in children)


def test_a_child_that_dies_is_replaced(installed: Path) -> None:
    with serving(installed) as server:
        server.wait_for("sends up to 30 SMS a second")
        killed = {child.pid for child in server.children()}
        for child in server.children():
            child.kill()

        wait_until(lambda: len({child.pid for child in server.children()} - killed) == 2)
        assert server.end(signal.SIGINT) == 0


def test_no_child_stays_behind_a_parent_that_was_killed(installed: Path) -> None:
    with serving(installed) as server:
        server.wait_for("sends up to 30 SMS a second")
        children = server.children()
        server.end(signal.SIGKILL)

    wait_until(lambda: not any(is_alive(child) for child in children))


def test_ctrl_c_in_a_terminal_ends_everything_in_order(installed: Path) -> None:
    with serving(installed) as server:
        server.wait_for("sends up to 30 SMS a second")
        children = server.children()
        status = server.interrupt_group()

    assert status == 0
    assert not any(is_alive(child) for child in children)
    assert "killed" not in "".join(server.lines)


def test_without_a_carrier_the_pages_are_served_and_it_says_so(tmp_path: Path) -> None:
    settings = {"SECRET_KEY": hej.SECRET_KEY}
    hej.run("migrate", folder=tmp_path, **settings)

    with hej.running(
        "serve", "--port", str(hej.free_port()), folder=tmp_path, **settings
    ) as server:
        server.wait_for("Listening at")

    assert server.wait_for("No SMS will be sent")
    assert server.wait_for("No e-mail will be sent")


def test_without_a_mail_server_mail_waits_and_it_says_so(installed: Path) -> None:
    with serving(installed) as server:
        server.wait_for("sends up to 30 SMS a second")

        assert server.wait_for("No e-mail will be sent: SMTP_URL and MAIL_FROM are missing")


def test_with_a_mail_server_alone_the_worker_runs_for_it(tmp_path: Path) -> None:
    settings = {"SECRET_KEY": hej.SECRET_KEY, "DATABASE_URL": "sqlite:///hej.db"}
    hej.run("migrate", folder=tmp_path, **settings)
    with make.opened(f"sqlite:///{tmp_path}/hej.db"):
        mail.queue(make.cast().group.id, "test", "cleo@example.org", "Hej", "Hej Cleo!")

    with (
        running_simulator() as carrier,
        hej.running(
            *("serve", "--port", str(hej.free_port())),
            folder=tmp_path,
            SMTP_URL=carrier.smtp_url,
            MAIL_FROM="hej@example.org",
            **settings,
        ) as server,
    ):
        wait_until(lambda: carrier.mails("cleo@example.org"), hej.WAIT_S)
        said = server.wait_for("No SMS will be sent")
        assert server.end(signal.SIGTERM) == 0

    assert "cleo" not in "".join(server.lines)
    assert "VONAGE" in said


def test_a_port_that_is_taken_is_said_in_one_line(installed: Path) -> None:
    with hej.taken_port() as port:
        refused = hej.run("serve", "--port", str(port), folder=installed)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: Cannot listen at 127.0.0.1:{port}")


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_a_port_is_a_number_that_can_be_one(installed: Path, port: str) -> None:
    assert hej.run("serve", "--port", port, folder=installed).returncode == 2


def serving(folder: Path) -> AbstractContextManager[Running]:
    return hej.running("serve", "--port", str(hej.free_port()), folder=folder)


def is_alive(process: psutil.Process) -> bool:
    """A zombie waits only for whoever adopted it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
