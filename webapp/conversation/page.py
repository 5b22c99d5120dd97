"""Laying out the page of a conversation: what its templates show."""

from typing import NamedTuple

from flask import render_template
from flask_login import current_user

from webapp.conversation import candidate, composer, side
from webapp.conversation.composer import Composer, Draft, Facing
from webapp.conversation.stream import Stream, stream_of
from webapp.domain import progress, seen, timeline
from webapp.domain.cases import CaseFacts
from webapp.domain.rights import Right
from webapp.domain.timeline import MOST_FOLLOWED, Key, Part
from webapp.models import Application
from webapp.web import access
from webapp.web.strip import strip_of


class Reader(NamedTuple):
    """Who reads a stream, and the id of the reply that waits for an answer (0 for none)."""

    id: int
    may_send: bool
    waiting: int


def whole(
    application: Application,
    case: CaseFacts,
    draft: Draft,
    *,
    before: Key | None = None,
    w: Composer | None = None,
) -> str:
    """The page with the newest entries, or with those before a key; `w` is a refused composer."""
    person = current_user.person
    known = seen.look(person.id, application)
    part = timeline.page_of(application, before=before)
    facing = composer.facing(application, case)
    may_send = access.may(Right.SMS, case.organisation_path)
    closed = None if w else composer.closed(case, facing, may_send=may_send)
    latest = progress.latest_to(application.id, person.id)
    return render_template(
        "conversation/show.html",
        strip=strip_of(latest, shown_on=candidate.path_of(application, "/conversation")),
        is_newest=before is None,
        closed=closed,
        w=w or (None if closed else composer.build(case, person, facing, draft)),
        **candidate.frame(application, case, "conversation", known)
        | stream_values(application, case, part, stream_of(part, person.id, known.until))
        | card_values(application, case, part, facing),
    )


def followed(application: Application, mark: int, after: Key | None) -> tuple[Part, Stream]:
    """All after a key as it is now, for a page that is open."""
    part = timeline.page_of(application, after=after, most=MOST_FOLLOWED)
    part = part._replace(before=part.before or after)
    return part, stream_of(part, current_user.person.id, mark)


def stream_values(
    application: Application, case: CaseFacts, part: Part, stream: Stream
) -> dict[str, object]:
    """What `conversation/_latest.html` needs."""
    replies = [one for one in part.entries if one.kind == "reply"]
    waiting = replies[-1].id if replies and application.needs_reply_at else 0
    may_send = access.may(Right.SMS, case.organisation_path)
    return {
        "path": candidate.path_of(application),
        "application": application,
        "stream": stream,
        "reader": Reader(current_user.person.id, may_send, waiting),
    }


def card_values(
    application: Application, case: CaseFacts, part: Part, facing: Facing
) -> dict[str, object]:
    """What the cards beside the stream need."""
    return {
        "reach": side.reach(application, facing.recipient),
        "so_far": side.so_far(application, part.entries),
        "may_export": access.may(Right.EXPORT, case.organisation_path),
        "may_edit": access.may(Right.APPLICATIONS, case.organisation_path),
    }
