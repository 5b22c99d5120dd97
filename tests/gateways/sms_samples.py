"""Values that the gateway tests share."""

from webapp.gateways.sms import Outgoing

APPLICATION = "11111111-2222-4333-8444-555555555555"
TO = "+46701740605"


def an_sms(**changes: str) -> Outgoing:
    """An SMS that can be sent, but for the changes."""
    usual = {"to": TO, "sender": "Hej", "text": "Hej Ines, när passar det?", "client_ref": "ref-1"}
    return Outgoing(**usual | changes)
