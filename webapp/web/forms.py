"""What forms of all areas share."""

from wtforms import Field, Form
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
