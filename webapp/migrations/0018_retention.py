"""What anonymising candidates needs: when it was done, who asked for it, and not before when."""

import time

from peewee import SQL, BigAutoField, BigIntegerField, ForeignKeyField, Model

_DAY_MS = 86_400_000
# Until now closed cases were kept for ever: administrators get a week to look at what will go.
_NOTICE_MS = 7 * _DAY_MS


# Whom earlier e-mails went to is known by the address; what else told a name goes.
_TO_CANDIDATES = (
    "UPDATE mail SET application_id = (SELECT max(a.id) FROM application a "
    'JOIN "case" c ON c.id = a.case_id '
    'WHERE lower(a.email) = lower(mail."to") AND c.root_id = mail.root_id) '
    "WHERE substr(key, 1, 10) = 'candidate:'"
)
_ABOUT_CANDIDATES = (
    "UPDATE mail SET subject = '' WHERE text = '' "
    "AND (substr(key, 1, 7) = 'booked:' OR substr(key, 1, 10) = 'cancelled:')"
)


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Application(_Table):
    id = BigAutoField()


class Mail(_Table):
    id = BigAutoField()
    application = ForeignKeyField(
        Application, null=True, backref="+", on_delete="SET NULL", index=False
    )


class User(_Table):
    id = BigAutoField()


class Erasure(_Table):
    id = BigAutoField()
    application = ForeignKeyField(Application, unique=True, on_delete="CASCADE")
    by = ForeignKeyField(User, null=True, on_delete="SET NULL", index=False)
    at = BigIntegerField()
    done_at = BigIntegerField(null=True)


Erasure.add_index(
    Erasure.index(Erasure.id, where=SQL("done_at IS NULL"), name="erasure_open"),
)


def up(migrator, db):
    """A new table, four columns, and indexes of cases that are kept, of e-mail addresses, and of
    e-mails to candidates and about them.
    """
    moment = BigIntegerField(null=True)
    migrator.migrate(
        migrator.add_column("application", "anonymised_at", moment),
        migrator.add_column("case", "anonymised_at", moment),
        migrator.add_column("organisation", "retention_from", moment),
        migrator.add_column("mail", "application_id", Mail.application),
    )
    db.execute_sql(
        'CREATE INDEX "case_kept" ON "case" ("root_id", "closed_at") '
        "WHERE closed_at IS NOT NULL AND anonymised_at IS NULL"
    )
    db.execute_sql(
        'CREATE INDEX "application_email" ON "application" (LOWER("email")) WHERE email <> \'\''
    )
    db.execute_sql(
        f"UPDATE organisation SET retention_from = {int(time.time() * 1000) + _NOTICE_MS}"
    )
    db.execute_sql(
        'CREATE INDEX "mail_application" ON "mail" ("application_id") '
        "WHERE application_id IS NOT NULL"
    )
    db.execute_sql(_TO_CANDIDATES)
    db.execute_sql(_ABOUT_CANDIDATES)
    with db.bind_ctx([Erasure], bind_refs=False, bind_backrefs=False):
        db.create_tables([Erasure], safe=False)
