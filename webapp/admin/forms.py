"""The forms of the organisation tree, of access groups and giving them, and of templates."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from webapp.domain.rights import Right
from webapp.domain.templates import LANGUAGES, MOST_NAME
from webapp.web.forms import SomethingVisible


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


class TemplateForm(FlaskForm):
    """A communication template; the purposes are set by the view."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=MOST_NAME)])
    purpose = SelectField(_l("Purpose"))
    language = SelectField(
        _l("Language"), choices=[SelectChoice(*one) for one in LANGUAGES.items()]
    )
    text = StringField()
