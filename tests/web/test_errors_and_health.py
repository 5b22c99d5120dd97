"""What is answered when something is wrong, and to whoever watches over the service."""

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.header_checks import check_headers
from tests.web_fixtures import settings, signed_in
from webapp import db
from webapp.app import create_app
from webapp.domain import dispatch
from webapp.domain.people import Person
from webapp.models import WorkerBeat
from webapp.web.access import Door, needs


@pytest.mark.parametrize("path", ["/nowhere", "/cases/abc", "/cases/-1", "/cases/1/", "/static/no"])
def test_an_address_that_is_nowhere_is_told_so(as_alma: Client, path: str):
    answer = as_alma.open(path)

    assert answer.status == 404
    assert answer.one("h1").text == "This page is not here"
    assert answer.one("a.button")["href"] == "/cases"


def test_an_address_that_is_nowhere_tells_nobody_more(anybody: Client):
    assert anybody.open("/nowhere").status == 404


def test_what_is_not_allowed_says_whom_to_ask(as_bo: Client, bo: Person):
    answer = as_bo.get("contact.show", case_id=make.case(bo).id)

    assert answer.status == 403
    assert "Ask an administrator" in answer.one("main").text


@pytest.mark.parametrize(
    ("press", "page"),
    [
        ("/b/some-token/booking", "/b/some-token"),
        ("/b/some-token/language", "/b/some-token"),
        ("/stop/some-token/start", "/stop/some-token"),
    ],
)
def test_a_candidate_who_opens_the_address_of_a_press_is_led_to_its_page(
    anybody: Client, press: str, page: str
):
    answer = anybody.open(press)

    assert (answer.status, answer.location) == (303, page)


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        ("/b/some-token/nowhere", "GET", 404, "This booking link does not work"),
        ("/stop/some-token/nowhere", "GET", 404, "This link does not work"),
        ("/b/some-token", "DELETE", 405, "This did not work"),
        ("/b/some-token?%00", "GET", 400, "This did not work"),
    ],
)
def test_a_candidate_is_told_what_is_wrong_without_the_pages_of_users(
    anybody: Client, path: str, method: str, status: int, words: str
):
    answer = anybody.open(path, method)

    assert (answer.status, answer.one("h1").text) == (status, words)
    assert not answer.has("a")
    assert not answer.has("nav")


def test_a_candidate_is_told_in_the_language_of_their_browser(anybody: Client):
    answer = anybody.open("/b/some-token", "DELETE", headers={"Accept-Language": "da"})

    assert answer.one("html")["lang"] == "da"
    assert answer.one("h1").text == "Det virkede ikke"


def test_htmx_gets_an_error_as_words_and_not_as_a_page(as_bo: Client, bo: Person):
    answer = as_bo.hx.get("contact.show", case_id=make.case(bo).id)

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.body.startswith("You may not do this")


def test_a_fault_of_ours_says_what_to_do_and_nothing_of_the_inside(
    database: str, caplog: pytest.LogCaptureFixture
):
    db.database.obj.close_all()
    app = create_app(settings(database))
    app.add_url_rule("/broken", "broken", needs(Door.ANYBODY)(_broken))

    answer = Client(app).open("/broken")

    assert answer.status == 500
    assert answer.one("h1").text == "Something went wrong"
    assert "inside" not in answer.body
    assert "Traceback" not in answer.body
    assert "the inside" in caplog.text


def test_the_wrong_method_is_an_error_in_words(as_alma: Client):
    assert as_alma.open("/cases", "POST", {}).has("h1", "Something went wrong")


def test_alive_means_alive_even_without_a_worker(anybody: Client):
    answer = anybody.get("healthz")

    assert (answer.status, answer.body) == (200, "ok\n")


def test_ready_means_database_schema_and_a_worker_seen_lately(app: Flask, database: str):
    client = Client(app)
    before = client.http.get("/readyz")
    dispatch.beat("worker-1")
    with_worker = client.http.get("/readyz")
    WorkerBeat.update(seen_at=0).execute()
    long_gone = client.http.get("/readyz")

    check_headers(before.headers, "/readyz")
    assert (before.status_code, with_worker.status_code, long_gone.status_code) == (503, 200, 503)
    assert with_worker.json == {
        "ready": True,
        "database": True,
        "schema": True,
        "worker": True,
        "refused_webhooks": with_worker.json["refused_webhooks"],
    }
    assert before.json["worker"] is long_gone.json["worker"] is False


def test_not_ready_without_its_tables(tmp_path: object, caplog: pytest.LogCaptureFixture):
    with make.opened(f"sqlite:///{tmp_path}/empty.db") as url:
        answer = create_app(settings(url)).test_client().get("/readyz")

    assert answer.status_code == 503
    assert (answer.json["database"], answer.json["schema"]) == (True, False)


def test_over_https_cookies_and_pages_stay_there(database: str, cast: object):
    db.database.obj.close_all()
    app = create_app(settings(database, base_url="https://hej.example.org"))

    answer = app.test_client().get("/sign-in", base_url="https://hej.example.org")

    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-hej=")
    assert "; Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_files_are_kept_by_browsers_and_pages_are_not(as_alma: Client, alma: Person):
    page = as_alma.get("cases.index")
    style = as_alma.open(page.all("link[rel=stylesheet]")[0]["href"])

    assert page.headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in style.headers["Cache-Control"]


def test_every_asset_of_every_page_is_there(app: Flask, alma: Person):
    client = signed_in(app, alma)
    case = make.case(alma)
    assets = set()
    for page in (
        client.get("cases.show", case_id=case.id),
        client.get("contact.show", case_id=case.id),
        client.get("auth.preferences"),
    ):
        nodes = [one for one in page.walk() if one.tag in ("link", "script", "use")]
        assets |= {(one.get("href") or one.get("src")).partition("#")[0] for one in nodes}

    assert len(assets) > 8
    assert {_status(client, one) for one in assets} == {200}


def _status(client: Client, address: str) -> int:
    with client.http.get(address) as answer:
        return answer.status_code


def _broken() -> str:
    raise RuntimeError("the inside of it")
