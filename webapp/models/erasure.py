"""Who asked to be erased."""

from peewee import SQL, BigAutoField, ForeignKeyField

from webapp.db import BaseModel, UtcField
from webapp.models.case import Application
from webapp.models.user import User


class Erasure(BaseModel):
    """One application was erased because its person asked for it; `by` saw to it.

    It is done when no message keeps its number and text any more (domain.erasing). The rows stay:
    whoever restores a backup learns from them whom to erase again.
    """

    id = BigAutoField()
    application = ForeignKeyField(Application, unique=True, backref="+", on_delete="CASCADE")
    application_id: int
    by = ForeignKeyField(User, null=True, backref="+", on_delete="SET NULL", index=False)
    by_id: int | None
    at = UtcField()
    done_at = UtcField(null=True)


Erasure.add_index(
    Erasure.index(Erasure.id, where=SQL("done_at IS NULL"), name="erasure_open"),
)
