"""The forms of an organisation's General and Sending tabs, and of its place in the tree."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TimeField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from webapp.admin import choices
from webapp.domain import quiet_hours, settings
from webapp.domain.settings import INHERITABLE
from webapp.lib import phone, sender
from webapp.lib.sender import SenderError
from webapp.models import Organisation
from webapp.web.choices import languages, time_zones
from webapp.web.filters import translate
from webapp.web.forms import EMAIL_ADDRESS, SomethingVisible, WholeNumber

MOST_SMS = 1_000_000
MOST_A_DAY = 100


class _SettingsForm(FlaskForm):
    """Settings of one organisation, of which it may take some from above.

    `inherit` names those that are ticked as inherited; what stands in their fields is left
    alone, and is no mistake either.
    """

    # The fields of settings that count for the whole tree.
    of_the_parent: tuple[str, ...] = ()
    inherit = SelectMultipleField(choices=list(INHERITABLE))

    def __init__(self, organisation: Organisation, *, is_sent: bool = True, **shown: Any) -> None:
        """`shown` goes before what the organisation's columns hold; `is_sent` reads the request."""
        kept = {name: getattr(organisation, name) for name in organisation._meta.fields}
        kept |= {"inherit": settings.inherited(organisation)}
        sent = {} if is_sent else {"formdata": None}
        super().__init__(data=kept | shown, **sent)
        self.organisation = organisation
        if not organisation.is_parent:
            for name in self.of_the_parent:
                del self[name]

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything must be right, but for what is inherited."""
        for name in self._inherited():
            for column in INHERITABLE[name]:
                if column in self:
                    self[column].data = self._kept(column)
                    self[column].process_errors = []
                    self[column].raw_data = [str(self[column].data)]
        return bool(super().validate(extra_validators))

    def values(self) -> dict[str, object]:
        """What the columns of the organisation shall be."""
        left_out = ("inherit", "csrf_token")
        return {one.name: one.data for one in self if one.name not in left_out}

    def choices_of_inheritance(self) -> dict[str, bool]:
        """For each setting of this form whether it is taken from above; none at the parent."""
        if self.organisation.is_parent:
            return {}
        ticked = self._inherited()
        return {name: name in ticked for name, columns in INHERITABLE.items() if columns[0] in self}

    def _inherited(self) -> Collection[str]:
        is_parent = self.organisation.is_parent
        return () if is_parent else set(self.inherit.data or ()) & set(INHERITABLE)

    def _kept(self, column: str) -> object:
        return getattr(self.organisation, column)


class GeneralForm(_SettingsForm):
    """What an organisation is and where it works."""

    of_the_parent = ("retention_days", "totp_required", "csm_name", "csm_email", "csm_phone")
    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=120)])
    country = SelectField(_l("Country"))
    time_zone = SelectField(_l("Time zone"))
    language = SelectField(_l("Language"))
    undo_seconds = WholeNumber(
        _l("Seconds to undo"),
        [
            InputRequired(_l("Write a number of seconds from 0 to 100.")),
            NumberRange(0, 100, _l("Choose a number of seconds from 0 to 100.")),
        ],
    )
    retention_days = WholeNumber(
        _l("Days to keep closed cases"),
        [
            InputRequired(_l("Write a number of days from 1 to 3,650.")),
            NumberRange(1, 3650, _l("Choose a number of days from 1 to 3,650.")),
        ],
    )
    totp_required = BooleanField(_l("Demand two-step sign-in"))
    csm_name = StringField(_l("Name"), [Length(max=120)])
    csm_email = EmailField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=254),
            Regexp(EMAIL_ADDRESS, message=_l("An e-mail address looks like name@example.org.")),
        ],
    )
    csm_phone = TelField(
        _l("Telephone"),
        [
            Optional(),
            Regexp(
                r"^\+?[\d\s()./-]{5,31}$",
                message=_l("A telephone number has digits and spaces, and may begin with +."),
            ),
        ],
    )

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation)
        self.country.choices = choices.countries()
        self.time_zone.choices = time_zones(organisation.time_zone)
        self.language.choices = languages(organisation.language)


class SendingForm(_SettingsForm):
    """Who SMS come from, when they would disturb, and how many may leave."""

    of_the_parent = (
        "most_per_batch",
        "most_per_user_day",
        "most_per_hour",
        "password_above",
        "confirms_opt_outs",
        "colleague_minutes",
    )
    sender = StringField(_l("Sender"), [Length(max=40)])
    quiet_from = TimeField(_l("From"), [InputRequired(_l("Write a time, for example 20:00."))])
    quiet_to = TimeField(_l("To"), [InputRequired(_l("Write a time, for example 08:00."))])
    quiet_may_pass = BooleanField(_l("Recruiters may send in quiet hours all the same"))
    most_per_number_day = choices.bound(_l("SMS to one number a day"), MOST_A_DAY)
    colleague_minutes = WholeNumber(
        _l("Minutes after a colleague's message"),
        [
            InputRequired(_l("Write a number of minutes from 0 to 1,440.")),
            NumberRange(0, 1440, _l("Choose a number of minutes from 0 to 1,440.")),
        ],
    )
    most_per_batch = choices.bound(_l("SMS at once"), MOST_SMS)
    most_per_user_day = choices.bound(_l("SMS per user and day"), MOST_SMS)
    most_per_hour = choices.bound(_l("SMS per hour, all together"), MOST_SMS)
    password_above = choices.bound(_l("Ask for the password above"), MOST_SMS)
    confirms_opt_outs = BooleanField(_l("Confirm STOP and START by SMS"))

    def __init__(self, organisation: Organisation, *, is_sent: bool = True) -> None:
        shown = {name: self._time(organisation, name) for name in ("quiet_from", "quiet_to")}
        shown["sender"] = phone.display(organisation.sender)
        super().__init__(organisation, is_sent=is_sent, **shown)

    def validate_sender(self, control: StringField) -> None:
        """Keep it as carriers take it; what none takes is said here."""
        try:
            control.data = sender.parse(control.data or "", self.organisation.country)
        except SenderError as problem:
            raise ValidationError(translate(problem.sentence)) from None

    def values(self) -> dict[str, object]:
        """Times become minutes."""
        minutes = {
            name: quiet_hours.to_minutes(self[name].data) for name in ("quiet_from", "quiet_to")
        }
        return super().values() | minutes

    def _kept(self, column: str) -> object:
        if column in ("quiet_from", "quiet_to"):
            return self._time(self.organisation, column)
        return super()._kept(column)

    @staticmethod
    def _time(organisation: Organisation, column: str) -> object:
        return quiet_hours.to_time(getattr(organisation, column))


class DestinationForm(FlaskForm):
    """A country to which SMS may go, and what one there costs."""

    country = SelectField(_l("Country"), [InputRequired(_l("Choose a country."))])
    credits = WholeNumber(
        _l("Credits per SMS"),
        [
            InputRequired(_l("Write a number of credits from 1 to 100.")),
            NumberRange(1, 100, _l("Choose a number of credits from 1 to 100.")),
        ],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.country.choices = choices.countries()


class PlaceForm(FlaskForm):
    """Below which organisation another one stands. The verb says in words what cannot be."""

    below = SelectField(_l("Below"), coerce=int, validate_choice=False)
