"""The forms of the Credits tab."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, Regexp, StopValidation

from webapp.domain.credit_warnings import MOST_LEVEL
from webapp.domain.refills import MOST
from webapp.web.forms import NumberOrNone, SomethingVisible, WholeNumber

_TOO_MANY = _l("Book at most 1,000,000 credits at once.")


class NotZero:
    """A number that changes something."""

    def __call__(self, form: Form, control: Field) -> None:
        """Raise StopValidation for 0."""
        if control.data == 0:
            raise StopValidation(str(_l("A correction of 0 changes nothing.")))


class WarningForm(FlaskForm):
    """When and whom to warn; the choices are set by the view."""

    level = WholeNumber(
        _l("Warning level"),
        [NumberRange(0, MOST_LEVEL, _l("Choose a level from 0 to 1,000,000 credits."))],
    )
    users = SelectMultipleField(_l("Users"), coerce=int)


class BudgetForm(FlaskForm):
    """How many credits an organisation may use in a month; empty: no budget."""

    budget = NumberOrNone(
        _l("Credits per month"),
        [
            Optional(),
            NumberRange(0, MOST, _l("Choose a budget from 0 to 1,000,000 credits.")),
        ],
    )


class RequestForm(FlaskForm):
    """How many credits to ask for, and what else to write."""

    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])
    amount = WholeNumber(
        _l("Credits"),
        [
            NumberRange(min=1, message=_l("Ask for 1 credit or more.")),
            NumberRange(max=MOST, message=_l("Ask for at most 1,000,000 credits.")),
        ],
    )
    message = TextAreaField(
        _l("Message"), [Length(max=2000, message=_l("Write at most 2,000 characters."))]
    )


class RefillForm(FlaskForm):
    """A refill: how many credits, by which order or invoice."""

    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])
    amount = WholeNumber(
        _l("Credits"),
        [
            NumberRange(min=1, message=_l("A refill must be 1 credit or more.")),
            NumberRange(max=MOST, message=_TOO_MANY),
        ],
    )
    reference = StringField(
        _l("Reference"),
        [SomethingVisible(_l("Write what the refill is booked for.")), Length(max=120)],
    )


class CorrectionForm(FlaskForm):
    """A correction: by how many credits, up or down, and why."""

    key = HiddenField(validators=[Regexp(r"[0-9a-f]{32}\Z")])
    amount = WholeNumber(
        _l("Credits"),
        [
            NotZero(),
            NumberRange(min=-MOST, max=MOST, message=_TOO_MANY),
        ],
    )
    reference = StringField(
        _l("Reason"),
        [SomethingVisible(_l("Write why the balance is corrected.")), Length(max=120)],
    )
