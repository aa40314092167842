"""When the parties of a contract have their part in it."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0009_line_suspensions")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [RunSQL((HERE / "tables_0010.sql").read_text(encoding="utf-8"))]  # noqa: RUF012
