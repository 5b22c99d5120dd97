"""What the contact window's form sends, read without ever refusing: nothing typed is lost."""

from werkzeug.datastructures import MultiDict

from webapp.contact import inviting, when
from webapp.contact.window import Draft
from webapp.domain import application_list
from webapp.domain.application_list import ListQuery
from webapp.domain.cases import CaseFacts
from webapp.domain.means import ContactType, Means
from webapp.domain.recipients import parse_selection
from webapp.web.writing import MOST_SUBJECT, MOST_TYPED


def read_draft(case: CaseFacts, sent: MultiDict[str, str], key: str = "") -> Draft:
    """The draft in a form or an address; "all that match" becomes the ids that match now."""
    return Draft(
        key=key or sent.get("key", "")[:32],
        application_ids=selected(case, sent),
        text=sent.get("text", "")[:MOST_TYPED],
        template_id=sent.get("template", type=int),
        template_version=sent.get("version", type=int),
        see=sent.get("look", sent.get("see", 0, type=int), type=int),
        again=bool(sent.get("again")),
        shown_credits=_shown_price(sent),
        offer=inviting.read(case, sent),
        when=when.read(case, sent),
        means=_means(sent),
    )


def _means(sent: MultiDict[str, str]) -> Means:
    by_email = sent.get("contact_type") == ContactType.EMAIL.value
    return Means(
        ContactType.EMAIL if by_email else ContactType.SMS,
        sent.get("subject", "")[:MOST_SUBJECT],
        email_instead=bool(sent.get("email_instead")) and not by_email,
    )


def _shown_price(sent: MultiDict[str, str]) -> int | None:
    """The price that was shown for what is sent: with those whom one was asked about, if they
    were included at last. None where a script or an empty window says none.
    """
    name = "shown_credits_with_asked" if sent.get("again") else "shown_credits"
    shown = sent.get(name, "") or sent.get("shown_credits", "")
    return int(shown) if shown.isdecimal() and len(shown) < 10 else None


def selected(case: CaseFacts, sent: MultiDict[str, str]) -> set[int]:
    """The ids that were ticked, or all that match the list's search and filter."""
    if sent.get("all"):
        query = ListQuery.of(sent.get("q", ""), sent.get("show", ""), "", "")
        return set(application_list.matching_ids(case, query))
    return parse_selection(sent.getlist("ids"))
