"""Where a termination was when it was objected to, and who put its notice on record."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0010_parts_in_time")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [RunSQL((HERE / "tables_0011.sql").read_text(encoding="utf-8"))]  # noqa: RUF012
