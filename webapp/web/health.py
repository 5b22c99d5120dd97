"""Two addresses for whoever watches over the service."""

import logging

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue

from webapp import db
from webapp.domain import dispatch
from webapp.lib import clock
from webapp.web.access import Door, needs

WORKER_SEEN_S = 30


def init_app(app: Flask) -> None:
    """Add them."""
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)


@needs(Door.ANYBODY)
def healthz() -> ResponseReturnValue:
    """Alive."""
    return "ok\n", {"Content-Type": "text/plain"}


@needs(Door.ANYBODY)
def readyz() -> ResponseReturnValue:
    """Able to work: the database answers, its schema is ours, a worker was seen lately."""
    state = {"database": False, "schema": False, "worker": False}
    try:
        db.row("SELECT 1")
        state["database"] = True
        state["schema"] = not db.pending_migrations()
        seen = dispatch.last_beat()
        state["worker"] = bool(seen) and (clock.now() - seen).total_seconds() < WORKER_SEEN_S
    except Exception:
        logging.getLogger(__name__).exception("Not ready.")
    ready = all(state.values())
    refused = current_app.extensions["hej-refused-webhooks"]
    answer = jsonify(ready=ready, **state, refused_webhooks=refused)
    return answer, 200 if ready else 503
