"""The minimal contract rows that cover tickets."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ContractRow(Row):
    number = fields.TextField()
    customer_id = fields.UUIDField()
    zone = fields.TextField()
    monitored_from = fields.DatetimeField()
    monitored_until = fields.DatetimeField(null=True)

    class Meta:
        table = "contract"

    def value(self) -> Contract:
        return Contract(
            id=ContractId(self.id),
            number=self.number,
            customer=OrganisationId(self.customer_id),
            zone=self.zone,
            monitored_from=self.monitored_from,
            monitored_until=self.monitored_until,
        )


async def all_contracts(session: Session) -> tuple[Contract, ...]:
    return tuple([row.value() for row in await session.query(ContractRow)])
