"""Things that happen at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from webapp import db


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Start all calls together, each with a connection of its own.

    Returns what each returned or raised, in their order.
    """
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        db.database.connect(reuse_if_open=True)
        gate.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            db.database.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
