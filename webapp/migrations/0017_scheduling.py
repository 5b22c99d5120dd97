"""When a text was to leave, whose clocks hold it in quiet hours, and how often one is texted."""

from peewee import BooleanField, CharField, IntegerField

_COLUMNS = {
    "organisation": {
        "quiet_may_pass": BooleanField(default=False),
        "most_per_number_day": IntegerField(null=True),
        "colleague_minutes": IntegerField(default=60),
    },
    "batch": {
        "planned_for": CharField(max_length=16, default=""),
        "planned_zone": CharField(max_length=64, default=""),
        "not_after": CharField(max_length=16, default=""),
        "passes_quiet": BooleanField(default=False),
    },
    "message": {
        "zone": CharField(max_length=64, default=""),
        "passes_quiet": BooleanField(default=False),
    },
}


def up(migrator, db):
    """New columns; what waits already has no zone, so no quiet hours hold it."""
    migrator.migrate(
        *(
            migrator.add_column(table, name, field)
            for table, columns in _COLUMNS.items()
            for name, field in columns.items()
        ),
        migrator.add_index("message", ("root_id", "to")),
    )
