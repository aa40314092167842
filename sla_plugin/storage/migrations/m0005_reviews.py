"""Reviews of agreements: what raised them, and how they ended. And who wrote which version."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0004_calendar_sources")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0005.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on review_trigger, held_review from sla_app;"),
    ]
