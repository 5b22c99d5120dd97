"""Communication templates, as an administrator writes them in the browser."""

from tests import make
from tests.cast import Cast
from tests.client import Client
from tests.web import worlds
from webapp.domain import template_list, templates
from webapp.models import Batch, Template

WELCOME = {"name": "Welcome", "purpose": "contact", "language": "en", "text": "Hi %FIRSTNAME%"}


def test_a_template_is_written_found_and_offered(as_cleo: Client, cast: Cast):
    page = as_cleo.get("templates.new", organisation_id=cast.care.id)
    made = as_cleo.submit(page.one("form#writing"), page.one("button#save"), **WELCOME)

    listed = as_cleo.get("templates.index", organisation_id=cast.care.id, q="welc")

    assert made.status == 303
    assert listed.one("a.name").text == "Welcome"
    assert "1 SMS" in listed.one("table.texts").text
    assert [one.name for one in templates.usable(cast.care.path)] == ["Welcome"]


def test_everything_that_was_typed_stays_when_it_is_refused(as_cleo: Client, cast: Cast):
    refused = as_cleo.post(
        "templates.create", WELCOME | {"text": "Hi %NICK%"}, organisation_id=cast.care.id
    )

    assert refused.status == 422
    assert "%NICK% is not a parameter" in refused.one("#message-error").text
    assert refused.one("textarea").raw_text == "Hi %NICK%"
    assert refused.one("input[name=name]")["value"] == "Welcome"


def test_a_name_that_is_taken_is_said_beside_it(as_cleo: Client, cast: Cast):
    make.template(cast.care, "welcome")

    refused = as_cleo.post("templates.create", WELCOME, organisation_id=cast.care.id)

    assert refused.status == 422
    assert "is called so" in refused.one("#name-about").text


def test_a_text_over_six_sms_warns_and_can_be_saved(as_cleo: Client, cast: Cast):
    long = WELCOME | {"text": "x" * 930}

    live = as_cleo.hx.post("templates.preview_new", long, organisation_id=cast.care.id)
    saved = as_cleo.post("templates.create", long, organisation_id=cast.care.id)

    assert "This is 7 SMS for one person" in live.text
    assert saved.status == 303


def test_the_preview_counts_and_replaces_what_is_dear(as_cleo: Client, cast: Cast):
    dear = WELCOME | {"text": "“Hi” " + "x" * 80}

    live = as_cleo.hx.post("templates.preview_new", dear, organisation_id=cast.care.id)
    cheap = as_cleo.hx.post(
        "templates.preview_new", dear | {"replace": 1}, organisation_id=cast.care.id
    )

    assert live.one("p.sum").text.startswith("2 credits")
    assert live.one("button#replace").text == "Replace and save 1 credit"
    assert cheap.one("hx-partial").one("textarea").raw_text.startswith('"Hi" x')


def test_a_template_is_shown_for_a_real_application(as_cleo: Client, cast: Cast):
    case = make.case(cast.alma)
    ines = make.application(case)
    template = make.template(cast.care, body="Dear %FULLNAME%, about %CASETITLE%")

    found = as_cleo.hx.post("templates.preview", WELCOME | {"find": "ine"}, template_id=template.id)
    shown = as_cleo.hx.post(
        "templates.preview",
        WELCOME | {"text": template.body, "look": ines.id},
        template_id=template.id,
    )

    assert found.has(f"button#look{ines.id}")
    assert shown.one("p.bubble").raw_text == "Dear Ines Candidate, about Nurse"


def test_nobody_is_shown_of_a_case_that_one_may_not_see(as_cleo: Client, cast: Cast):
    theirs = make.application(make.case(cast.dag))

    found = as_cleo.hx.post("templates.preview_new", WELCOME, organisation_id=cast.care.id)
    shown = as_cleo.hx.post(
        "templates.preview_new", WELCOME | {"look": theirs.id}, organisation_id=cast.care.id
    )

    assert not found.has(f"button#look{theirs.id}")
    assert shown.status == 404


def test_an_inherited_template_is_shown_as_such_and_copied(as_alma: Client, cast: Cast):
    worlds.administering(cast.alma)
    above = make.template(cast.group, "From above", "Hi from above")

    listed = as_alma.get("templates.index", organisation_id=cast.care.id)
    page = as_alma.open(listed.one("a.button", "Copy")["href"])
    copied = as_alma.submit(page.one("form#writing"), page.one("button#save"))

    assert "Inherited from Northern group" in listed.text
    assert not listed.has("a.name")
    assert copied.status == 303
    copy = Template.get(Template.organisation == cast.care)
    assert (copy.name, copy.body) == (above.name, above.body)
    assert as_alma.get("templates.edit", template_id=above.id).status == 404


def test_a_template_of_another_organisation_is_not_copied(as_cleo: Client, cast: Cast):
    for one in (make.template(cast.home), make.template(cast.clinic)):
        answer = as_cleo.get("templates.new", organisation_id=cast.care.id, copy=one.id)
        assert answer.status == 404


