"""Contracts as a legal record: versions, consents, terms, documents, and the trail of it all."""

from pathlib import Path

from tortoise.migrations.migration import Migration as TortoiseMigration
from tortoise.migrations.operations import RunSQL

HERE = Path(__file__).parent


class Migration(TortoiseMigration):
    dependencies = [("sla", "m0006_support")]  # noqa: RUF012  # the name and shape are Tortoise's
    operations = [  # noqa: RUF012
        RunSQL((HERE / "tables_0007.sql").read_text(encoding="utf-8")),
        RunSQL((HERE / "tenant_tables.sql").read_text(encoding="utf-8")),
        RunSQL("revoke update, delete on contract_judgement, contract_consent, contract_audit from sla_app;"),
        RunSQL("revoke update, delete on contract_document, contract_reminder from sla_app;"),
        RunSQL((HERE / "contract_pump.sql").read_text(encoding="utf-8")),
    ]
