"""Which deadlines of a termination were told."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0011_objections")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [RunSQL((HERE / "tables_0012.sql").read_text(encoding="utf-8"))]  # noqa: RUF012
