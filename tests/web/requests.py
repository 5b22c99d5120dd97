"""A request that is right for each view, so that only who asks can be wrong."""

import io
from typing import Any

from tests.cast import PASSWORD
from tests.client import Answer, Client
from tests.web.worlds import World

CSV = b"First name;Last name;Mobile\nIda;Candidate;070-174 06 50\n"


def ask(client: Client, endpoint: str, world: World) -> Answer:
    """Ask for a view of somebody's world, with a body where it wants one."""
    rule = next(client.app.url_map.iter_rules(endpoint))
    values = {name: world.ids[name] for name in rule.arguments} | _query(endpoint, world)
    if "POST" in rule.methods:
        return client.post(endpoint, _body(endpoint, world), **values)
    return client.get(endpoint, **values)


def _query(endpoint: str, world: World) -> dict[str, Any]:
    return {
        "cases.move_to_stage": {"stage": "offer"},
        "applications.resolve": {"case": world.case.id, "mobile": "070-174 06 05"},
        "contact.show": {"ids": world.application_ids},
    }.get(endpoint, {})


def _body(endpoint: str, world: World) -> dict[str, Any]:
    message = {
        "key": "0" * 31 + str(world.case.id),
        "ids": ",".join(map(str, world.application_ids)),
        "text": "Hi %FIRSTNAME%, can you come?",
    }
    applicant = {"first_name": "Ida", "mobile": "070-174 06 51", "stage": "applied"}
    case = {
        "title": "Midwife",
        "reference": "M-1",
        "positions": 1,
        "organisation": world.case.organisation_id,
        "responsible": world.person.id,
    }
    organisation = {
        "name": "Urgent care",
        "inherit": ["country", "time_zone", "language"],
        "undo_seconds": 20,
    }
    template = {"name": "Welcome", "purpose": "contact", "language": "en", "text": "Hi"}
    return {
        "templates.create": template,
        "templates.save": template | {"name": "Welcome back", "version": world.version.id},
        "templates.preview": template | {"look": world.application_ids[0]},
        "templates.preview_new": template,
        "templates.allow_rejections": {"allowed": "1"},
        "auth.begin_session": {"email": world.person.email, "password": PASSWORD},
        "auth.save_preferences": {"name": "Another Name", "theme": "dark"},
        "second_step.remove": {"password": PASSWORD},
        "second_step.confirm": {"code": "123456"},
        "second_step.check": {"code": "123456"},
        "cases.move_to_stage": {"ids": world.application_ids},
        "editing.create": case,
        "editing.save": case,
        "applications.create": applicant,
        "applications.save": applicant,
        "erasure.erase": {"sure": "1"},
        "organisations.save": organisation,
        "organisations.create": {"name": "Ambulances"},
        "place.move": {"below": world.case.root_id},
        "sending.save": {"sender": "Urgent", "quiet_from": "21:00", "quiet_to": "07:00"},
        "destinations.allow": {"country": "NO", "credits": 2},
        "destinations.remove": {"country": "FI"},
        "access.give": {"user": world.person.id, "group": world.group.id},
        "access_groups.create": {"name": "Writers", "rights": ["Case - View"]},
        "access_groups.save": {"name": "Editors", "rights": ["Case - View"]},
        "refills.create": {"key": "a" * 32, "amount": "5", "reference": "Order 1"},
        "refills.correct": {"key": "b" * 32, "amount": "-5", "reference": "Booked twice"},
        "credit_warnings.save": {"level": "10"},
        "refill_requests.create": {"key": "c" * 32, "amount": "5"},
        "budgets.save": {"budget": "500"},
        "imports.run": {"file": (io.BytesIO(CSV), "people.csv")},
        "contact.preview": message,
        "contact.send": message,
        "contact.send_test": message,
    }.get(endpoint, {})
