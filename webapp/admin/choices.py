"""What the forms of an organisation let one choose from."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, Optional

from webapp.lib import phone
from webapp.models import Organisation
from webapp.web.filters import country_name
from webapp.web.forms import WholeNumber

# A browser shows a wider space than a plain one, and reads neither aloud.
_INDENT = "\N{EM SPACE}"


def countries() -> list[SelectChoice]:
    """All countries that have telephone numbers, by their names in the reader's language."""
    named = ((code, country_name(code)) for code in phone.REGIONS)
    return [SelectChoice(*one) for one in sorted(named, key=lambda one: one[1].casefold())]


def bound(label: object, most: int) -> UnboundField:
    """The field of a limit: a whole number, or nothing for no limit."""
    return WholeNumber(
        label,
        [Optional(), NumberRange(1, most, _l("Choose a number from 1 on, or leave it empty."))],
    )


def places(allowed: list[Organisation], moved: Organisation) -> list[SelectChoice]:
    """Where an organisation can be put: not below itself, nor below what is deactivated."""
    return [
        SelectChoice(one.id, _INDENT * (one.path.count("/") - 2) + one.name)
        for one in allowed
        if one.root_id == moved.root_id
        and not one.path.startswith(moved.path)
        and (one.is_active or not moved.is_active)
    ]
