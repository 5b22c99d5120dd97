"""Notes about an application: written for colleagues, never sent."""

from datetime import datetime

from webapp.lib import clock, sms_text
from webapp.lib.words import Sentence, say
from webapp.models import Application, Note, User

MOST_CHARACTERS = 5_000
MOST_SHOWN = 200


class NoteRefused(Exception):
    """Nothing was kept; the sentence says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def write(application_id: int, by_id: int, text: str, now: datetime | None = None) -> Note:
    """A new note of this user; raises NoteRefused. A second call writes another one."""
    if Application.get_by_id(application_id).anonymised_at:
        raise NoteRefused(say("This candidate was anonymised: nothing more can be noted."))
    made: Note = Note.create(
        application=application_id, user=by_id, text=_checked(text), at=now or clock.now()
    )
    return made


def change(note: Note, text: str) -> None:
    """Let a note say something else, and that it was changed; raises NoteRefused.

    The same text, or a note that is deleted, changes nothing.
    """
    text = _checked(text)
    Note.update(text=text, changed_at=clock.now()).where(
        Note.id == note.id, Note.text != text, Note.deleted_at.is_null()
    ).execute()


def delete(note: Note) -> None:
    """Take a note's text away; that there was one stays known. A second call changes nothing."""
    Note.update(text="", deleted_at=clock.now()).where(
        Note.id == note.id, Note.deleted_at.is_null()
    ).execute()


def of(application_id: int) -> list[Note]:
    """The notes about an application with who wrote them, newest first, but for deleted ones."""
    found = Note.select(Note, User).join(User)
    found = found.where(Note.application == application_id, Note.deleted_at.is_null())
    return list(found.order_by(Note.at.desc(), Note.id.desc()).limit(MOST_SHOWN))


def _checked(text: str) -> str:
    text = sms_text.normalise(text).strip()
    if not text:
        raise NoteRefused(say("Write a note first."))
    if len(text) > MOST_CHARACTERS:
        raise NoteRefused(say("A note may have %(most)d characters at most.", most=MOST_CHARACTERS))
    return text
