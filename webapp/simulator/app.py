"""The simulator as a WSGI application: alone, or mounted under /simulator in the demo.

All its state is in one process and in memory. It may serve many threads, but not many
processes: two of them would be two carriers.
"""

from pathlib import Path

from flask import Flask, Response, request
from jinja2 import StrictUndefined

from webapp.simulator.carrier import Carrier
from webapp.simulator.mailboxes import Mailboxes
from webapp.simulator.phones import phones
from webapp.simulator.postman import Postman
from webapp.simulator.receipts import Receipts
from webapp.simulator.settings import SimulatorSettings
from webapp.simulator.side_door import side_door
from webapp.simulator.signin import SignIn
from webapp.simulator.wire import wire

ROOT = Path(__file__).resolve().parents[2]
BODY_MAX_BYTES = 1_000_000
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_simulator(settings: SimulatorSettings | None = None) -> Flask:
    """A carrier of its own, with its wire, its side door and its page of phones and mailboxes.

    Its addresses stand at the root, so that it can be mounted anywhere; it serves the style
    sheets it needs from the same folder as the application. Raises ValueError when
    `public_key` is no key. `app.extensions["postman"].close()` ends its threads.
    """
    settings = settings or SimulatorSettings()
    app = Flask("simulator", static_folder=ROOT / "static", template_folder=ROOT / "templates")
    app.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _prepare_templates(app)
    carrier, postman = Carrier(settings), Postman(settings)
    app.extensions["carrier"] = carrier
    app.extensions["mailboxes"] = Mailboxes()
    app.extensions["postman"] = postman
    app.extensions["receipts"] = Receipts(carrier, postman)
    app.extensions["sign_in"] = SignIn(settings)
    app.before_request(_refuse_other_sites)
    app.after_request(_harden)
    for blueprint in (wire, side_door, phones):
        app.register_blueprint(blueprint)
    return app


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The simulator speaks English only; its templates are marked for translation all the same.
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]


def _refuse_other_sites() -> Response | None:
    """There is no sign-in here, so no other site's page may make a browser post to us."""
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        return None
    if request.method in ("GET", "HEAD"):
        return None
    return Response("Not from another site.\n", 403, mimetype="text/plain")


def _harden(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _CSP)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    return answer
