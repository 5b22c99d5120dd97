"""The form in which an absence is told, by whoever goes or by an administrator for them."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from webapp.domain import substitutes
from webapp.lib import clock
from webapp.models import User
from webapp.web.filters import zone

_NO_DAY = _l("Choose a day.")


class AbsenceForm(FlaskForm):
    """From which day to which, and who stands in."""

    first = DateField(_l("First day"), [InputRequired(_NO_DAY)])
    last = DateField(_l("Last day"), [InputRequired(_NO_DAY)])
    substitute = SelectField(_l("Stands in"), coerce=int)

    def __init__(self, user: User) -> None:
        super().__init__(data=_present(user))
        self.substitute.choices = [
            SelectChoice(one.id, one.name) for one in substitutes.candidates_for(user)
        ]


def values(user: User, form: AbsenceForm | None = None) -> dict[str, Any]:
    """What `ui/_absence.html` needs, with the form as it was sent or as it is now."""
    absence = substitutes.absence_of(user.id)
    return {
        "form": form or AbsenceForm(user),
        "absence": absence,
        "is_away": absence is not None and absence.from_at <= clock.now_ms(),
    }


def _present(user: User) -> dict[str, object]:
    """The absence that is or will be; else from today on."""
    today = datetime.now(zone()).date()
    absence = substitutes.absence_of(user.id)
    if absence is None:
        return {"first": today, "last": today + timedelta(days=7)}
    until = datetime.fromtimestamp(absence.until_at / 1000, zone()) - timedelta(seconds=1)
    return {
        "first": datetime.fromtimestamp(absence.from_at / 1000, zone()).date(),
        "last": until.date(),
        "substitute": absence.substitute_id,
    }
