"""Candidates read their pages in the language of the text that invited them, else in their
organisation's, until they choose another.
"""

import io
from datetime import timedelta

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from babel.support import Translations

from tests import make, meetings
from tests.cast import Cast
from tests.client import Client
from tests.meetings import BEFORE, slot_ids
from webapp.domain import bookings, sending, slots, templates
from webapp.domain.invitations import Offer
from webapp.domain.templates import INVITATION, Content
from webapp.lib import invite_links
from webapp.lib.catalogues import FOLDER
from webapp.models import Interview, Invitation, Message, Organisation
from webapp.web.language import CANDIDATE_LANGUAGES

TOKEN = "c" * 28
ROOT = FOLDER.parent.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "say_n": (1, 2)}
# Said to users alone, by verbs that candidates share with them.
TO_USERS = {
    "A time is booked with this link. Cancel the booking first.",
    "The interview has not begun yet.",
    "The candidate's link has ended, or the case is closed. Invite them anew.",
    "This proposal was answered before.",
}


@pytest.fixture
def interview(cast: Cast) -> Interview:
    """An interview of a Swedish organisation, to which a candidate is invited."""
    Organisation.update(language="sv").execute()
    case = make.case(cast.alma)
    make.credits(case, 100)
    made = meetings.interview(cast.alma, case)
    meetings.invitation(cast.alma, made, make.application(case).id, TOKEN)
    return made


def test_the_pages_and_the_sms_are_swedish(anybody: Client, interview: Interview):
    choice = anybody.open(f"/b/{TOKEN}")
    problem = anybody.open(f"/b/{TOKEN}/booking", "POST", {})
    anybody.submit(choice.one("#choice"), slot=str(slot_ids(interview)[0]))
    booked = anybody.open(f"/b/{TOKEN}")

    assert choice.one("html")["lang"] == "sv"
    assert choice.one("h1").text == "Hej Ines, välj en tid för att träffa oss"
    assert choice.one("legend").text == "tisdag 4 mars"
    assert problem.one("[role=alert]").text == "Välj en tid först."
    assert booked.one("h1").text == "Du är bokad, Ines"
    assert booked.one(".date").text == "tisdag4mars"
    assert Message.get().text.startswith("Du är bokad: Meet us, tisdag 4 mars kl. 09:00")


@pytest.mark.parametrize(
    ("language", "question", "day", "news"),
    [
        (
            "nb",
            "Hei Ines, velg en tid for å møte oss",
            "tirsdag 4. mars",
            "Du er booket: Meet us, tirsdag 4. mars kl. 09:00",
        ),
        (
            "da",
            "Hej Ines, vælg en tid til at møde os",
            "tirsdag den 4. marts",
            "Du er booket: Meet us, tirsdag den 4. marts kl. 09.00",
        ),
        (
            "fi",
            "Hei Ines, valitse haastatteluaika",
            "tiistai 4. maaliskuuta",
            "Aikasi on varattu: Meet us, tiistai 4. maaliskuuta klo 9.00",
        ),
    ],
)
def test_the_pages_and_the_sms_speak_to_the_neighbours_too(
    anybody: Client, interview: Interview, language: str, question: str, day: str, news: str
):
    Organisation.update(language=language).execute()

    page = anybody.open(f"/b/{TOKEN}")
    anybody.submit(page.one("#choice"), slot=str(slot_ids(interview)[0]))

    assert page.one("html")["lang"] == language
    assert (page.one("h1").text, page.one("legend").text) == (question, day)
    assert Message.get().text.startswith(news)


def test_a_candidate_chooses_a_language_and_is_told_in_it(anybody: Client, interview: Interview):
    page = anybody.open(f"/b/{TOKEN}")

    anybody.submit(page.one(".languages").one("form"), language="en")
    chosen = anybody.open(f"/b/{TOKEN}")
    anybody.submit(chosen.one("#choice"), slot=str(slot_ids(interview)[0]))

    assert [one["value"] for one in page.one(".languages").all("button")] == list(
        CANDIDATE_LANGUAGES
    )
    assert page.one(".languages").one("[aria-current]").text == "Svenska"
    assert chosen.one("html")["lang"] == "en"
    assert chosen.one("h1").text == "Hi Ines, choose a time to meet us"
    assert Message.get().text.startswith("You are booked: Meet us, Tuesday 4 March at 09:00")


def test_the_choice_holds_for_a_later_link_too(cast: Cast, anybody: Client, interview: Interview):
    page = anybody.open(f"/b/{TOKEN}")
    anybody.submit(page.one(".languages").one("form"), language="en")

    same = Invitation.get().application_id
    meetings.invitation(cast.alma, interview, same, "d" * 28, language="sv")

    assert anybody.open(f"/b/{'d' * 28}").one("html")["lang"] == "en"


