"""An e-mail as bytes on the wire (RFC 5322), written so that no value can become a header."""

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from webapp.lib import clock
from webapp.lib.smtp_url import Sender, ascii_domain, is_address


@dataclass(frozen=True)
class OutgoingMail:
    """One e-mail on its way out."""

    to: str
    """One address, without a name."""
    subject: str
    text: str
    """Plain text."""
    ref: str
    """Our own name for it, letters, digits, dots and dashes; its Message-ID is made from it."""
    html: str = ""
    """The same as a page, for readers that show pages."""
    calendar: str = ""
    """The same as an iCalendar file, whose METHOD says what a calendar shall do (RFC 6047)."""
    from_name: str = ""
    """The name beside our address, where it is not the one in MAIL_FROM."""
    reply_to: tuple[str, str] | None = None
    """The name and the address of the person who wrote it, whom answers reach. Without one it was
    written by a machine, and says so (RFC 3834)."""


@dataclass(frozen=True)
class Letter:
    """What goes over the wire."""

    sender: str
    to: str
    wire: bytes
    """Headers and text with its dots doubled, and the line that ends it."""
    needs_utf8: bool
    """Whether the server must take addresses in other letters than ASCII (RFC 6531)."""


def check(mail: OutgoingMail) -> str:
    """What is wrong with an e-mail before it is sent, as a code; empty if nothing is."""
    if not is_address(mail.to):
        return "address"
    if not mail.text.strip():
        return "empty"
    return "" if _is_unicode(mail.subject + mail.text + mail.html + mail.calendar) else "message"


def write(mail: OutgoingMail, sender: Sender) -> Letter:
    """The e-mail as it goes over the wire. The same `ref` always gives the same Message-ID."""
    from_address, to_address = _on_the_wire(sender.address), _on_the_wire(mail.to)
    reply_name, reply_address = mail.reply_to or ("", "")
    needs_utf8 = not (from_address + to_address + reply_address).isascii()
    message = EmailMessage(policy=SMTPUTF8 if needs_utf8 else SMTP)
    message["From"] = _header(from_address, _one_line(mail.from_name or sender.name))
    message["To"] = _header(to_address)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<hej.{mail.ref}@{ascii_domain(sender.address)}>"
    if is_address(reply_address):
        message["Reply-To"] = _header(_on_the_wire(reply_address), _one_line(reply_name))
    if mail.reply_to is None:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        # Last, because it says most: programs that know calendars choose it.
        message.add_alternative(
            mail.calendar,
            subtype="calendar",
            params={"method": _method(mail.calendar)},
            cte="quoted-printable",
        )
    return Letter(from_address, to_address, _data(bytes(message)), needs_utf8)


def _method(calendar: str) -> str:
    """The file's METHOD, which its part of the e-mail must repeat (RFC 6047, 2.4)."""
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    return found[1] if found else "PUBLISH"


def _on_the_wire(address: str) -> str:
    return f"{address.rpartition('@')[0]}@{ascii_domain(address)}"


def _header(address: str, name: str = "") -> Address:
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _one_line(text: str) -> str:
    """The text as one line of a header, without line ends and other control characters.

    An encoded word (`=?utf-8?q?=0A?=`) is broken up: EmailMessage would decode it, and write the
    line end that is hidden in it (Python before 3.12.5 does).
    """
    joined = " ".join(text.split())
    kept = "".join(letter for letter in joined if unicodedata.category(letter) != "Cc")
    return kept.replace("=?", "= ?")


def _data(message: bytes) -> bytes:
    """With the dots at the beginning of lines doubled, and the final one (RFC 5321, 4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", message)
    return stuffed.removesuffix(b"\r\n") + b"\r\n.\r\n"


def _is_unicode(text: str) -> bool:
    """Half a surrogate pair cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
