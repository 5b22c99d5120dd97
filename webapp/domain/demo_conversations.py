"""The demo's conversations: two candidates with whom more was said than the rest of the list."""

from datetime import datetime, timedelta

from webapp.domain import applications, cases, notes, people, replies, sending
from webapp.domain.demo_past import answer, local, send
from webapp.lib import clock
from webapp.models import Application, Case

# Offered as answers below a conversation: name and text.
QUICK_REPLIES = (
    ("Yes, that works", "Yes, that works. See you then! /%RECRUITERNAME%"),
    ("Let me check", "Thank you, %FIRSTNAME%. Let me check and come back to you today."),
    ("Can I call you?", "Can I call you about this? My number is %RECRUITERPHONE%."),
)

_QUESTIONS = (
    "Hi %FIRSTNAME%, two quick questions about %CASETITLE%: do you work nights, and when could "
    "you start? /%RECRUITERNAME%"
)
_TOO_EARLY = "Hi %FIRSTNAME%, does Monday at 13 suit you for an interview? /%RECRUITERNAME%"
_INVITED = "Hi %FIRSTNAME%, we want to meet you. Does Tuesday at 13 suit you? /%RECRUITERNAME%"
_VIDEO = "Of course, %FIRSTNAME%. The link comes the day before. See you on Tuesday!"


def seed_conversations(rita_id: int, adam_id: int, nurses: Case, now: datetime) -> None:
    """What was said with two applicants to this case since they were thanked for applying."""
    _interview_by_video(rita_id, adam_id, nurses, now)
    _only_in_the_morning(rita_id, nurses, now)


def _interview_by_video(rita_id: int, adam_id: int, nurses: Case, now: datetime) -> None:
    name = "Dvořáková"
    her_id = _id_of(nurses, name)
    Application.update(stage="applied").where(Application.id == her_id).execute()
    _move(nurses, her_id, "screening", rita_id, local(now, 5, 9, 10))
    send(nurses, rita_id, [her_id], _QUESTIONS, local(now, 5, 9, 14))
    said = "Hi Rita! Nights are fine. I could start on the first of next month. /Šárka"
    answer(nurses, name, said, local(now, 5, 11, 31))
    notes.write(her_id, rita_id, "Nights are fine. Registration: seen.", now=local(now, 5, 11, 40))
    _move(nurses, her_id, "interview", rita_id, local(now, 4, 8, 55))
    _taken_back(nurses, rita_id, her_id, _TOO_EARLY, local(now, 4, 9, 2))
    send(nurses, rita_id, [her_id], _INVITED, local(now, 4, 9, 20))
    said = "Tuesday works, but could we do it by video? My shift ends at 12 in Björkö 🙈"
    answer(nurses, name, said, local(now, 4, 10, 48))
    notes.write(her_id, adam_id, "The video room is free on Tuesday.", now=local(now, 4, 11, 20))
    send(nurses, rita_id, [her_id], _VIDEO, local(now, 4, 11, 26))
    answer(nurses, name, "Perfect, thank you!", local(now, 4, 11, 34))
    replies.mark_answered(her_id, local(now, 4, 12, 5))


def _only_in_the_morning(rita_id: int, nurses: Case, now: datetime) -> None:
    name = "Nordmann"
    her_id = _id_of(nurses, name)
    said = "Thanks! Please stop sending SMS in the evening, mornings are fine. /Nora"
    answer(nurses, name, said, local(now, 6, 20, 41))
    decided_at = local(now, 5, 8, 15)
    replies.decide(her_id, stopped=False, by_id=rita_id, now=decided_at)
    replies.mark_answered(her_id, decided_at)


def _id_of(case: Case, last_name: str) -> int:
    found = Application.get(Application.case == case, Application.last_name == last_name)
    return int(found.id)


def _move(case: Case, application_id: int, stage: str, by_id: int, at: datetime) -> None:
    applications.move_to_stage(case.id, [application_id], stage, by_id, at)


def _taken_back(case: Case, by_id: int, application_id: int, text: str, at: datetime) -> None:
    facts, person = cases.find(case.id), people.load(by_id)
    assert facts is not None
    key = f"demo-{case.id}-{clock.to_ms(at)}"
    batch = sending.send(facts, person, [application_id], text, key=key, now=at)
    sending.cancel(batch, now=at + timedelta(seconds=6), by_id=by_id)
