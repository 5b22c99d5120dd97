"""The inbox: who has a conversation and until when it rests, trays for unknown numbers, absences.

A copy of the models as they were: the models go on, this stays as it is.
"""

from peewee import SQL, BigAutoField, BigIntegerField, CharField, ForeignKeyField, Model


class _Table(Model):
    class Meta:
        legacy_table_names = False


class Organisation(_Table):
    id = BigAutoField()


class User(_Table):
    id = BigAutoField()


class Application(_Table):
    id = BigAutoField()


class InboundText(_Table):
    id = BigAutoField()


def _reference(model, on_delete, **more):
    return ForeignKeyField(model, backref="+", on_delete=on_delete, index=False, **more)


class UserAbsence(_Table):
    id = BigAutoField()
    user = _reference(User, "CASCADE")
    substitute = _reference(User, "CASCADE")
    from_at = BigIntegerField()
    until_at = BigIntegerField()
    by = _reference(User, "SET NULL", null=True)
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


class ConversationAssignment(_Table):
    id = BigAutoField()
    application = _reference(Application, "CASCADE")
    user = _reference(User, "CASCADE")
    by = _reference(User, "SET NULL", null=True)
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("application", "id"), False),)


class Snooze(_Table):
    id = BigAutoField()
    application = _reference(Application, "CASCADE")
    until = BigIntegerField()
    by = _reference(User, "SET NULL", null=True)
    at = BigIntegerField()
    ended_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("application", "id"), False),)


class ReplyMove(_Table):
    id = BigAutoField()
    reply = ForeignKeyField(InboundText, backref="+", on_delete="CASCADE")
    from_application = _reference(Application, "SET NULL", null=True)
    to_application = _reference(Application, "SET NULL", null=True)
    by = _reference(User, "SET NULL", null=True)
    at = BigIntegerField()


class SetAside(_Table):
    id = BigAutoField()
    reply = ForeignKeyField(InboundText, backref="+", unique=True, on_delete="CASCADE")
    reason = CharField(max_length=200)
    by = _reference(User, "SET NULL", null=True)
    at = BigIntegerField()


def _open_index(model, column, name, *, unique):
    where = SQL("ended_at IS NULL")
    model.add_index(model.index(column, unique=unique, where=where, name=name))


_open_index(UserAbsence, UserAbsence.user, "user_absence_open", unique=True)
_open_index(UserAbsence, UserAbsence.substitute, "user_absence_substitute", unique=False)
_open_index(
    ConversationAssignment,
    ConversationAssignment.application,
    "conversation_assignment_open",
    unique=True,
)
_open_index(Snooze, Snooze.application, "snooze_open", unique=True)

TABLES = (UserAbsence, ConversationAssignment, Snooze, ReplyMove, SetAside)
# A number that is the sender of one parent organisation alone.
_OWNER = (
    "SELECT max(o.root_id) FROM organisation o "
    'WHERE o.sender IN (inbound_text."to", \'+\' || inbound_text."to") '
    "HAVING count(DISTINCT o.root_id) = 1"
)


def up(migrator, db):
    """New tables, and three columns of inbound texts. What came before counts as joined; what
    was joined to nobody goes into the tray of the parent organisation whose number it came to.
    """
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
    by = ForeignKeyField(User, field=User.id, null=True, on_delete="SET NULL", index=False)
    tray = ForeignKeyField(
        Organisation, field=Organisation.id, null=True, on_delete="SET NULL", index=False
    )
    migrator.migrate(
        migrator.add_column("inbound_text", "answered_by_id", by),
        migrator.add_column("inbound_text", "joined_at", BigIntegerField(null=True)),
        migrator.add_column("inbound_text", "tray_id", tray),
    )
    db.execute_sql("UPDATE inbound_text SET joined_at = received_at")
    db.execute_sql(f"UPDATE inbound_text SET tray_id = ({_OWNER}) WHERE application_id IS NULL")
    db.execute_sql(
        "CREATE INDEX inbound_text_unjoined ON inbound_text (id) WHERE joined_at IS NULL"
    )
    db.execute_sql(
        "CREATE INDEX inbound_text_tray ON inbound_text (tray_id, id) WHERE tray_id IS NOT NULL"
    )