def test_a_template_is_archived_and_restored(as_cleo: Client, cast: Cast):
    template = make.template(cast.care, "Old")
    as_cleo.submit(as_cleo.get("templates.edit", template_id=template.id).one("form.apart"))

    archived = as_cleo.get("templates.index", organisation_id=cast.care.id, show="archived")
    gone = as_cleo.get("templates.index", organisation_id=cast.care.id)
    as_cleo.submit(archived.one("#templates").one("form"))

    assert "Archived. Old is offered no more." in archived.text
    assert "No templates here yet" in gone.text
    assert as_cleo.get("templates.index", organisation_id=cast.care.id).has("a.name", "Old")


def test_a_name_that_was_taken_meanwhile_is_said_at_restoring(as_cleo: Client, cast: Cast):
    template = make.template(cast.care, "Old")
    templates.archive(template, cast.cleo.id)
    make.template(cast.care, "old")

    answer = as_cleo.post("templates.restore", template_id=template.id)

    assert answer.status == 422
    assert "is called so" in answer.one("#name-about").text


def test_a_long_list_is_paged(as_cleo: Client, cast: Cast):
    for number in range(template_list.PAGE_SIZE + 2):
        make.template(cast.care, f"Template {number:02}")

    last = as_cleo.get("templates.index", organisation_id=cast.care.id, page=2)

    assert [one.text for one in last.all("a.name")] == ["Template 25", "Template 26"]


def test_the_second_of_two_who_save_loses_nothing(as_cleo: Client, cast: Cast):
    template = make.template(cast.care, "Welcome", "Before")
    page = as_cleo.get("templates.edit", template_id=template.id)
    opened = templates.latest(template).id
    theirs = templates.content_of(template)._replace(body="What Alma wrote")
    templates.change(template, theirs, cast.alma.id, opened)

    refused = as_cleo.submit(page.one("form#writing"), page.one("button#save"), text="Mine")
    saved = as_cleo.submit(
        refused.one("form#writing"), refused.one("#meanwhile").one("button"), text="Mine"
    )

    told = refused.one("#meanwhile")
    assert refused.status == 422
    assert "Alma Recruiter saved this template" in told.text
    assert told.one("blockquote").text == "What Alma wrote"
    assert refused.one("textarea").raw_text == "Mine"
    assert saved.status == 303
    assert [one.body for one in templates.versions_of(template)] == [
        "Mine",
        "What Alma wrote",
        "Before",
    ]


def test_an_old_version_is_read_and_restored(as_cleo: Client, cast: Cast):
    template = make.template(cast.care, "Welcome", "Before")
    first = templates.latest(template).id
    after = templates.content_of(template)._replace(body="After")
    templates.change(template, after, cast.cleo.id, first)
    page = as_cleo.get("template_versions.index", template_id=template.id)

    answer = as_cleo.submit(page.one("#versions").one("form"))

    assert [one.text for one in page.all("blockquote")] == ["After", "Before"]
    assert answer.status == 303
    assert templates.latest(template).body == "Before"


def test_a_batch_keeps_the_version_that_its_text_came_from(as_alma: Client, cast: Cast):
    case = make.case(cast.alma)
    make.credits(case, 10)
    template = make.template(cast.care, "Welcome", "Before")
    first = templates.latest(template)
    values = {"ids": make.candidates(case, 1), "template": template.id, "key": "k"}
    chosen = as_alma.hx.post("contact.preview", values | {"chosen_template": 1}, case_id=case.id)
    after = templates.content_of(template)._replace(body="After")
    templates.change(template, after, cast.cleo.id, first.id)

    version = chosen.one("hx-partial").one("input[name=version]")["value"]
    as_alma.post("contact.send", values | {"text": "Before", "version": version}, case_id=case.id)

    assert Batch.get().template_version_id == first.id


def test_the_link_of_an_invitation_is_put_in_by_one_press(as_cleo: Client, cast: Cast):
    invitation = WELCOME | {"purpose": "interview_invitation"}

    refused = as_cleo.post("templates.create", invitation, organisation_id=cast.care.id)
    live = as_cleo.hx.post(
        "templates.preview_new", invitation | {"add_link": 1}, organisation_id=cast.care.id
    )

    assert refused.status == 422
    assert "needs %INVITELINK%" in refused.one("#message-error").text
    assert refused.one("button#add-link").text == "Put it in"
    assert live.one("textarea").raw_text == "Hi %FIRSTNAME% %INVITELINK%"
    assert "/b/kkkk" in live.one("p.bubble").text
    assert not live.has("button#add-link")


def test_rejections_by_sms_are_allowed_at_the_parent_and_seen_below(as_cleo: Client, cast: Cast):
    rejection = WELCOME | {"purpose": "rejection"}
    refused = as_cleo.post("templates.create", rejection, organisation_id=cast.care.id)
    tab = as_cleo.get("templates.index", organisation_id=cast.group.id)
    as_cleo.submit(tab.one("section.apart").one("form"), allowed=1)

    below = as_cleo.get("templates.index", organisation_id=cast.care.id)
    saved = as_cleo.post("templates.create", rejection, organisation_id=cast.care.id)

    assert (refused.status, saved.status) == (422, 303)
    assert "by e-mail only" in refused.one("#purpose-about").text
    assert "Allowed Inherited from Northern group" in below.one("section.apart").text
