"""What counted towards attainment, what was left out of it, and what follows from it."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0002_engine")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0003.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on exclusion, exclusion_window, outage_fact from sla_app;"),
        RunSQL("revoke update, delete on sealed_period, sealed_count, credit from sla_app;"),
    ]
