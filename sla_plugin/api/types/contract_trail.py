"""The trail of a contract, and whether everything is as it was written."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.lists import listed
from sla_plugin.api.types.contract_enums import Tampering
from sla_plugin.domain.contracting import verification
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.conditions import Compare
from sla_plugin.storage.contract_audit import AuditEventRow
from sla_plugin.storage.pages import Order
from sla_plugin.usecases.verify_contract import verify_contract

Deviations = tuple[verification.Deviation, ...]


@strawberry.type(description="Something that an event says besides what it is.")
class AuditDetail:
    name: str = strawberry.field(description="Of what.")
    value: str = strawberry.field(description="A text as it is; anything else as JSON.")

    @classmethod
    def of(cls, name: str, value: object) -> AuditDetail:
        said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        return cls(name=name, value=said)


@strawberry.type(description="A row that was written with an event.")
class WrittenRow:
    table: str = strawberry.field(description="Where.")
    row: str = strawberry.field(description="Its id in the database.")
    columns: list[AuditDetail] = strawberry.field(description="What was written, by column.")

    @classmethod
    def of(cls, one: dict[str, Any]) -> WrittenRow:
        columns = [AuditDetail.of(name, value) for name, value in sorted(one["values"].items())]
        return cls(table=one["table"], row=one["id"], columns=columns)


@strawberry.type(description="Something that happened to a contract. Each holds the hash of the one before.")
class AuditEvent:
    number: int = strawberry.field(description="1 for the first.")
    type: str = strawberry.field(description="What happened, in the past tense: `contract.signed`.")
    actor: str = strawberry.field(description="Who did it; `SYSTEM` where time did.")
    role: str | None = strawberry.field(description="What they were then.")
    at: datetime = strawberry.field(description="When.")
    hash: str = strawberry.field(description="SHA-256 of the event, the hash before it included.")
    before: str = strawberry.field(description="The hash of the event before; of the first, zeros.")
    row: strawberry.Private[AuditEventRow]

    @classmethod
    def of(cls, row: AuditEventRow) -> AuditEvent:
        return cls(
            number=row.number,
            type=row.type,
            actor=row.actor,
            role=row.role,
            at=row.at,
            hash=row.hash,
            before=row.before,
            row=row,
        )

    @strawberry.field(description="What it says besides, such as the reason, or what was refused.")
    def details(self) -> list[AuditDetail]:
        said = {name: value for name, value in self.row.payload.items() if name != "wrote"}
        return [AuditDetail.of(name, value) for name, value in sorted(said.items())]

    @strawberry.field(description="What was written down with it.")
    def wrote(self) -> list[WrittenRow]:
        return [WrittenRow.of(one) for one in self.row.payload.get("wrote", ())]


@strawberry.type(description="Something that is not as it was written.")
class AuditDeviation:
    table: str = strawberry.field(description="Where.")
    row: str = strawberry.field(description="Its id in the database, or the number of an event.")
    what: Tampering = strawberry.field(description="What was done to it.")
    columns: list[str] = strawberry.field(description="Those that differ; empty where the whole row does.")

    @classmethod
    def of(cls, one: verification.Deviation) -> AuditDeviation:
        return cls(table=one.table, row=one.row, what=one.what, columns=list(one.columns))


@strawberry.type(
    description="The trail of a contract: a chain of hashes, whose end is sealed with a key from outside the "
    "database."
)
class AuditTrail:
    contract_key: strawberry.Private[UUID]
    found: strawberry.Private[asyncio.Future[Deviations] | None] = None

    @strawberry.field(description="What happened, the first event first; refusals, too.")
    async def events(self, info: Info, first: First = 25, after: After = None) -> Connection[AuditEvent]:
        of = Compare("contract_id", "eq", self.contract_key)
        return await listed(info, AuditEventRow, Order("number"), first, after, AuditEvent.of, of)

    @strawberry.field(
        description="Everything on record of the contract is as it was written. The bytes of its papers are "
        "read by `sla contract verify`, and whenever they are fetched."
    )
    async def verified(self, info: Info) -> bool:
        return not await self._deviations(info)

    @strawberry.field(description="What is not as it was written; empty where all is.")
    async def deviations(self, info: Info) -> list[AuditDeviation]:
        return [AuditDeviation.of(one) for one in await self._deviations(info)]

    async def _deviations(self, info: Info) -> Deviations:
        """Looked for once, whoever asks first."""
        if self.found is None:
            context, which = info.context, ContractId(self.contract_key)
            self.found = asyncio.ensure_future(
                verify_contract(context.session, which, context.seal_key.holds)
            )
        return await self.found
