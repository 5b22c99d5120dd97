"""When each user was last seen."""

from peewee import BigIntegerField


def up(migrator, db):
    """A new column of users, filled from the sessions that there are."""
    migrator.migrate(migrator.add_column("user", "last_seen_at", BigIntegerField(null=True)))
    db.execute_sql(
        'UPDATE "user" SET last_seen_at = '
        '(SELECT max(s.seen_at) FROM "session" s WHERE s.user_id = "user".id)'
    )
