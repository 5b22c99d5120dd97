"""The parts of the simulator that answers the request at hand (app.py put them together)."""

from flask import current_app

from webapp.simulator.carrier import Carrier
from webapp.simulator.mailboxes import Mailboxes
from webapp.simulator.postman import Postman
from webapp.simulator.receipts import Receipts
from webapp.simulator.signin import SignIn


def carrier() -> Carrier:
    """What the carrier remembers."""
    found: Carrier = current_app.extensions["carrier"]
    return found


def mailboxes() -> Mailboxes:
    """What the mail server remembers."""
    found: Mailboxes = current_app.extensions["mailboxes"]
    return found


def postman() -> Postman:
    """Who posts to the application."""
    found: Postman = current_app.extensions["postman"]
    return found


def receipts() -> Receipts:
    """Who reports on messages."""
    found: Receipts = current_app.extensions["receipts"]
    return found


def sign_in() -> SignIn:
    """Who checks the callers."""
    found: SignIn = current_app.extensions["sign_in"]
    return found
