"""Texts are stored before anything else, and joined as soon as that goes well."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from tests import make
from tests.cast import CANDIDATE_NUMBERS, Cast
from tests.together import at_once
from webapp import db
from webapp.domain import inbound, replies
from webapp.domain.cases import CaseFacts
from webapp.gateways.sms import InboundText as Inbound
from webapp.models import Application, InboundText, OptOut, Organisation, SetAside

NUMBER, STRANGER = CANDIDATE_NUMBERS[:2]
OURS = "+46701740698"
PERHAPS = "Please stop texting me so late"


@contextlib.contextmanager
def joining_fails() -> Iterator[None]:
    """While a table is elsewhere into which joining writes."""
    db.execute("ALTER TABLE stop_doubt RENAME TO stop_doubt_elsewhere")
    yield
    db.execute("ALTER TABLE stop_doubt_elsewhere RENAME TO stop_doubt")


def sent_to(number: str, whose: Organisation) -> None:
    """This number is the sender of an organisation."""
    Organisation.update(sender=number).where(Organisation.id == whose.id).execute()


def came(text: str, sender: str = STRANGER, to: str = OURS) -> InboundText:
    """A text that came in, as it is kept."""
    written: Inbound = replace(make.inbound(sender, text), to=to)
    assert replies.reply_came(written)
    return InboundText.get(InboundText.carrier_id == written.carrier_id)


def test_a_text_is_kept_when_joining_it_fails_and_joined_when_it_goes_well(
    case: CaseFacts, ines: Application
):
    with joining_fails():
        kept = came(PERHAPS, NUMBER)

    again = replies.join_stored()

    joined = InboundText.get_by_id(kept.id)
    assert (kept.joined_at, kept.application_id) == (None, None)
    assert (again, joined.application_id) == (1, ines.id)
    assert Application.get_by_id(ines.id).needs_reply_at == kept.received_at
    assert make.facts(case.id).needs_reply_count == 1


def test_one_that_cannot_be_joined_holds_up_no_other(case: CaseFacts, ines: Application):
    with joining_fails():
        stuck = came(PERHAPS, NUMBER)
        other = came("Yes", NUMBER)

    assert InboundText.get_by_id(stuck.id).joined_at is None
    assert other.application_id == ines.id


def test_the_next_text_joins_what_was_left(case: CaseFacts, ines: Application):
    with joining_fails():
        left = came(PERHAPS, NUMBER)

    came("And one more thing", NUMBER)

    assert InboundText.get_by_id(left.id).application_id == ines.id


def test_of_two_who_join_at_once_one_does(database: str, case: CaseFacts, ines: Application):
    inbound.store(make.inbound(NUMBER, "Yes"))

    joined = at_once([replies.join_stored, replies.join_stored])

    assert sorted(joined) == [0, 1]


def test_an_unknown_number_goes_into_the_tray_of_whose_number_it_wrote_to(cast: Cast):
    sent_to(OURS, cast.care)

    text = came("Who is this?")

    assert (text.application_id, text.tray_id) == (None, cast.group.id)
    assert inbound.unowned() == []


def test_a_number_of_two_parent_organisations_is_nobodys(cast: Cast):
    sent_to(OURS, cast.care)
    sent_to(OURS, cast.clinic)

    text = came("Who is this?")

    assert (text.application_id, text.tray_id) == (None, None)
    assert inbound.unowned() == [(OURS, 1)]


def test_a_number_that_is_nobodys_is_kept_and_counted(cast: Cast):
    came("Hello?")
    came("Hello again?")

    assert inbound.unowned() == [(OURS, 2)]


def test_what_was_sent_to_anothers_number_is_not_read_here(
    cast: Cast, case: CaseFacts, ines: Application
):
    sent_to(OURS, cast.clinic)

    text = came("For the clinic alone", NUMBER)

    assert (text.application_id, text.tray_id) == (None, cast.other_group.id)
    assert make.facts(case.id).needs_reply_count == 0


def test_stop_from_an_unknown_number_is_obeyed_and_set_aside(cast: Cast):
    sent_to(OURS, cast.care)

    text = came("STOP")

    assert (OptOut.get().root_id, OptOut.get().number) == (cast.group.id, STRANGER)
    assert (SetAside.get().reply_id, SetAside.get().by_id) == (text.id, None)
