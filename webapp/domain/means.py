"""By what means candidates are written to: the contact type, and what goes with it."""

from enum import StrEnum
from typing import NamedTuple


class ContactType(StrEnum):
    """How somebody is reached. The value is what the tables hold."""

    SMS = "sms"
    EMAIL = "email"


class Means(NamedTuple):
    """The contact type, the subject of what is sent by e-mail, and whether those whom SMS cannot
    reach get an e-mail instead.
    """

    contact_type: ContactType = ContactType.SMS
    subject: str = ""
    email_instead: bool = False

    @property
    def by_email(self) -> bool:
        """Whether everybody gets an e-mail."""
        return self.contact_type is ContactType.EMAIL


BY_SMS = Means()
