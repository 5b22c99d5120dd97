"""Who may import whom: the floors of webapp/__init__.py, read from the imports themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AREAS = (
    "auth",
    "cases",
    "contact",
    "conversation",
    "inbox",
    "admin",
    "interviews",
    "booking",
    "stop",
    "webhooks",
    "simulator",
)
# A room may import itself and what lies lower.
FLOORS = {
    "webapp.lib": 0,
    "webapp.db": 1,
    "webapp.gateways": 1,
    "config": 1,
    "webapp.models": 2,
    "webapp.domain": 3,
    "webapp.web": 4,
    **{f"webapp.{area}": 5 for area in AREAS},
    "webapp.app": 6,
    "webapp.commands": 7,
    "webapp.cli": 8,
    "wsgi": 8,
}
# What is only for some rooms, beyond the floors.
ONLY_LIB = ("webapp.simulator",)
NO_PAGES = (
    "webapp.lib",
    "webapp.db",
    "webapp.gateways",
    "config",
    "webapp.models",
    "webapp.domain",
)
OF_PAGES = ("flask", "flask_babel", "flask_login", "flask_wtf", "jinja2", "werkzeug", "wtforms")
ONLY_IN = {"vonage": "webapp/gateways/vonage_client.py"}


def files() -> list[Path]:
    """Every module of ours, the migrations apart: they stand still while the house goes on."""
    found = [ROOT / "config.py", ROOT / "wsgi.py", *(ROOT / "webapp").rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_import_goes_down(path: Path):
    name = path.relative_to(ROOT).as_posix()

    assert list(faults(name, path.read_text())) == []


@pytest.mark.parametrize(
    ("path", "line", "fault"),
    [
        ("webapp/lib/phone.py", "from webapp import db", "a lower room imports a higher one"),
        ("webapp/models/case.py", "from webapp.domain import cases", "a lower room"),
        ("webapp/domain/cases.py", "import webapp.web.access", "a lower room"),
        ("webapp/cases/views.py", "from webapp.contact.views import x", "a lower room"),
        ("webapp/cases/views.py", "from webapp import contact", "a lower room"),
        ("webapp/web/access.py", "from webapp.app import create_app", "a lower room"),
        ("webapp/gateways/sms.py", "from webapp.models import Message", "a lower room"),
        ("webapp/simulator/app.py", "from webapp.domain import rights", "only lib"),
        ("webapp/domain/rights.py", "from flask import g", "no pages here"),
        ("webapp/domain/rights.py", "def f():\n    import flask", "no pages here"),
        ("webapp/domain/rights.py", "from .cases import find", "a relative import"),
        ("webapp/gateways/vonage.py", "from vonage_messages import Sms", "only in"),
        ("webapp/attic/box.py", "import os", "a room without a floor"),
    ],
)
def test_an_import_that_goes_up_is_found(path: str, line: str, fault: str):
    [found] = faults(path, line)

    assert fault in found
    assert line.strip().splitlines()[-1].strip() in found or fault == "a room without a floor"


def test_every_room_has_its_floor():
    rooms = {room_of(module_of(path.relative_to(ROOT).as_posix())) for path in files()}

    assert rooms - {"webapp"} == set(FLOORS)


def faults(path: str, source: str) -> Iterator[str]:
    """What is wrong with the imports of a file, each with its line."""
    room = room_of(module_of(path))
    if room not in FLOORS and room != "webapp":
        yield f"{path}: a room without a floor"
        return
    for node in ast.walk(ast.parse(source)):
        for imported in imports(node):
            fault = _fault(path, room, imported)
            if fault:
                line = source.splitlines()[node.lineno - 1].strip()
                yield f"{path}:{node.lineno}: {line}  ({fault})"


def imports(node: ast.AST) -> list[str]:
    """The modules that a statement imports, by their full names; "." for a relative import."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if node.level:
        return ["."]
    if node.module == "webapp":
        return [f"webapp.{alias.name}" for alias in node.names]
    return [node.module or ""]


def module_of(path: str) -> str:
    """`webapp/domain/cases.py` as `webapp.domain.cases`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    """The room of a module of ours; for another's module its first word."""
    first, _, rest = module.partition(".")
    return f"webapp.{rest.partition('.')[0]}" if first == "webapp" and rest else first


def _fault(path: str, room: str, imported: str) -> str:
    if imported == ".":
        return "a relative import"
    other = room_of(imported)
    if other in FLOORS and other != room and FLOORS[other] >= FLOORS[room]:
        return "a lower room imports a higher one, or one beside it"
    if room in ONLY_LIB and other in FLOORS and other not in (room, "webapp.lib"):
        return "only lib"
    if room in NO_PAGES and other in OF_PAGES:
        return "no pages here"
    kept = next((where for name, where in ONLY_IN.items() if other.startswith(name)), path)
    return "" if kept == path else f"only in {kept}"
