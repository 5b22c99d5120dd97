"""The forms of cases and applications."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import (
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from webapp.domain.applications import Details, Mobile, read_mobile
from webapp.domain.stages import STAGES
from webapp.web.filters import translate
from webapp.web.forms import EMAIL_ADDRESS, SomethingVisible, WholeNumber


class ApplicationForm(FlaskForm):
    """What is known of an applicant."""

    first_name = StringField(
        _l("First name"), [SomethingVisible(_l("Write the first name.")), Length(max=80)]
    )
    last_name = StringField(_l("Last name"), [Length(max=80)])
    mobile = StringField(_l("Mobile number"), [Length(max=80)])
    email = EmailField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=254),
            Regexp(EMAIL_ADDRESS, message=_l("An e-mail address looks like name@example.org.")),
        ],
    )
    town = StringField(_l("Town"), [Length(max=80)])
    stage = SelectField(_l("Stage"))

    def __init__(self, country: str, served: Collection[str], **values: object) -> None:
        super().__init__(**values)
        self.stage.choices = [SelectChoice(key, translate(words)) for key, words in STAGES.items()]
        self._country = country
        self._served = served
        self.resolved = Mobile("")

    def validate_mobile(self, control: StringField) -> None:
        """Resolve the number; a wrong one is said here, where it can be mended."""
        self.resolved = read_mobile(control.data or "", self._country, self._served)
        if self.resolved.problem:
            raise ValidationError(translate(self.resolved.problem.sentence))

    def details(self) -> Details:
        """What was written, for the verbs."""
        return Details(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            email=self.email.data or "",
            town=self.town.data or "",
            stage=self.stage.data,
        )


class CaseForm(FlaskForm):
    """A case: what it is called, where it belongs, who answers for it."""

    title = StringField(_l("Title"), [SomethingVisible(_l("Write a title.")), Length(max=160)])
    reference = StringField(
        _l("Reference"), [SomethingVisible(_l("Write a reference.")), Length(max=40)]
    )
    location = StringField(_l("Location"), [Length(max=80)])
    positions = WholeNumber(
        _l("Positions"),
        [NumberRange(1, 9999, _l("Choose a number of positions from 1 to 9999."))],
        default=1,
    )
    closes_on = DateField(_l("Closes on"), [Optional()])
    organisation = SelectField(_l("Organisation"), coerce=int)
    responsible = SelectField(_l("Responsible recruiter"), coerce=int)
