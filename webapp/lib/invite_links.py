"""The link with which somebody books an interview: one per message that invites them.

Beside it the invitation keeps the token's hash, so that a link can be ended and expires.
"""

from webapp.lib.message_links import MessageLink

PATH = "/b/"
_LINK = MessageLink(PATH, "hej booking link")

stand_in = _LINK.stand_in
fill = _LINK.fill
token = _LINK.token
