"""How contracts end: cases, what is planned for the end, and what is owed."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0007_contracts")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0008.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on termination_approval, termination_paper from sla_app;"),
        RunSQL("revoke update, delete on settlement, settlement_adjustment from sla_app;"),
        RunSQL("revoke update, delete on contract_prepayment, termination_request from sla_app;"),
        # A request that came before what it takes back is answered once that has come.
        RunSQL("grant update (outcome, because, case_id) on termination_request to sla_app;"),
    ]
