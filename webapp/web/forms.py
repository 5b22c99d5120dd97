"""What forms of all areas share."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, IntegerField
from wtforms.validators import InputRequired, StopValidation

from webapp.lib import sms_text

# Enough to catch a slip of the finger; whether an address exists only sending to it can tell.
EMAIL_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class SomethingVisible(InputRequired):
    """Like InputRequired, but a space or an invisible character is nothing either."""

    def __call__(self, form: Form, control: Field) -> None:
        """Raise StopValidation with the message unless there is something to read."""
        super().__call__(form, control)
        if not sms_text.normalise(str(control.data)).strip():
            raise StopValidation(self.message)


class WholeNumber(IntegerField):
    """A whole number, which people may write with spaces between thousands; empty is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; raises ValueError in our words."""
        typed = "".join(valuelist[0].split()).replace("−", "-") if valuelist else ""
        try:
            self.data = int(typed) if typed.isascii() else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(self.gettext(str(_l("Write a whole number."))))


class NumberOrNone(WholeNumber):
    """A whole number, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; empty is None."""
        if "".join(valuelist).strip():
            super().process_formdata(valuelist)
        else:
            self.data = None
