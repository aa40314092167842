"""The first schema: tenants, what was promised, what happened, and the clocks between the two.

Written as SQL, because composite tenant keys, checks and row-level security are what Tortoise's own table
builder drops. A test compares the models with the catalogue column by column.
"""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    initial = True
    operations = [  # noqa: RUF012  # the name and shape are Tortoise's
        RunSQL((HERE / "tables_0001.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "security_0001.sql").read_text(encoding="utf-8")),
    ]
