"""A request that is right for each view, so that only who asks can be wrong."""

import io
from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.cast import PASSWORD
from tests.client import Answer, Client
from tests.web.worlds import World
from webapp.lib import clock

SERIES = {
    "many-first": "2031-05-07",
    "many-last": "2031-05-09",
    "many-weekdays": [2],
    "many-begin": "09:00",
    "many-end": "12:00",
    "many-every": 45,
    "many-places": 1,
}
Bodies = dict[str, dict[str, Any]]
# Nobody offers a time twice.
_days = (date(2031, 6, 1) + timedelta(days=number) for number in count())

CSV = b"First name;Last name;Mobile\nIda;Candidate;070-174 06 50\n"


def ask(client: Client, endpoint: str, world: World) -> Answer:
    """Ask for a view of somebody's world, with a body where it wants one."""
    rule = next(client.app.url_map.iter_rules(endpoint))
    values = {name: world.ids[name] for name in rule.arguments} | _query(endpoint, world)
    if endpoint.startswith("booking."):
        values["token"] = world.booking_token
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
    everything = (
        _OF_ACCOUNTS
        | _of_users(world)
        | _of_cases(world)
        | _of_messages(world)
        | _of_conversations(world)
        | _of_organisations(world)
        | _of_templates(world)
        | _of_interviews(world)
        | _OF_CREDITS
    )
    return everything.get(endpoint, {})


_OF_ACCOUNTS: Bodies = {
    "auth.save_preferences": {
        "name": "Another Name",
        "theme": "dark",
        "language": "",
        "time_zone": "",
    },
    "password.change": {"present": PASSWORD, "password": "another horse in a field"},
    "second_step.remove": {"password": PASSWORD},
    "second_step.confirm": {"code": "123456"},
    "second_step.check": {"code": "123456"},
}
_OF_CREDITS: Bodies = {
    "refills.create": {"key": "a" * 32, "amount": "5", "reference": "Order 1"},
    "refills.correct": {"key": "b" * 32, "amount": "-5", "reference": "Booked twice"},
    "credit_warnings.save": {"level": "10"},
    "refill_requests.create": {"key": "c" * 32, "amount": "5"},
    "budgets.save": {"budget": "500"},
}


def _of_users(world: World) -> Bodies:
    tomorrow = (clock.now() + timedelta(days=1)).date()
    absence = {"first": tomorrow, "last": tomorrow, "substitute": world.deputy.id}
    return {
        "auth.begin_session": {"email": world.person.email, "password": PASSWORD},
        "links.ask": {"email": world.person.email},
        "invitations.create": {
            "name": "Ivo Invited",
            "email": "ivo@example.org",
            "organisation": world.case.organisation_id,
            "group": world.group.id,
            "language": "",
        },
        "users.save": {"language": "", "time_zone": "Europe/Helsinki"},
        "absence.save": absence,
        "absences.save": absence,
        "access.give": {"user": world.person.id, "group": world.group.id},
        "access_groups.create": {"name": "Writers", "rights": ["Case - View"]},
        "access_groups.save": {"name": "Editors", "rights": ["Case - View"]},
    }


def _of_cases(world: World) -> Bodies:
    case = {
        "title": "Midwife",
        "reference": "M-1",
        "positions": 1,
        "organisation": world.case.organisation_id,
        "responsible": world.person.id,
    }
    applicant = {"first_name": "Ida", "mobile": "070-174 06 51", "stage": "applied"}
    return {
        "editing.create": case,
        "editing.save": case,
        "applications.create": applicant,
        "applications.save": applicant,
        "cases.move_to_stage": {"ids": world.application_ids},
        "erasure.erase": {"sure": "1"},
        "imports.run": {"file": (io.BytesIO(CSV), "people.csv")},
    }


def _of_messages(world: World) -> Bodies:
    message = {
        "key": "0" * 31 + str(world.case.id),
        "ids": ",".join(map(str, world.application_ids)),
        "text": "Hi %FIRSTNAME%, can you come?",
    }
    return {
        "contact.preview": message,
        "contact.send": message,
        "contact.send_test": message,
        "scheduled.change": {"when": "now"},
        "conversation.preview": message,
        "conversation.send": message | {"again": 1},
    }


def _of_conversations(world: World) -> Bodies:
    return {
        "conversation.see": {"until": 1},
        "notes.create": {"text": "Speaks Finnish"},
        "notes.save": {"text": "Speaks Finnish too"},
        "inbox_acts.assign": {"user": world.person.id},
        "inbox_acts.snooze": {"until": "tomorrow"},
        "inbox_texts.move": {"application": world.elsewhere_id},
        "inbox_texts.attach": {"application": world.application_ids[0]},
        "inbox_texts.dismiss": {"reason": "Wrong number"},
    }


def _of_organisations(world: World) -> Bodies:
    return {
        "organisations.save": {
            "name": "Urgent care",
            "inherit": ["country", "time_zone", "language"],
            "undo_seconds": 20,
        },
        "organisations.create": {"name": "Ambulances"},
        "place.move": {"below": world.case.root_id},
        "sending.save": {
            "sender": "Urgent",
            "quiet_from": "21:00",
            "quiet_to": "07:00",
            "colleague_minutes": 30,
        },
        "destinations.allow": {"country": "NO", "credits": 2},
        "destinations.remove": {"country": "FI"},
        "opt_outs.run": {"numbers": "070-174 06 60"},
    }


def _of_templates(world: World) -> Bodies:
    template = {"name": "Welcome", "purpose": "contact", "language": "en", "text": "Hi"}
    return {
        "templates.create": template,
        "templates.save": template | {"name": "Welcome back", "version": world.version.id},
        "templates.preview": template | {"look": world.application_ids[0]},
        "templates.preview_new": template,
        "templates.allow_rejections": {"allowed": "1"},
    }


def _of_interviews(world: World) -> Bodies:
    interview = {"title": "Meet us", "minutes": 30, "change_hours": 24}
    return {
        "interviews.create": interview,
        "interviews.save": interview,
        "interview_times.add": {"one-day": next(_days), "one-begin": "09:00", "one-places": 1},
        "interview_times.add_series": SERIES,
        "interview_times.copy": {"source": world.like_it.id},
        "interview_time.set_places": {"places": 2},
        "interview_people.book": {"slot": world.slot.id},
        "booking.book": {"slot": world.slot.id},
        "booking.propose": {"words": "After work"},
        "booking.speak": {"language": "sv"},
    }
