"""Notes about a candidate: everybody's to read, and their author's to change."""

from tests import make
from tests.cast import Cast
from tests.client import Answer, Client
from webapp.domain.people import Person
from webapp.models import Application, Note


def applied(alma: Person) -> Application:
    """Ines, in a case of Alma's."""
    return make.application(make.case(alma))


def tab(browser: Client, application: Application, view: str = "notes.index") -> Answer:
    """A tab of the candidate's page."""
    return browser.get(view, case_id=application.case_id, application_id=application.id)


def test_a_note_is_read_by_colleagues(as_alma: Client, as_bo: Client, alma: Person):
    ines = applied(alma)

    as_alma.submit(tab(as_alma, ines).one("form.form"), text="  Prefers <b>mornings</b> ")

    note = tab(as_bo, ines).one("ul.note-list").one("li")
    assert note.one("p.words").text == "Prefers <b>mornings</b>"
    assert "Alma Recruiter" in note.text
    assert not note.has("a")
    assert tab(as_bo, ines, "conversation.show").has("li.jotting", "Prefers <b>mornings</b>")


def test_an_empty_note_is_refused(as_alma: Client, alma: Person):
    ines = applied(alma)

    refused = as_alma.submit(tab(as_alma, ines).one("form.form"), text=" \n ")

    assert refused.status == 422
    assert refused.one("#note-about").text == "Write a note first."
    assert Note.select().count() == 0


def test_its_author_changes_it_and_that_is_seen(as_alma: Client, alma: Person):
    ines = applied(alma)
    as_alma.submit(tab(as_alma, ines).one("form.form"), text="Prefers mornings")
    edit = as_alma.open(tab(as_alma, ines).one("ul.note-list").one("a")["href"])

    as_alma.submit(edit.one("form.form"), text="Prefers evenings")

    note = tab(as_alma, ines).one("ul.note-list").one("li")
    assert note.one("p.words").text == "Prefers evenings"
    assert "changed" in note.text


def test_a_deleted_note_leaves_a_trace_but_not_its_text(as_alma: Client, cast: Cast):
    ines = applied(cast.alma)
    as_alma.submit(tab(as_alma, ines).one("form.form"), text="Never mind")
    edit = as_alma.open(tab(as_alma, ines).one("ul.note-list").one("a")["href"])

    as_alma.submit(edit.one("form.apart"))

    conversation = tab(as_alma, ines, "conversation.show")
    assert not tab(as_alma, ines).has("ul.note-list")
    assert conversation.has("li.event", "Alma deleted a note")
    assert "Never mind" not in conversation.body
    assert (Note.get().text, as_alma.get("notes.edit", note_id=Note.get().id).status) == ("", 404)
