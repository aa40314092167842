"""Who supports an agreement, and which gaps in that somebody accepted."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0005_reviews")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0006.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on support_link, support_link_end, support_waiver from sla_app;"),
    ]
