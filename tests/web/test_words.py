"""Every sentence goes through gettext: with a language of brackets, nothing stands outside them."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from tests import make
from tests.cast import Cast
from tests.tree import Node
from tests.web_fixtures import settings, signed_in
from webapp.app import create_app
from webapp.lib.catalogues import FOLDER as TRANSLATIONS

ROOT = Path(__file__).parent.parent.parent
GATHERED = TRANSLATIONS / "messages.pot"
_SHOWN = ("aria-label", "title", "placeholder", "alt")
_UNREAD = ("script", "style", "template", "time", "kbd", "textarea")


@pytest.fixture
def in_brackets(database: str, tmp_path: Path) -> Flask:
    """The application in a language in which each sentence is itself, in brackets."""
    known = read_po(BytesIO(GATHERED.read_bytes()))
    bracketed = Catalog(locale="en")
    for message in known:
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = tuple(f"⟦{text}⟧" for text in texts)
            bracketed.add(message.id, strings if len(strings) > 1 else strings[0])
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, bracketed)
    app = create_app(settings(database))
    app.extensions["babel"].translation_directories = [str(tmp_path)]
    return app


def test_no_page_says_anything_past_gettext(in_brackets: Flask, cast: Cast):
    case = make.case(cast.alma)
    ines = make.application(case)
    as_alma = signed_in(in_brackets, cast.alma)

    pages = [
        as_alma.get("cases.index"),
        as_alma.get("cases.show", case_id=case.id),
        as_alma.get("inbox.index"),
        as_alma.get("inbox_acts.choose_rest", application_id=ines.id),
        as_alma.get("contact.show", case_id=case.id, ids=ines.id),
        as_alma.get("applications.new", case_id=case.id),
        as_alma.get("applications.edit", application_id=ines.id),
        as_alma.get("editing.edit", case_id=case.id),
        as_alma.get("imports.show", case_id=case.id),
        as_alma.get("auth.preferences"),
    ]

    data = {"Hej", "hej", case.title, case.reference, case.location, case.sender, ines.town}
    data |= {"Sweden"}  # Babel's word, in the reader's language
    data |= {"English", *_places()}
    data |= {ines.name, *(one.name for one in cast if hasattr(one, "name"))}
    assert [text for page in pages for text in unbracketed(page, data)] == []


def _places() -> set[str]:
    """What the time zones are called: by their places, with and without the part of the world."""
    zones = {zone.replace("_", " ") for zone in available_timezones() if "/" in zone}
    return zones | {zone.partition("/")[2] for zone in zones}


def test_the_gathered_words_are_those_of_the_code(tmp_path: Path):
    makefile = (ROOT / "Makefile").read_text()
    gather = re.search(r"^\t(\S*pybabel -q extract .*)$", makefile, re.MULTILINE)
    assert gather
    fresh = tmp_path / "messages.pot"
    command = shlex.split(gather[1].replace(str(GATHERED.relative_to(ROOT)), str(fresh)))
    command[0] = str(Path(sys.executable).with_name("pybabel"))

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    assert fresh.read_text() == GATHERED.read_text(), "run `make words`"


def unbracketed(page: Node, data: set[str]) -> list[str]:
    """What a reader of the page sees outside of all brackets, but for what people wrote."""
    return [text for text in _texts(page) if re.search(r"[^\W\d_]", _outside(text, data))]


def _outside(text: str, data: set[str]) -> str:
    """What is left when brackets with what is in them, the innermost first, and data are gone."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
        pass
    for written in sorted(filter(None, data), key=len, reverse=True):
        text = text.replace(written, "")
    return text


def _texts(node: Node) -> Iterator[str]:
    for child in node.content:
        if isinstance(child, str):
            yield " ".join(child.split())
        elif child.tag not in _UNREAD and child.get("aria-hidden") != "true":
            yield from (child[name] for name in _SHOWN if name in child)
            yield from _texts(child)
