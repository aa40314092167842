"""Who was reminded of which deadline."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.contract_loaders import Known
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.contract_content import ContractParty
from sla_plugin.domain.contracting.parties import PartyRole, holding, those
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.usecases.contract_cases import governing


@strawberry.type(
    description="That a deadline comes near, after which nobody can keep a contract from going on. Ninety, "
    "sixty and thirty days before the deadline, not before the end; later, where it was not known before."
)
class Reminder:
    ends_on: date = strawberry.field(description="The last day of service, if notice is given in time.")
    days: int = strawberry.field(description="How many days were left to the last day of receipt.")
    received_by: datetime = strawberry.field(
        description="The last instant at which notice is in time, at the address that closes first, as far "
        "as was known then."
    )
    at: datetime = strawberry.field(description="When it came.")
    row: strawberry.Private[ReminderRow]

    @classmethod
    def of(cls, row: ReminderRow) -> Reminder:
        return cls(
            ends_on=row.ends_on, days=row.days, received_by=row.received_by, at=row.recorded_at, row=row
        )

    @strawberry.field(description="The contract that goes on otherwise.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.row.contract_id)

    @strawberry.field(description="Whom it is for: the notice contacts of its parties on that day.")
    async def told(self, info: Info) -> list[ContractParty]:
        record = await info.context.loaders.of_contracts.records.load(Known(self.row.contract_id))
        version = None if record is None else governing(record, self.at)
        if version is None:
            return []
        content = version.content
        on = self.at.astimezone(ZoneInfo(content.zone)).date()
        contacts = holding(those(content.parties, PartyRole.NOTICE_CONTACT), on)
        shown = sorted(contacts, key=lambda party: (str(party.organisation), party.person or ""))
        return [ContractParty.of(party) for party in shown]
