"""Cases, and the applications to them."""

from peewee import (
    SQL,
    BigAutoField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    fn,
)

from webapp.db import BaseModel, UtcField
from webapp.models.organisation import Organisation
from webapp.models.user import User


class Case(BaseModel):
    """One recruitment. `search` is its title and reference in lower case. The counts are kept by
    `domain.applications.recount`, so that a list of 20,000 opens as fast as one of 200.
    `anonymised_at` is when its candidates had been kept long enough (domain.retention).
    """

    id = BigAutoField()
    organisation = ForeignKeyField(Organisation, backref="cases", on_delete="RESTRICT", index=False)
    organisation_id: int
    root = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    root_id: int
    reference = CharField(max_length=40)
    title = CharField(max_length=160)
    search = CharField(max_length=300)
    location = CharField(max_length=80, default="")
    positions = IntegerField(default=1)
    closes_on = DateField(null=True)
    responsible = ForeignKeyField(User, backref="cases", on_delete="RESTRICT")
    responsible_id: int
    applications_count = IntegerField(default=0)
    not_contacted_count = IntegerField(default=0)
    needs_reply_count = IntegerField(default=0)
    no_mobile_count = IntegerField(default=0)
    created_at = UtcField()
    closed_at = UtcField(null=True)
    anonymised_at = UtcField(null=True)

    class Meta:
        indexes = ((("root", "reference"), True), (("organisation", "created_at"), False))


Case.add_index(
    Case.index(
        Case.root,
        Case.closed_at,
        where=SQL("closed_at IS NOT NULL AND anonymised_at IS NULL"),
        name="case_kept",
    )
)


class Application(BaseModel):
    """One person's application to one case.

    `mobile` is the number in E.164, or empty, and `number_hash` its keyed hash (lib.number_hash);
    `mobile_typed` is what was written, and `mobile_problem` the code of what is wrong with it
    (lib.phone). `search` is the text that searching reads: name, town, e-mail and number in lower
    case. `language` is what the candidate chose to read, empty until then. `anonymised_at` is when
    all that told who this is was taken out of it (domain.erasing).
    """

    id = BigAutoField()
    case = ForeignKeyField(Case, backref="applications", on_delete="CASCADE", index=False)
    case_id: int
    reference = CharField(max_length=80, default="")
    first_name = CharField(max_length=80)
    last_name = CharField(max_length=80, default="")
    sort_name = CharField(max_length=170)
    search = CharField(max_length=600)
    email = CharField(max_length=254, default="")
    town = CharField(max_length=80, default="")
    mobile_typed = CharField(max_length=80, default="")
    mobile = CharField(max_length=16, default="")
    number_hash = CharField(max_length=32, default="")
    mobile_country = CharField(max_length=2, default="")
    mobile_problem = CharField(max_length=16, default="")
    language = CharField(max_length=8, default="")
    stage = CharField(max_length=16, default="applied")
    applied_at = UtcField()
    contacted_at = UtcField(null=True)
    needs_reply_at = UtcField(null=True)
    anonymised_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("case", "sort_name", "id"), False),
            (("case", "stage", "id"), False),
            (("case", "applied_at", "id"), False),
            (("case", "contacted_at", "id"), False),
            (("number_hash", "id"), False),
        )

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


Application.add_index(
    Application.index(
        Application.case,
        Application.needs_reply_at,
        where=SQL("needs_reply_at IS NOT NULL"),
        name="application_needs_reply",
    )
)
Application.add_index(
    Application.index(
        Application.case,
        Application.id,
        where=SQL("mobile = ''"),
        name="application_no_mobile",
    )
)
Application.add_index(
    Application.index(
        fn.LOWER(Application.email),
        where=SQL("email <> ''"),
        name="application_email",
    )
)
