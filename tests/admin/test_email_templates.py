"""Templates of e-mail: they have a subject, cost nothing, and may be rejections."""

from tests import make
from tests.cast import Cast
from tests.client import Client
from webapp.domain import templates
from webapp.models import Batch, Template, TemplateVersion

THANKS = {
    "name": "Thank you",
    "contact_type": "email",
    "purpose": "contact",
    "language": "en",
    "subject": "About %CASETITLE%",
    "text": "Dear %FIRSTNAME%,\n\nthank you. https://example.org/next",
}


def test_an_email_template_is_written_listed_and_opened_again(as_cleo: Client, cast: Cast):
    page = as_cleo.get("templates.new", organisation_id=cast.care.id)
    switched = as_cleo.hx.submit(page.one("form#writing"), page.one("button", "Switch"), **THANKS)
    made = as_cleo.submit(page.one("form#writing"), page.one("button#save"), **THANKS)

    listed = as_cleo.get("templates.index", organisation_id=cast.care.id, show="email")
    opened = as_cleo.open(listed.one("a.name")["href"])

    assert switched.one("div.letter").one("p.letter-subject").text == "About Registered nurse"
    assert made.status == 303
    assert listed.one("span.type").text == "E-mail"
    assert listed.one("td.number").text == "No credits"
    assert opened.one("input[name=subject]")["value"] == "About %CASETITLE%"
    assert not opened.has("input[name=contact_type]")


def test_switching_keeps_everything_that_was_typed(as_cleo: Client, cast: Cast):
    values = THANKS | {"switched": 1}

    email = as_cleo.hx.post("templates.preview_new", values, organisation_id=cast.care.id)
    sms = as_cleo.hx.post(
        "templates.preview_new", values | {"contact_type": "sms"}, organisation_id=cast.care.id
    )
    again = as_cleo.post("templates.preview_new", THANKS, organisation_id=cast.care.id)

    for form in (email, sms, again):
        assert form.one("input[name=subject]")["value"] == THANKS["subject"]
        assert form.one("textarea").raw_text == THANKS["text"]
        assert form.one("input[name=name]")["value"] == "Thank you"
    assert sms.has("div.stamps")
    assert not email.has("div.stamps")


def test_it_is_shown_as_it_arrives_for_a_real_application(as_cleo: Client, cast: Cast):
    ines = make.application(make.case(cast.alma))

    live = as_cleo.hx.post(
        "templates.preview_new", THANKS | {"look": ines.id}, organisation_id=cast.care.id
    )

    assert live.one("p.letter-subject").text == "About Nurse"
    assert live.one("p.letter-text").one("u").text == "https://example.org/next"
    assert live.one("p.sum").text == "No credits"


def test_what_is_wrong_with_a_subject_is_said_beside_it(as_cleo: Client, cast: Cast):
    for subject, why in (
        (" ", "Write a subject first."),
        ("Hi %NICK%", "%NICK% is not a parameter."),
        ("x" * 201, "200"),
    ):
        refused = as_cleo.post(
            "templates.create", THANKS | {"subject": subject}, organisation_id=cast.care.id
        )

        assert refused.status == 422
        assert why in refused.one("#subject-about").text


def test_a_rejection_by_email_needs_nobody_to_allow_it(as_cleo: Client, cast: Cast):
    saved = as_cleo.post(
        "templates.create", THANKS | {"purpose": "rejection"}, organisation_id=cast.care.id
    )

    assert saved.status == 303
    assert [one.purpose for one in templates.usable(cast.care.path, "email")] == ["rejection"]


def test_a_quick_reply_is_no_email(as_cleo: Client, cast: Cast):
    page = as_cleo.post("templates.preview_new", THANKS, organisation_id=cast.care.id)
    refused = as_cleo.post(
        "templates.create", THANKS | {"purpose": "quick_reply"}, organisation_id=cast.care.id
    )

    assert "Quick reply" not in page.one("select[name=purpose]").text
    assert refused.status == 422


def test_a_template_never_changes_its_contact_type(as_cleo: Client, cast: Cast):
    template = make.template(cast.care, "Welcome", "Hi")

    as_cleo.post(
        "templates.save",
        THANKS | {"version": templates.latest(template).id},
        template_id=template.id,
    )

    changed = Template.get_by_id(template.id)
    assert (changed.contact_type, changed.subject, changed.name) == ("sms", "", "Thank you")


def test_a_subject_comes_back_with_its_version(as_cleo: Client, cast: Cast):
    as_cleo.post("templates.create", THANKS, organisation_id=cast.care.id)
    template = Template.get()
    first = templates.latest(template)
    changed = templates.content_of(template)._replace(subject="Another one")
    templates.change(template, changed, cast.cleo.id, first.id)

    page = as_cleo.get("template_versions.index", template_id=template.id)
    as_cleo.submit(page.one("#versions").one("form"))

    assert "About %CASETITLE%" in page.one("#versions").text
    assert Template.get().subject == "About %CASETITLE%"
    assert TemplateVersion.select().count() == 3


def test_the_contact_window_offers_it_by_email_alone_with_its_subject(as_alma: Client, cast: Cast):
    case = make.case(cast.alma)
    make.template(cast.care, "By SMS", "Hi")
    template = templates.write(
        cast.care, "By e-mail", "Dear %FIRSTNAME%", subject="Hej %FIRSTNAME%"
    )
    values = {"ids": make.candidates(case, 1), "contact_type": "email", "subject": "Mine"}
    page = as_alma.get("contact.show", case_id=case.id, **values)

    chosen = as_alma.hx.post(
        "contact.preview",
        values | {"template": template.id, "chosen_template": 1},
        case_id=case.id,
    )
    sent = as_alma.submit(
        page.one("form#compose"),
        template=template.id,
        subject="Hej %FIRSTNAME%",
        text="Dear %FIRSTNAME%",
        key="k",
    )

    assert [one.text for one in page.one("#template").all("option")] == ["No template", "By e-mail"]
    assert chosen.one("input#subject")["value"] == "Hej %FIRSTNAME%"
    assert chosen.one("textarea").raw_text == "Dear %FIRSTNAME%"
    assert sent.status == 303
    assert (Batch.get().template_id, Batch.get().subject) == (template.id, "Hej %FIRSTNAME%")
