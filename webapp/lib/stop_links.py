"""The link with which somebody stops SMS who cannot answer them: one per message."""

from webapp.lib.message_links import LENGTH as LENGTH
from webapp.lib.message_links import MessageLink

PATH = "/stop/"
_LINK = MessageLink(PATH, "hej stop link")

stand_in = _LINK.stand_in
fill = _LINK.fill
token = _LINK.token
message_of = _LINK.message_of
