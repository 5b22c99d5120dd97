"""hej send-test: one SMS, to see whether the carrier takes it."""

import secrets
from typing import Any, NoReturn

import click

from config import Config
from webapp.commands import start
from webapp.gateways.outcome import Outcome, Verdict
from webapp.gateways.sms import Outgoing
from webapp.lib import phone, sms_text

ACCEPTED, REFUSED, UNCONFIRMED, SETTINGS_WRONG = 0, 1, 2, 3

_EXIT_CODES = {
    Verdict.ACCEPTED: ACCEPTED,
    Verdict.REFUSED: REFUSED,
    Verdict.RETRY: REFUSED,
    Verdict.UNKNOWN: UNCONFIRMED,
    Verdict.ACCOUNT_FAULT: SETTINGS_WRONG,
}
_WORDS = {
    Verdict.ACCEPTED: "Accepted by the carrier",
    Verdict.REFUSED: "Refused, not sent",
    Verdict.RETRY: "Not sent",
    Verdict.UNKNOWN: "Unconfirmed: it may or may not have been sent",
    Verdict.ACCOUNT_FAULT: "Not sent: the settings are wrong",
}


class _Command(click.Command):
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """A wrong command line ends with 3: click's own 2 means unconfirmed here."""
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            error.exit_code = SETTINGS_WRONG
            raise


@click.command(cls=_Command)
@click.argument("number")
@click.option("--text", default="A test from Hej.", show_default=True)
@click.option("--sender", default="Hej", show_default=True, help="A name, or a number.")
def send_test(number: str, text: str, sender: str) -> NoReturn:
    """Send one SMS through the configured carrier.

    NUMBER begins with its country code. The SMS is outside the ledger: it costs no credits, only
    the carrier's price. Exit status: 0 accepted, 1 refused, 2 unconfirmed, 3 settings wrong.
    """
    carrier = start.carrier(Config.from_env())
    text = sms_text.normalise(text)
    try:
        to = phone.parse_mobile(number, "")
    except phone.PhoneError as error:
        click.echo(f"Refused, not sent: {error}")
        raise SystemExit(REFUSED) from None
    gateway = start.gateway(carrier)
    outcome = gateway.send(Outgoing(to, sender, text, f"test-{secrets.token_hex(12)}"))
    gateway.close()
    click.echo(_in_words(outcome))
    raise SystemExit(_EXIT_CODES[outcome.verdict])


def _in_words(outcome: Outcome) -> str:
    words = _WORDS[outcome.verdict]
    if outcome.carrier_id:
        words += f" as {outcome.carrier_id}"
    if outcome.detail:
        words += f": {outcome.detail}"
    if outcome.code:
        words += f" (code {outcome.code})"
    return words
