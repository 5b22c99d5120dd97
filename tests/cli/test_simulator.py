"""`hej simulator`: the carrier and the mail server alone."""

import json
import re
import signal
import smtplib
from pathlib import Path

from tests.cli import hej
from tests.cli.hej import Browser


def test_it_prints_where_it_takes_sms_and_mail(tmp_path: Path) -> None:
    port = str(hej.free_port())

    with hej.running("simulator", "--port", port, folder=tmp_path) as simulator:
        url = re.search(r"SMTP_URL=smtp://127\.0\.0\.1:(\d+)", simulator.wait_for("SMTP_URL"))
        simulator.wait_for("not signed")
        assert url
        with smtplib.SMTP("127.0.0.1", int(url[1]), "tests") as client:
            client.sendmail("hej@example.org", "ines@example.org", "Subject: Hej\n\nHej")
        [mail] = json.loads(Browser(f"http://127.0.0.1:{port}").get("/mails"))
        assert simulator.end(signal.SIGTERM) == 0

    assert mail["subject"] == "Hej"


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    free = str(hej.free_port())
    with hej.taken_port() as taken:
        carrier = hej.run("simulator", "--port", str(taken), folder=tmp_path)
        mail = hej.run("simulator", "--port", free, "--smtp-port", str(taken), folder=tmp_path)

    assert (carrier.returncode, mail.returncode) == (1, 1)
    assert carrier.stderr.endswith("choose another with --port.\n")
    assert mail.stderr.endswith("choose another with --smtp-port.\n")
    assert len(mail.stderr.splitlines()) == 1