def test_the_day_that_was_shown_stays_when_the_language_changes(
    anybody: Client, interview: Interview
):
    slots.add(interview, [BEFORE + timedelta(days=9)], interview.created_by_id, now=BEFORE)
    last = anybody.open(f"/b/{TOKEN}").all("a.day")[-1]
    shown = anybody.open(last["href"])

    answer = anybody.submit(shown.one(".languages").one("form"), language="en")

    english = anybody.open(answer.location)
    assert english.one("html")["lang"] == "en"
    assert english.one(".days").one("[aria-current]")["href"] == last["href"]


def test_a_language_without_pages_is_none(anybody: Client, interview: Interview):
    answer = anybody.open(f"/b/{TOKEN}/language", "POST", {"language": "tlh"})

    assert answer.location == f"/b/{TOKEN}"
    assert anybody.open(f"/b/{TOKEN}").one("html")["lang"] == "sv"


def test_what_was_written_in_another_language_goes_on_in_it(
    cast: Cast, as_alma: Client, anybody: Client, interview: Interview
):
    case = make.facts(interview.case_id)
    organisation = Organisation.get_by_id(case.organisation_id)
    content = Content("Come", INVITATION, "en", "Choose a time: %INVITELINK%")
    template = templates.create(organisation, content, cast.alma.id)
    [ines] = make.candidates(case, 1)

    batch = sending.send(
        case,
        cast.alma,
        [ines],
        content.body,
        key=sending.new_key(),
        template_id=template.id,
        offer=Offer(interview.id),
    )

    [message] = make.messages(batch)
    page = anybody.open(f"/b/{invite_links.token(message.id)}")
    assert page.one("html")["lang"] == "en"


def test_a_browser_does_not_choose_the_language_of_an_invitation(
    anybody: Client, interview: Interview
):
    Organisation.update(language="fi").execute()

    page = anybody.open(f"/b/{TOKEN}", headers={"Accept-Language": "sv"})

    assert page.one("html")["lang"] == "fi"
    assert page.one("h1").text == "Hei Ines, valitse haastatteluaika"


def test_a_link_that_is_none_speaks_as_the_browser_does(anybody: Client):
    page = anybody.open("/b/nothing", headers={"Accept-Language": "sv-SE,sv;q=0.9"})

    assert (page.status, page.one("html")["lang"]) == (404, "sv")
    assert page.one("h1").text == "Bokningslänken fungerar inte"


def test_nothing_of_the_language_stays_for_the_next_request(
    anybody: Client, as_alma: Client, interview: Interview
):
    bookings.cancel(bookings.facts(1).id, "")  # type: ignore[union-attr]
    anybody.open(f"/b/{TOKEN}")

    page = as_alma.get("interviews.show", interview_id=interview.id)

    assert page.one("html")["lang"] == "en"


@pytest.mark.parametrize("language", [one for one in CANDIDATE_LANGUAGES if one != "en"])
def test_every_sentence_to_candidates_is_translated(language: str):
    assert _sentences() - TO_USERS - _translated(language).keys() == set()


@pytest.mark.parametrize("language", [one for one in CANDIDATE_LANGUAGES if one != "en"])
def test_what_is_translated_was_compiled(language: str):
    compiled = Translations.load(FOLDER, [language])

    for sentence, said in _translated(language).items():
        if isinstance(sentence, tuple):
            found = tuple(compiled.ungettext(*sentence, count) for count in (1, 2))
            assert found == said
        else:
            assert compiled.ugettext(sentence) == said


def _translated(language: str) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    file = FOLDER / language / "LC_MESSAGES" / "messages.po"
    catalogue = read_po(io.BytesIO(file.read_bytes()), locale=language)
    return {one.id: one.string for one in catalogue if one.id and all(one.string)}


def _sentences() -> set[str | tuple[str, ...]]:
    """Everything that a candidate may read on the pages behind their links."""
    templates = [
        *sorted((ROOT / "templates" / "booking").glob("*.html")),
        *sorted((ROOT / "templates" / "stop").glob("*.html")),
    ]
    modules = [
        *sorted((ROOT / "webapp" / "booking").glob("*.py")),
        *(
            ROOT / "webapp" / "domain" / name
            for name in ("bookings.py", "proposals.py", "second_thoughts.py")
        ),
    ]
    found = set[str | tuple[str, ...]]()
    for file in (*templates, *modules):
        method = "jinja2.ext:babel_extract" if file.suffix == ".html" else "python"
        options = {"trimmed": "true"} if file.suffix == ".html" else {}
        for _line, message, *_ in extract_from_file(method, file, KEYWORDS, options=options):
            found.add(message if isinstance(message, str) else tuple(message))
    assert found
    return found
