"""The forms of the organisation tree, of access groups and giving them, and of templates."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, NumberRange, Regexp

from webapp.domain.means import ContactType
from webapp.domain.rights import Right
from webapp.domain.templates import LANGUAGES, MOST_NAME
from webapp.domain.text_rules import MAX_SUBJECT_CHARACTERS
from webapp.models import User
from webapp.web.choices import own_languages, own_time_zones
from webapp.web.forms import EMAIL_ADDRESS, SomethingVisible


class OrganisationForm(FlaskForm):
    """What an organisation is called."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=120)])


class AccessGroupForm(FlaskForm):
    """An access group: its name, and the rights that are ticked."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=80)])
    rights = SelectMultipleField(_l("Rights"), choices=[SelectChoice(one.value) for one in Right])


class AssignmentForm(FlaskForm):
    """Which group is given to whom; the choices are set by the view."""

    user = SelectField(_l("User"), coerce=int)
    group = SelectField(_l("Access group"), coerce=int)


class InvitationForm(FlaskForm):
    """Who is invited, where, and with what; the choices are set by the view."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=120)])
    email = StringField(
        _l("E-mail"),
        [
            SomethingVisible(_l("Write an e-mail address.")),
            Length(max=254),
            Regexp(EMAIL_ADDRESS, message=_l("Write an address such as name@example.org.")),
        ],
        filters=[lambda text: text.strip() if text else text],
    )
    organisation = SelectField(_l("Organisation"), coerce=int)
    group = SelectField(
        _l("Access group"), [NumberRange(min=1, message=_l("Choose an access group."))], coerce=int
    )
    language = SelectField(_l("Language"))


class UserForm(FlaskForm):
    """What an administrator may choose for a user."""

    language = SelectField(_l("Language"))
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, user: User, **sent: object) -> None:
        super().__init__(obj=user, **sent)
        place = user.organisation
        self.language.choices = own_languages(user.language, place.language)
        self.time_zone.choices = own_time_zones(user.time_zone, place.time_zone)


class TemplateForm(FlaskForm):
    """A communication template; the purposes are set by the view."""

    contact_type = RadioField(
        _l("Contact type"),
        choices=[
            SelectChoice(ContactType.SMS.value, _l("SMS")),
            SelectChoice(ContactType.EMAIL.value, _l("E-mail")),
        ],
        default=ContactType.SMS.value,
    )
    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=MOST_NAME)])
    purpose = SelectField(_l("Purpose"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    subject = StringField(_l("Subject"), [Length(max=MAX_SUBJECT_CHARACTERS)])
    text = StringField()
