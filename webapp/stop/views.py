"""The page behind %OPTOUTLINK%: nobody signs in, looking changes nothing, no script is needed."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.domain import opt_out_links
from webapp.domain.opt_out_links import Link
from webapp.web.access import Door, needs
from webapp.web.language import for_candidates, speaking
from webapp.web.security import csrf

stop_area = Blueprint("stop", __name__)


@stop_area.get("/stop/<token>")
@needs(Door.ANYBODY)
def show(token: str) -> ResponseReturnValue:
    """What the link is for. Scanners of links open it too: nothing changes by that."""
    link = _find(token)
    language = for_candidates(link.language)
    with speaking(language):
        return render_template(
            "stop/show.html", language=language, link=link, token=token, ending=link.number[-2:]
        )


@stop_area.post("/stop/<token>")
@needs(Door.ANYBODY)
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(token: str) -> ResponseReturnValue:
    """No more SMS."""
    opt_out_links.stop(_find(token))
    return redirect(url_for("stop.show", token=token), 303)


@stop_area.post("/stop/<token>/start")
@needs(Door.ANYBODY)
@csrf.exempt  # type: ignore[untyped-decorator]
def start(token: str) -> ResponseReturnValue:
    """SMS again."""
    opt_out_links.start(_find(token))
    return redirect(url_for("stop.show", token=token), 303)


def _find(token: str) -> Link:
    """What the link is about. Who holds it is whom it was sent to: it needs no other proof."""
    link = opt_out_links.find(token)
    if link is None:
        abort(404)
    return link
