"""How htmx is spoken to: parts of pages, by the same addresses, and never a page within a page."""

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.web import worlds
from tests.web.requests import ask
from webapp.domain.people import Person

# What htmx asks for in each area, and the element that it gets.
FRAGMENTS = {
    "auth.balance": "div#balance",
    "cases.show": "section#applications",
    "cases.changes": "section#applications",
    "cases.move_to_stage": "section#applications",
    "applications.resolve": "p#resolved",
    "conversation.changes": "section#latest",
    "conversation.preview": "div#live",
    "conversation.send": "section#composer",
    "contact.show": "dialog#contact-dialog",
    "contact.preview": "div#live",
    "contact.send": "section#strip",
    "contact.send_test": "div#live",
    "contact.strip": "section#strip",
    "contact.cancel": "section#strip",
    "contact.depart": "section#strip",
}


@pytest.mark.parametrize("view", FRAGMENTS)
def test_htmx_gets_the_part_that_it_swaps(as_alma: Client, alma: Person, view: str):
    answer = ask(as_alma.hx, view, worlds.build(alma))

    assert answer.status == 200
    assert answer.has(FRAGMENTS[view])
    assert not answer.has("html")


def test_every_address_that_htmx_asks_is_known_and_answers(as_alma: Client, alma: Person):
    world = worlds.build(alma)
    addresses = {
        node["hx-get"]
        for page in (
            as_alma.get("cases.show", case_id=world.case.id),
            as_alma.get("contact.show", case_id=world.case.id, ids="1-3", text="Hi"),
            as_alma.get("applications.edit", application_id=world.application_ids[0]),
            as_alma.get(
                "conversation.show",
                case_id=world.case.id,
                application_id=world.application_ids[0],
            ),
        )
        for node in page.walk()
        if "hx-get" in node
    }

    assert len(addresses) > 8
    for address in addresses:
        assert as_alma.hx.open(address).status in (200, 204), address


@pytest.mark.parametrize("view", ["cases.show", "contact.show"])
def test_going_back_in_the_history_gets_the_whole_page(as_alma: Client, alma: Person, view: str):
    case = make.case(alma)

    answer = as_alma.hx.open(
        as_alma.url(view, case_id=case.id), headers={"HX-History-Restore-Request": "true"}
    )

    assert answer.has("html")


def test_a_part_of_a_page_is_no_twin_of_it(as_alma: Client, alma: Person):
    """What htmx swaps in is what a reload would show."""
    case = make.case(alma)
    make.candidates(case, 3)

    page = as_alma.get("cases.show", case_id=case.id, q="candidate")
    part = as_alma.hx.get("cases.show", case_id=case.id, q="candidate")

    assert page.one("#applications").text == part.one("#applications").text


def test_done_is_another_page_for_everybody(as_alma: Client, alma: Person):
    case = make.case(alma)
    applicant = {"first_name": "Ida", "stage": "applied"}

    plain = as_alma.post("applications.create", applicant, case_id=case.id)
    by_htmx = as_alma.hx.post("applications.create", applicant, case_id=case.id)

    assert (plain.status, plain.location) == (303, f"/cases/{case.id}")
    assert (by_htmx.status, by_htmx.headers["HX-Location"]) == (204, f"/cases/{case.id}")
    assert by_htmx.body == ""


def test_polls_stand_still_for_the_signed_out(app: Flask, as_alma: Client, alma: Person):
    batch = worlds.build(alma).batch
    as_alma.post("auth.end_session")

    for answer in (
        as_alma.hx.get("auth.balance"),
        as_alma.hx.get("contact.strip", batch_id=batch.id),
        as_alma.hx.get("cases.changes", case_id=batch.case_id),
    ):
        # No way to the sign-in page: behind a poll somebody may be writing.
        assert (answer.status, "HX-Redirect" in answer.headers) == (401, False)
