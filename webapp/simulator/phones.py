"""The page: a phone per number, with its texts, a box to reply, and what it does with texts.

Below the phones stand the mailboxes (mail_page.py).
"""

import time
from typing import Any, NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest

from webapp.lib.phone import display
from webapp.lib.words import say
from webapp.simulator import current, mail_page
from webapp.simulator.behaviour import Behaviour
from webapp.simulator.carrier import EVERYBODY, Text
from webapp.simulator.numbers import is_address, recipient
from webapp.simulator.presets import USUAL, Presets, preset_of

PHONES_SHOWN = 24
TEXTS_SHOWN = 12

phones = Blueprint("phones", __name__)

# Told by name on the page; what each does on the wire stands beside it.
PRESETS: Presets = {
    "deliver": (say("Delivers"), Behaviour()),
    "slow": (say("Delivers after 20 seconds"), Behaviour(deliver_after_s=20)),
    "absent": (say("Is switched off"), Behaviour(outcome="undeliverable", code="1180")),
    "gone": (say("Is no longer in use"), Behaviour(outcome="undeliverable", code="1190")),
    "spam": (say("Takes it for spam"), Behaviour(outcome="rejected", code="1210")),
    "stopped": (say("Has told the carrier STOP"), Behaviour(outcome="rejected", code="1240")),
    "silent": (say("Sends no receipt"), Behaviour(receipts="never")),
    "twice": (say("Sends every receipt twice"), Behaviour(receipts="twice")),
    "reversed": (say("Sends receipts in the wrong order"), Behaviour(receipts="out-of-order")),
    "invalid": (say("Carrier: knows no such number"), Behaviour(answer=422, code="1430")),
    "no-money": (say("Carrier: our account has no money"), Behaviour(answer=402)),
    "no-entry": (say("Carrier: does not accept our sign-in"), Behaviour(answer=401)),
    "busy": (say("Carrier: too many requests"), Behaviour(answer=429, retry_after_s=2)),
    "broken": (say("Carrier: internal error"), Behaviour(answer=500)),
    "hang": (say("Carrier: never answers"), Behaviour(answer="hang")),
    "drop-before": (say("Carrier: hangs up, not taken"), Behaviour(answer="drop-before")),
    "drop-after": (say("Carrier: takes it, then hangs up"), Behaviour(answer="drop-after")),
    "garbage": (say("Carrier: takes it, answers nonsense"), Behaviour(answer="garbage")),
}
STATUSES = {
    "accepted": say("with the carrier"),
    "submitted": say("on its way"),
    "delivered": say("delivered"),
    "rejected": say("rejected"),
    "undeliverable": say("not delivered"),
    "sent": say("sent"),
}


class Phone(NamedTuple):
    """One phone as the page shows it."""

    number: str
    shown_as: str
    texts: list[Text]
    reply_to: str
    """The number that a reply goes to; empty when the last sender was a name."""
    preset: str
    """What this number was told: a key of PRESETS, USUAL, or `other` when no preset says it."""

    @property
    def element_id(self) -> str:
        """The phone's anchor on the page."""
        return f"phone-{self.number[1:]}"


@phones.get("/")
def show() -> Any:
    """The page, or, with `?v=` from its poll, what changed since: 204 when nothing did."""
    if request.args.get("v") == str(_version()):
        return Response(status=204)
    template = "_phones.html" if request.headers.get("HX-Request") else "show.html"
    answer = Response(render_template(f"simulator/{template}", **_context()))
    answer.headers["Vary"] = "HX-Request"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@phones.post("/behaviour-choices")
def choose() -> Response:
    """Tell a number, or all the others, to do one of the presets; back to the page."""
    preset = request.form.get("preset", "")
    try:
        name = recipient(request.form.get("number", ""))
    except ValueError as error:
        raise BadRequest(str(error)) from None
    presets = mail_page.PRESETS if is_address(name) else PRESETS
    if preset not in presets and preset != USUAL:
        raise BadRequest("There is no such behaviour.")
    current.carrier().tell({name: None if preset == USUAL else presets[preset][1]})
    return redirect(url_for("phones.show", _anchor=_anchor(name)), 303)  # type: ignore[return-value]


@phones.app_template_filter("clock")
def clock(seconds: float) -> str:
    """The time of day where the simulator runs."""
    return time.strftime("%H:%M:%S", time.localtime(seconds))


def _context() -> dict[str, Any]:
    carrier = current.carrier()
    # Read before the phones: a change in between is then fetched by the next poll.
    version = _version()
    told = carrier.behaviours()
    shown = [
        _phone(number, texts, told) for number, texts in carrier.phones(PHONES_SHOWN, TEXTS_SHOWN)
    ]
    return {
        "version": version,
        "phones": shown,
        "hidden_count": carrier.phone_count - len(shown),
        "statuses": {status: sentence.text for status, sentence in STATUSES.items()},
        "presets": {key: sentence for key, (sentence, _) in PRESETS.items()},
        "everybody": preset_of(told.get(EVERYBODY), PRESETS),
        "balance_eur": carrier.balance_eur,
        **mail_page.context(told),
    }


def _version() -> int:
    """Grows with every change that the page shows."""
    return current.carrier().version + current.mailboxes().version


def _anchor(name: str) -> str:
    if is_address(name):
        return mail_page.anchor(name)
    return "everybody" if name == EVERYBODY else f"phone-{name[1:]}"


def _phone(number: str, texts: list[Text], told: dict[str, Behaviour]) -> Phone:
    senders = [text.other for text in texts if not text.is_reply]
    last = senders[-1] if senders else next(text.other for text in texts)
    reply_to = last if last.removeprefix("+").isdigit() else ""
    preset = preset_of(told.get(number), PRESETS)
    return Phone(number, display(number), texts, reply_to, preset)
