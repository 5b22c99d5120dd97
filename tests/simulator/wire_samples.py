"""What a sender puts on the wire, without the SDK."""

from typing import Any

import urllib3

SECRET = "a signature secret of enough length"
PHONE, OTHER, OURS = "+46701740605", "+46701740606", "46701740699"
MESSAGE = {
    "channel": "sms",
    "message_type": "text",
    "to": PHONE[1:],
    "from": OURS,
    "text": "Hej Ines",
    "client_ref": "ref-1",
}
SIGN_IN = urllib3.make_headers(basic_auth="key:secret")


def send(carrier: Any, http: urllib3.PoolManager, **changes: Any) -> urllib3.BaseHTTPResponse:
    """Post a message that is right, but for the changes; None leaves a field out."""
    message = {name: value for name, value in (MESSAGE | changes).items() if value is not None}
    return http.request("POST", f"{carrier.url}/v1/messages", json=message, headers=SIGN_IN)
