"""The forms of signing in and of one's own choices."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, PasswordField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from webapp.domain.applications import read_mobile
from webapp.web.filters import translate
from webapp.web.forms import SomethingVisible


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


class PreferencesForm(FlaskForm):
    """A user's own choices."""

    name = StringField(
        _l("Name"),
        [SomethingVisible(_l("Write your name.")), Length(max=120)],
    )
    phone = StringField(_l("Telephone"), [Length(max=40)])
    undo_seconds = IntegerField(
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
    shortcuts_enabled = BooleanField(_l("Keyboard shortcuts"))

    def __init__(self, country: str, **values: object) -> None:
        super().__init__(**values)
        self._country = country
        self.number = ""

    def validate_phone(self, control: StringField) -> None:
        """Resolve the number, which must be a mobile one to take a test."""
        mobile = read_mobile(control.data or "", self._country, ())
        if mobile.problem:
            raise ValidationError(translate(mobile.problem.sentence))
        self.number = mobile.number
