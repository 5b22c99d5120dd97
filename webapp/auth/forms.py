"""The forms of signing in and of one's own choices."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from webapp.domain import passwords
from webapp.domain.applications import read_mobile
from webapp.domain.people import Person
from webapp.web.choices import own_languages, own_time_zones
from webapp.web.filters import translate
from webapp.web.forms import SomethingVisible, WholeNumber


class SignInForm(FlaskForm):
    """Who, and the password."""

    email = StringField(_l("E-mail"), [InputRequired(_l("Write your e-mail address."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])


class CodeForm(FlaskForm):
    """A code from the authenticator app, or a recovery code."""

    code = StringField(_l("Code"), [InputRequired(_l("Write the code."))])


class PasswordForm(FlaskForm):
    """One's own password once more."""

    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])


class ForgottenForm(FlaskForm):
    """Whose password was forgotten."""

    email = StringField(
        _l("E-mail"), [InputRequired(_l("Write your e-mail address.")), Length(max=254)]
    )


class _NewPasswordForm(FlaskForm):
    """A new password of the user with this address, checked by domain.passwords."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Write a new password."))])

    def __init__(self, email: str, **values: object) -> None:
        super().__init__(**values)
        self._email = email

    def validate_password(self, control: PasswordField) -> None:
        """Say what a password must be like, where this one is not."""
        problem = passwords.problem(control.data or "", self._email)
        if problem:
            raise ValidationError(translate(problem))


class ResetForm(_NewPasswordForm):
    """A new password, for whoever came by a link."""


class ChangePasswordForm(_NewPasswordForm):
    """A new password, for whoever knows the present one."""

    present = PasswordField(
        _l("Current password"), [InputRequired(_l("Write your current password."))]
    )


class WelcomeForm(_NewPasswordForm):
    """What an invited user chooses."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write your name.")), Length(max=120)])
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, email: str, organisation_zone: str, **values: object) -> None:
        super().__init__(email, **values)
        self.password.label.text = _l("Password")
        self.time_zone.choices = own_time_zones("", organisation_zone)


class PreferencesForm(FlaskForm):
    """A user's own choices."""

    name = StringField(
        _l("Name"),
        [SomethingVisible(_l("Write your name.")), Length(max=120)],
    )
    phone = StringField(_l("Telephone"), [Length(max=40)])
    undo_seconds = WholeNumber(
        _l("Seconds to undo"),
        [
            Optional(),
            NumberRange(0, 100, _l("Choose a number of seconds from 0 to 100.")),
        ],
    )
    theme = RadioField(
        _l("Theme"),
        choices=[
            SelectChoice("system", _l("Same as the device")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    language = SelectField(_l("Language"))
    time_zone = SelectField(_l("Time zone"))
    shortcuts_enabled = BooleanField(_l("Keyboard shortcuts"))

    def __init__(self, person: Person, **values: object) -> None:
        super().__init__(**values)
        self._country = person.country
        self.language.choices = own_languages(person.language, person.organisation_language)
        self.time_zone.choices = own_time_zones(person.own_time_zone, person.time_zone)
        self.number = ""

    def validate_phone(self, control: StringField) -> None:
        """Resolve the number, which must be a mobile one to take a test."""
        mobile = read_mobile(control.data or "", self._country, ())
        if mobile.problem:
            raise ValidationError(translate(mobile.problem.sentence))
        self.number = mobile.number
