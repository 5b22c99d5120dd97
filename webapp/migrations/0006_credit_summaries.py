"""Sums of the ledger, kept beside it, so that nobody has to add up a million entries.

Existing entries are summed here once.
"""

from peewee import (
    BigAutoField,
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
)


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class Case(_Table):
    id = BigAutoField()


class Batch(_Table):
    id = BigAutoField()


class Account(_Table):
    id = BigAutoField()


class LedgerLine(_Table):
    id = BigAutoField()
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    kind = CharField(max_length=8)
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT", index=False)
    day = IntegerField()
    entries = IntegerField()
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()
    by = ForeignKeyField(User, null=True, on_delete="RESTRICT", index=False)
    note = CharField(max_length=200, default="")
    at = BigIntegerField()

    class Meta:
        indexes = (
            (("batch", "kind", "day"), True),
            (("account", "at", "id"), False),
            (("account", "kind", "at", "id"), False),
        )


class LedgerDay(_Table):
    id = BigAutoField()
    account = ForeignKeyField(Account, on_delete="RESTRICT", index=False)
    day = IntegerField()
    kind = CharField(max_length=8)
    entries = IntegerField()
    available_delta = BigIntegerField()
    held_delta = BigIntegerField()
    spent_delta = BigIntegerField()

    class Meta:
        indexes = ((("account", "day", "kind"), True),)


class UsageDay(_Table):
    id = BigAutoField()
    root = ForeignKeyField(Organisation, on_delete="RESTRICT", index=False)
    organisation = ForeignKeyField(Organisation, backref="+", on_delete="RESTRICT", index=False)
    case = ForeignKeyField(Case, on_delete="RESTRICT", index=False)
    user = ForeignKeyField(User, on_delete="RESTRICT", index=False)
    template_id = BigIntegerField(default=0)
    day = IntegerField()
    messages = IntegerField()
    credits = BigIntegerField()

    class Meta:
        indexes = ((("root", "day", "organisation", "case", "user", "template_id"), True),)


TABLES = (LedgerLine, LedgerDay, UsageDay)
DAY_MS = 86_400_000
SUMS = "count(*), sum(e.available_delta), sum(e.held_delta), sum(e.spent_delta)"
FILL = (
    "INSERT INTO ledger_line (account_id, kind, batch_id, day, entries, available_delta, "
    "held_delta, spent_delta, by_id, note, at) "
    f"SELECT e.account_id, e.kind, m.batch_id, e.at / {DAY_MS}, {SUMS}, min(e.by_id), "
    "min(e.note), max(e.at) FROM ledger_entry e JOIN message m ON m.id = e.message_id "
    f"GROUP BY e.account_id, e.kind, m.batch_id, e.at / {DAY_MS} ORDER BY max(e.at)",
    "INSERT INTO ledger_line (account_id, kind, batch_id, day, entries, available_delta, "
    "held_delta, spent_delta, by_id, note, at) "
    f"SELECT account_id, kind, NULL, at / {DAY_MS}, 1, available_delta, held_delta, spent_delta, "
    "by_id, note, at FROM ledger_entry WHERE message_id IS NULL ORDER BY at",
    "INSERT INTO ledger_day (account_id, day, kind, entries, available_delta, held_delta, "
    f"spent_delta) SELECT e.account_id, e.at / {DAY_MS}, e.kind, {SUMS} FROM ledger_entry e "
    f"GROUP BY e.account_id, e.at / {DAY_MS}, e.kind",
    "INSERT INTO usage_day (root_id, organisation_id, case_id, user_id, template_id, day, "
    "messages, credits) SELECT b.root_id, c.organisation_id, b.case_id, b.user_id, "
    f"coalesce(b.template_id, 0), e.at / {DAY_MS}, count(*), sum(e.spent_delta) "
    "FROM ledger_entry e JOIN message m ON m.id = e.message_id JOIN batch b ON b.id = m.batch_id "
    "JOIN \"case\" c ON c.id = b.case_id WHERE e.kind = 'capture' "
    "GROUP BY b.root_id, c.organisation_id, b.case_id, b.user_id, coalesce(b.template_id, 0), "
    f"e.at / {DAY_MS}",
)


def up(migrator, db):
    """Create the sums and fill them."""
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    for statement in FILL:
        db.execute_sql(statement)
