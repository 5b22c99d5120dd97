"""A fresh database for each run, with two parent organisations and candidates of both."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import make
from tests.cast import CANDIDATE_NUMBERS
from webapp import db
from webapp.domain import organisations
from webapp.models import Application

NUMBERS = CANDIDATE_NUMBERS[:5]
ABROAD = NUMBERS[4]


def populate() -> None:
    """The same five people apply to a case of Alma's and to one of Dag's; one lives abroad.

    Only the table says so: her number is as Swedish as all that may stand in a test.
    """
    organisations.ensure_outlet()
    with db.transaction():
        cast = make.cast()
        for owner, price_abroad in ((cast.alma, 2), (cast.dag, 5)):
            make.price(owner, "NO", price_abroad)
            case = make.case(owner)
            for number in NUMBERS:
                make.application(case, number)
        Application.update(mobile_country="NO").where(Application.mobile == ABROAD).execute()


@contextmanager
def in_memory() -> Iterator[Callable[[], None]]:
    """A database in memory, and the function that makes it as new.

    It keeps nothing when the power goes, which no step here asks of it.
    """
    folder = tempfile.mkdtemp()
    template = f"{folder}/world.db"
    with make.opened(f"sqlite:///{template}"):
        db.migrate()
        populate()
    source = sqlite3.connect(template)
    with make.opened("sqlite:///:memory:"):
        db.database.connect()
        yield lambda: source.backup(db.database.connection())
    source.close()
    shutil.rmtree(Path(folder))
