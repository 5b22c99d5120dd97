"""The forms of the organisation tree."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from webapp.web.forms import SomethingVisible


class OrganisationForm(FlaskForm):
    """What an organisation is called."""

    name = StringField(_l("Name"), [SomethingVisible(_l("Write a name.")), Length(max=120)])
