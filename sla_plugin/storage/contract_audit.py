"""The trail of a contract and its sealed head, row and value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tortoise import fields

from sla_plugin.domain.contracting.audit import AuditEvent, Head
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class AuditEventRow(Row):
    contract_id = fields.UUIDField()
    number = fields.IntField()
    actor = fields.TextField()
    role = fields.TextField(null=True)
    type = fields.TextField()
    at = fields.DatetimeField()
    payload: Any = fields.JSONField()
    before = fields.TextField()
    hash = fields.TextField()

    class Meta:
        table = "contract_audit"

    def value(self) -> AuditEvent:
        return AuditEvent(self.number, self.actor, self.role, self.type, self.at, self.payload, self.before)


class AuditHeadRow(Row):
    contract_id = fields.UUIDField()
    number = fields.IntField()
    hash = fields.TextField()
    seal = fields.TextField()

    class Meta:
        table = "contract_audit_head"

    def value(self) -> Head:
        return Head(self.number, self.hash, self.seal)


async def audit_trail(session: Session, contract: ContractId) -> Sequence[AuditEventRow]:
    """The first event first."""
    return await session.query(AuditEventRow).filter(contract_id=contract).order_by("number", "id")


async def audit_trails(
    session: Session, contracts: Sequence[ContractId]
) -> dict[ContractId, list[AuditEventRow]]:
    """The same of many, in one statement."""
    trails: dict[ContractId, list[AuditEventRow]] = {contract: [] for contract in contracts}
    for row in await session.query(AuditEventRow).filter(contract_id__in=contracts).order_by("number", "id"):
        trails[ContractId(row.contract_id)].append(row)
    return trails


async def audit_heads(session: Session, contracts: Sequence[ContractId]) -> dict[ContractId, Head]:
    """Of those that have one: nothing is recorded yet of the others, or somebody took it away."""
    rows = await session.query(AuditHeadRow).filter(contract_id__in=list(contracts))
    return {ContractId(row.contract_id): row.value() for row in rows}
