"""Who may do what: one table, a row for each view, asked by everybody."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Answer, Client
from tests.web import worlds
from tests.web.requests import ask
from tests.web_fixtures import settings, signed_in
from webapp import db
from webapp.app import create_app
from webapp.domain.rights import Right
from webapp.web.access import needs

# The view; and what Alma, Bo (no SMS), Cleo (administers), Dag (another parent organisation), a
# recruiter of the sister organisation and somebody not signed in get from Alma's world. "in" is
# the way to the sign-in page.
PEOPLE = ("alma", "bo", "cleo", "dag", "sister", "nobody")
TABLE = """
    static                       200  200  200  200  200  200
    healthz                      200  200  200  200  200  200
    readyz                       503  503  503  503  503  503
    auth.home                    302  302  302  302  302  in
    auth.sign_in                 302  302  302  302  302  200
    auth.begin_session           303  303  303  303  303  303
    auth.end_session             303  303  303  303  303  in
    auth.preferences             200  200  200  200  200  in
    auth.save_preferences        303  303  303  303  303  in
    auth.end_other_sessions      303  303  303  303  303  in
    password.show                200  200  200  200  200  in
    password.change              303  303  303  303  303  in
    links.welcome                404  404  404  404  404  404
    links.accept                 404  404  404  404  404  404
    links.forgotten              200  200  200  200  200  200
    links.ask                    303  303  303  303  303  303
    links.new_password           404  404  404  404  404  404
    links.reset                  404  404  404  404  404  404
    second_step.show             200  200  200  200  200  in
    second_step.begin            303  303  303  303  303  in
    second_step.confirm          303  303  303  303  303  in
    second_step.remove           303  303  303  303  303  in
    second_step.ask              in   in   in   in   in   in
    second_step.check            303  303  303  303  303  303
    absence.show                 200  200  200  200  200  in
    absence.save                 303  303  303  422  303  in
    absence.end                  303  303  303  303  303  in
    auth.dismiss_low_credits     303  303  303  303  303  in
    auth.balance                 200  200  200  200  200  in
    cases.index                  200  200  200  200  200  in
    cases.show                   200  200  200  404  404  in
    cases.changes                200  200  200  404  404  in
    cases.move_to_stage          303  303  303  404  404  in
    editing.new                  200  200  200  200  200  in
    editing.create               303  422  422  422  422  in
    editing.edit                 200  200  200  404  404  in
    editing.save                 303  303  303  404  404  in
    editing.close                303  303  303  404  404  in
    editing.reopen               303  303  303  404  404  in
    applications.new             200  200  200  404  404  in
    applications.create          303  303  303  404  404  in
    applications.edit            200  200  200  404  404  in
    applications.save            303  303  303  404  404  in
    applications.resolve         200  200  200  404  404  in
    disclosure.show              200  200  200  404  404  in
    disclosure.application       403  403  200  404  404  in
    erasure.show                 200  200  200  404  404  in
    erasure.erase                303  303  303  404  404  in
    imports.show                 200  200  200  404  404  in
    imports.run                  200  200  200  404  404  in
    replies.answer               303  303  303  404  404  in
    replies.confirm_stop         303  303  303  404  404  in
    replies.dismiss_stop         303  303  303  404  404  in
    inbox.index                  200  200  200  200  200  in
    inbox.count                  200  200  200  200  200  in
    inbox_acts.choose_assignee   200  200  200  404  404  in
    inbox_acts.assign            303  303  303  404  404  in
    inbox_acts.choose_rest       200  200  200  404  404  in
    inbox_acts.snooze            303  303  303  404  404  in
    inbox_acts.wake_up           303  303  303  404  404  in
    inbox_acts.complete          303  303  303  404  404  in
    inbox_acts.reopen            303  303  303  404  404  in
    inbox_texts.choose           200  200  200  404  404  in
    inbox_texts.move             303  303  303  404  404  in
    inbox_texts.put_back         303  303  303  404  404  in
    inbox_texts.find             404  404  200  404  404  in
    inbox_texts.attach           404  404  303  404  404  in
    inbox_texts.choose_reason    404  404  200  404  404  in
    inbox_texts.dismiss          404  404  303  404  404  in
    inbox_texts.restore          404  404  303  404  404  in
    candidate.show               200  200  200  404  404  in
    conversation.show            200  200  200  404  404  in
    conversation.changes         200  200  200  404  404  in
    conversation.see             303  303  303  404  404  in
    conversation.preview         200  403  200  404  404  in
    conversation.send            303  403  303  404  404  in
    notes.index                  200  200  200  404  404  in
    notes.create                 303  303  303  404  404  in
    notes.edit                   200  403  403  404  404  in
    notes.save                   303  403  403  404  404  in
    notes.delete                 303  403  403  404  404  in
    contact.show                 200  403  200  404  404  in
    contact.preview              200  403  200  404  404  in
    contact.send                 303  403  422  404  404  in
    contact.send_test            200  403  200  404  404  in
    contact.strip                303  303  303  404  404  in
    contact.cancel               303  403  303  404  404  in
    contact.depart               303  403  303  404  404  in
    contact.count_as_not_sent    303  403  303  404  404  in
    scheduled.index              200  200  200  200  200  in
    scheduled.show               200  200  200  404  404  in
    scheduled.change             303  403  303  404  404  in
    scheduled.cancel             303  403  303  404  404  in
    scheduled.cancel_one         303  403  303  404  404  in
    organisations.index          403  403  200  200  403  in
    organisations.edit           403  403  200  404  404  in
    organisations.save           403  403  303  404  404  in
    organisations.new            403  403  200  404  404  in
    organisations.create         403  403  303  404  404  in
    place.show                   403  403  200  404  404  in
    place.move                   403  403  303  404  404  in
    deactivation.show            403  403  200  404  404  in
    deactivation.deactivate      403  403  303  404  404  in
    deactivation.reactivate      403  403  303  404  404  in
    sending.edit                 403  403  200  404  404  in
    sending.save                 403  403  303  404  404  in
    destinations.allow           404  404  303  404  404  in
    destinations.remove          404  404  303  404  404  in
    users.index                  403  403  200  404  404  in
    users.show                   403  403  200  404  404  in
    users.inactivate             403  403  303  404  404  in
    users.reactivate             403  403  303  404  404  in
    users.sign_out               403  403  303  404  404  in
    users.save                   403  403  303  404  404  in
    invitations.new              403  403  200  404  404  in
    invitations.create           403  403  303  404  404  in
    invitations.again            403  403  303  404  404  in
    invitations.withdraw         403  403  303  404  404  in
    absences.show                403  403  200  404  404  in
    absences.save                403  403  303  404  404  in
    absences.end                 403  403  303  404  404  in
    access.index                 403  403  200  404  404  in
    access.give                  403  403  303  404  404  in
    access.take                  403  403  303  404  404  in
    access.explain               403  403  200  404  404  in
    access.remove_second_step    403  403  303  404  404  in
    templates.index              403  403  200  404  404  in
    templates.new                403  403  200  404  404  in
    templates.create             403  403  303  404  404  in
    templates.preview_new        403  403  200  404  404  in
    templates.edit               403  403  200  404  404  in
    templates.save               403  403  303  404  404  in
    templates.preview            403  403  200  404  404  in
    templates.archive            403  403  303  404  404  in
    templates.restore            403  403  303  404  404  in
    templates.allow_rejections   404  404  303  404  404  in
    template_versions.index      403  403  200  404  404  in
    template_versions.restore    403  403  303  404  404  in
    retention.index              403  403  200  404  404  in
    log.index                    403  403  200  404  404  in
    log.export                   403  403  200  404  404  in
    opt_outs.index               404  404  200  404  404  in
    opt_outs.export              404  404  200  404  404  in
    opt_outs.new                 404  404  200  404  404  in
    opt_outs.run                 404  404  200  404  404  in
    credits.index                403  403  200  404  404  in
    credits.export               404  404  200  404  404  in
    refills.new                  404  404  200  404  404  in
    refills.create               404  404  303  404  404  in
    refills.new_correction       404  404  200  404  404  in
    refills.correct              404  404  303  404  404  in
    credit_warnings.edit         404  404  200  404  404  in
    credit_warnings.save         404  404  303  404  404  in
    refill_requests.new          404  404  200  404  404  in
    refill_requests.create       404  404  303  404  404  in
    refill_requests.withdraw     404  404  303  404  404  in
    budgets.edit                 403  403  200  404  404  in
    budgets.save                 403  403  303  404  404  in
    access_groups.index          404  404  200  404  404  in
    access_groups.new            404  404  200  404  404  in
    access_groups.create         404  404  303  404  404  in
    access_groups.edit           404  404  200  404  404  in
    access_groups.save           404  404  303  404  404  in
    access_groups.delete         404  404  303  404  404  in
    agenda.show                  200  200  200  200  200  in
    calendar.show                200  200  200  200  200  in
    calendar.renew               200  200  200  200  200  in
    calendar.end                 303  303  303  303  303  in
    calendar.file                404  404  404  404  404  404
    interviews.index             200  200  200  404  404  in
    interviews.new               200  200  200  404  404  in
    interviews.create            303  303  303  404  404  in
    interviews.show              200  200  200  404  404  in
    interviews.edit              200  200  200  404  404  in
    interviews.save              303  303  303  404  404  in
    interview_cancellation.ask   200  200  200  404  404  in
    interview_cancellation.cancel 303  303  303  404  404  in
    interview_times.show         200  200  200  404  404  in
    interview_times.add          303  303  303  404  404  in
    interview_times.add_series   303  303  303  404  404  in
    interview_times.copy         303  303  303  404  404  in
    interview_time.show          200  200  200  404  404  in
    interview_time.set_places    303  303  303  404  404  in
    interview_time.withdraw      303  303  303  404  404  in
    interview_people.book        303  303  303  404  404  in
    interview_people.cancel      303  303  303  404  404  in
    interview_people.revoke      303  303  303  404  404  in
    interview_people.record_attendance 303  303  303  404  404  in
    interview_people.answer      303  303  303  404  404  in
    booking.show                 200  200  200  200  200  200
    booking.book                 303  303  303  303  303  303
    booking.ask_to_cancel        200  200  200  200  200  200
    booking.cancel               303  303  303  303  303  303
    booking.ask_for_proposal     200  200  200  200  200  200
    booking.propose              303  303  303  303  303  303
    booking.speak                303  303  303  303  303  303
    booking.opened               204  204  204  204  204  204
    booking.calendar             200  200  200  200  200  200
    stop.show                    200  200  200  200  200  200
    stop.stop                    303  303  303  303  303  303
    stop.start                   303  303  303  303  303  303
    webhooks.status              401  401  401  401  401  401
    webhooks.inbound             401  401  401  401  401  401
