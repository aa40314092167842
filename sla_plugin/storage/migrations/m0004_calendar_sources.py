"""Where a calendar's holidays come from, and the files that were imported into it."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0003_attainment")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0004.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on calendar_file from sla_app;"),
    ]
