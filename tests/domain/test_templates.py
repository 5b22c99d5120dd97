"""Communication templates: what is refused, what is inherited, what is offered."""

import pytest

from tests import make
from tests.cast import Cast
from webapp.domain import log, organisations, sending, template_list, templates
from webapp.domain.templates import ChangedMeanwhile, Content, TemplateRefused

HELLO = Content("Hello", "contact", "en", "Hi %FIRSTNAME%")


def test_a_template_is_made_changed_archived_and_restored(cast: Cast):
    made = templates.create(cast.care, HELLO, cast.cleo.id)
    first = templates.latest(made).id
    changed = templates.change(made, HELLO._replace(body="Hi again"), cast.cleo.id, first)
    again = templates.change(made, HELLO._replace(body="Hi again"), cast.cleo.id, first)
    templates.archive(made, cast.cleo.id)
    offered_while_archived = templates.usable(cast.care.path)
    templates.restore(made, cast.cleo.id)

    assert (changed, again, offered_while_archived) == (True, False, [])
    assert [one.body for one in templates.usable(cast.care.path)] == ["Hi again"]
    assert [one.did for one in reversed(log.entries(cast.care))] == [
        "template_created",
        "template_changed",
        "template_archived",
        "template_restored",
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (" ", "Write a message first."),
        ("Hi %NICKNAME%", "%NICKNAME% is not a parameter."),
        ("Hi %FIRSTNAME", "%FIRSTNAME looks like half a parameter."),
        ("x" * 1001, "This is 1001 characters. A template may have 1000 at most."),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused(cast: Cast, body: str, why: str):
    with pytest.raises(TemplateRefused) as refused:
        templates.create(cast.care, HELLO._replace(body=body), cast.cleo.id)

    assert str(refused.value.sentences["text"]).startswith(why)
    assert templates.usable(cast.care.path) == []


def test_a_name_is_taken_in_its_organisation_and_language_until_it_is_archived(cast: Cast):
    first = templates.create(cast.care, HELLO, cast.cleo.id)
    same = HELLO._replace(name=" hELLO ")
    templates.create(cast.group, HELLO, cast.cleo.id)
    templates.create(cast.care, HELLO._replace(language="sv"), cast.cleo.id)
    with pytest.raises(TemplateRefused) as refused:
        templates.create(cast.care, same, cast.cleo.id)
    templates.archive(first, cast.cleo.id)
    templates.create(cast.care, same, cast.cleo.id)

    with pytest.raises(TemplateRefused):
        templates.restore(first, cast.cleo.id)

    assert "is called so" in str(refused.value.sentences["name"])


def test_an_inherited_template_is_copied_under_its_name_and_then_under_a_free_one(cast: Cast):
    above = templates.create(cast.group, HELLO, cast.cleo.id)
    copy = templates.create(cast.care, templates.copied(cast.care, above), cast.cleo.id)

    second = templates.copied(cast.care, above)

    assert (copy.name, second.name) == ("Hello", "Hello 2")
    assert templates.find_for(cast.care, above.id) == above
    assert templates.find_for(cast.home, copy.id) is None


def test_the_list_counts_the_uses_in_its_own_part_of_the_tree(cast: Cast):
    above = templates.create(cast.group, HELLO, cast.cleo.id)
    case = make.case(cast.alma)
    make.credits(case, 10)
    people = make.candidates(case, 3)
    for one in people[:2]:
        make.batch(case, cast.alma, [one], template_id=above.id)
    sending.cancel(make.batch(case, cast.alma, [people[2]], template_id=above.id))

    uses = {
        organisation.name: template_list.page_of(organisation, "", "all", 1)[0][0].uses
        for organisation in (cast.group, cast.care, cast.home)
    }

    assert uses == {"Northern group": 2, "Emergency care": 2, "Home care": 0}


def test_a_typical_text_is_filled_and_counted_as_a_sent_one(cast: Cast):
    make.price(cast.group, "SE", 3)

    plan = template_list.typical(
        cast.care, cast.cleo, "%FULLNAME%, %ORGANISATION%: " + "x" * 150, {"SE": 3}
    )

    assert plan.planned[0].text.startswith("Kim Candidate, Emergency care: xx")
    assert (plan.planned[0].segments, plan.credits) == (2, 6)


def test_each_change_is_a_version_and_an_old_one_comes_back_as_a_new(cast: Cast):
    made = templates.create(cast.care, HELLO, cast.cleo.id)
    first = templates.latest(made)
    templates.change(made, HELLO._replace(body="Second"), cast.alma.id, first.id)

    came_back = templates.bring_back(first, cast.cleo.id)

    assert came_back
    assert [(one.number, one.body, one.user.name) for one in templates.versions_of(made)] == [
        (3, "Hi %FIRSTNAME%", "Cleo Administrator"),
        (2, "Second", "Alma Recruiter"),
        (1, "Hi %FIRSTNAME%", "Cleo Administrator"),
    ]
    assert not templates.bring_back(first, cast.cleo.id)


def test_the_second_of_two_who_change_the_same_is_told_and_may_go_on(cast: Cast):
    made = templates.create(cast.care, HELLO, cast.cleo.id)
    opened = templates.latest(made).id
    templates.change(made, HELLO._replace(body="Theirs"), cast.alma.id, opened)

    with pytest.raises(ChangedMeanwhile) as changed:
        templates.change(made, HELLO._replace(body="Mine"), cast.cleo.id, opened)

    theirs = changed.value.version
    assert (theirs.body, theirs.user.name) == ("Theirs", "Alma Recruiter")
    assert templates.change(made, HELLO._replace(body="Mine"), cast.cleo.id, theirs.id)


def test_an_invitation_has_its_link_and_is_not_offered_where_nothing_fills_it(cast: Cast):
    invitation = HELLO._replace(purpose="interview_invitation")
    with pytest.raises(TemplateRefused) as refused:
        templates.create(cast.care, invitation, cast.cleo.id)

    with_link = invitation._replace(body=templates.with_link(invitation.body))
    templates.create(cast.care, with_link, cast.cleo.id)

    assert "needs %INVITELINK%" in str(refused.value.sentences["text"])
    assert templates.usable(cast.care.path) == []


def test_the_link_is_known_to_invitations_alone(cast: Cast):
    with pytest.raises(TemplateRefused) as refused:
        templates.create(cast.care, HELLO._replace(body="Hi %INVITELINK%"), cast.cleo.id)

    assert "%INVITELINK% is not a parameter." in str(refused.value.sentences["text"])


def test_the_link_counts_as_long_as_every_link_will_be(cast: Cast):
    link = template_list.typical_link("interview_invitation", "https://hej.example.org")

    plan = template_list.typical(cast.care, cast.cleo, "Book: %invitelink%", {}, link)

    assert len(plan.planned[0].text) == len("Book: https://hej.example.org/b/") + 28


def test_a_rejection_is_by_sms_only_where_the_parent_organisation_allows_it(cast: Cast):
    rejection = HELLO._replace(purpose="rejection")
    with pytest.raises(TemplateRefused) as refused:
        templates.create(cast.care, rejection, cast.cleo.id)
    organisations.allow_rejection_by_sms(cast.group, cast.cleo.id, allowed=True)
    templates.create(cast.care, rejection, cast.cleo.id)
    offered = [one.name for one in templates.usable(cast.care.path)]

    organisations.allow_rejection_by_sms(cast.group, cast.cleo.id, allowed=False)

    assert "by e-mail only" in str(refused.value.sentences["purpose"])
    assert offered == ["Hello"]
    assert templates.usable(cast.care.path) == []