"""
SECRET = '<p id="secret">secret</p>'
ROWS = {row.split()[0]: row.split()[1:] for row in TABLE.strip().splitlines()}


def test_each_view_has_a_row(application: Flask):
    assert {rule.endpoint for rule in application.url_map.iter_rules()} == set(ROWS)


@pytest.mark.parametrize("endpoint", ROWS)
def test_everybody_gets_what_the_table_says(app: Flask, cast: Cast, endpoint: str):
    world = worlds.build(cast.alma)
    people = [cast.alma, cast.bo, cast.cleo, cast.dag, worlds.sister(cast)]
    browsers = [signed_in(app, person) for person in people] + [_at_the_door(app)]

    answers = [_told(ask(browser, endpoint, world)) for browser in browsers]

    assert dict(zip(PEOPLE, answers, strict=True)) == dict(zip(PEOPLE, ROWS[endpoint], strict=True))


# What everybody has who is signed in.
_ONES_OWN = ("auth.", "password.", "second_step.", "absence.", "calendar.")


@pytest.mark.parametrize("endpoint", ROWS)
def test_without_any_access_group_there_is_nothing_to_see(app: Flask, cast: Cast, endpoint: str):
    if ROWS[endpoint][-1] != "in" or endpoint.startswith(_ONES_OWN):
        return
    world = worlds.build(cast.alma)
    browser = signed_in(app, worlds.newcomer(cast))
    before = worlds.dump()

    answer = ask(browser, endpoint, world)

    assert answer.status in (403, 404)
    assert worlds.dump() == before


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(as_alma: Client, cast: Cast):
    world = worlds.build(cast.alma)
    allowed = as_alma.get("cases.show", case_id=world.case.id)

    worlds.without_rights(cast.alma)

    assert allowed.status == 200
    assert as_alma.get("cases.show", case_id=world.case.id).status == 404
    assert as_alma.get("cases.index").status == 403


def test_a_view_that_declares_nothing_is_closed_to_everybody(probed: Client):
    assert probed.open("/probe/nothing-declared").status == 403


def test_a_view_that_never_asks_whether_its_right_counts_here_does_not_answer(probed: Client):
    answer = probed.open("/probe/7/never-asks")

    assert answer.status == 403
    assert "secret" not in answer.body


def test_a_view_that_asks_is_open(probed: Client):
    assert probed.open("/probe/asks").body == SECRET


@pytest.fixture
def probed(database: str, cast: Cast) -> Client:
    """Cleo, who has every right, in an application with views that somebody forgot about."""
    db.database.obj.close_all()
    app = create_app(settings(database))
    app.add_url_rule("/probe/nothing-declared", "nothing_declared", lambda: SECRET)
    never = needs(Right.CASE_VIEW)(lambda number: SECRET)
    app.add_url_rule("/probe/<int:number>/never-asks", "never_asks", never)
    app.add_url_rule("/probe/asks", "asks", needs(Right.CASE_VIEW)(lambda: SECRET))
    return signed_in(app, cast.cleo)


def _at_the_door(app: Flask) -> Client:
    browser = Client(app)
    browser.get("auth.sign_in")
    return browser


def _told(answer: Answer) -> str:
    is_door = answer.location.startswith("/sign-in?") or answer.location == "/sign-in"
    return "in" if answer.status == 302 and is_door else str(answer.status)
