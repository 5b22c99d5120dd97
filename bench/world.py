"""A database with large cases, and a signed-in client of the application in this process."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from config import Config
from webapp import db
from webapp.app import create_app
from webapp.domain import applications, cases, credits, organisations, people
from webapp.domain.applications import Details, Mobile
from webapp.domain.cases import CaseFacts
from webapp.lib import clock
from webapp.models import User

PASSWORD = "a password for the bench"
AS_HTMX = {"HX-Request": "true"}


class World:
    """One organisation with a recruiter who may do everything, signed in."""

    def __init__(
        self, app: Flask, folder: Path, name: str = "Bench", email: str = "bench@example.org"
    ) -> None:
        self.app = app
        self.folder = folder
        self.root = organisations.found(name)
        organisations.ensure_outlet()
        groups = organisations.groups(self.root, organisations.ADMINISTRATOR)
        self.user: User = people.register(self.root.id, email, "Bench Recruiter", PASSWORD, groups)
        credits.top_up(self.root.id, 10_000_000, "bench")
        self.client = app.test_client()
        self.token = self._sign_in()

    def case(self, size: int, reference: str = "") -> CaseFacts:
        """A case with so many applications, each with its own number."""
        made = cases.open_case(
            self.root, self.user.id, title="Registered nurse", reference=reference or f"{size}"
        )
        applicants(made.id, size)
        found = cases.find(made.id)
        db.database.close()
        assert found is not None
        return found

    def ids_of(self, case: CaseFacts) -> list[int]:
        """The applications of a case."""
        found = db.rows("SELECT id FROM application WHERE case_id = ? ORDER BY id", (case.id,))
        db.database.close()
        return [one for (one,) in found]

    def post(self, path: str, **form: object) -> str:
        """A form as htmx sends it; the answer's text."""
        answer = self.client.post(path, data=form, headers={**AS_HTMX, "X-CSRFToken": self.token})
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def _sign_in(self) -> str:
        db.database.close()
        form = {"email": self.user.email, "password": PASSWORD}
        self.client.post("/sign-in", data={**form, "csrf_token": self._csrf("/sign-in")})
        return self._csrf("/preferences")

    def _csrf(self, path: str) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get(path).text)
        assert found, path
        return found[1]


def applicants(case_id: int, size: int) -> list[int]:
    """So many applications to a case, each with its own number; their ids."""
    with db.transaction():
        ids = list(db.reserve_ids("application", size))
        rows = [_application(case_id, number, one) for number, one in enumerate(ids)]
        applications.insert_all(rows)
        applications.recount([case_id])
    return ids


def _application(case_id: int, number: int, identity: int) -> dict[str, object]:
    names = Details(f"Ines{number % 97}", f"Candidate{number}", town="Uppsala")
    mobile = Mobile("typed", f"+467{identity:08d}", "SE")
    return {
        "id": identity,
        "case_id": case_id,
        "applied_at": clock.now_ms() - number * 60_000,
        **applications.columns(names, mobile),
    }


@contextmanager
def world() -> Iterator[World]:
    """A fresh world on SQLite, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        app = create_app(Config(secret_key="b" * 48, database_url=f"sqlite:///{path}"))
        db.migrate()
        yield World(app, Path(folder))
        db.database.obj.close_all()


def bare() -> FlaskClient:
    """A client of a Flask application with one route that says ok."""
    app = Flask("bare")

    @app.route("/", methods=["GET", "POST"])
    def ok() -> str:
        return "ok"

    return app.test_client()


def queries(act: Callable[[], object]) -> int:
    """How many statements one call runs."""
    original = db.database.obj.execute_sql
    seen: list[str] = []

    def counted(sql: str, *values: object, **named: object) -> object:
        seen.append(sql)
        return original(sql, *values, **named)

    db.database.obj.execute_sql = counted
    try:
        act()
    finally:
        db.database.obj.execute_sql = original
    return len(seen)
