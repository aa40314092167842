"""Who has a part in which contract, and whom it concerns."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.storage.conditions import Among, Compare, Condition
from sla_plugin.storage.organisations import accounts_below
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ContractPartRow(Row):
    """Of a view, to be searched by and never written: the parties of every version, and of a contract that is
    kept elsewhere its customer."""

    contract_id = fields.UUIDField()
    organisation_id = fields.UUIDField()
    role = fields.TextField()

    class Meta:
        table = "contract_part"


async def concerning(session: Session, party: OrganisationId) -> Condition:
    """Of contracts: the party, or an account below it, has a part in them."""
    accounts = await accounts_below(session, party)
    return Among("id", ContractPartRow, Compare("organisation_id", "in", accounts), "contract_id")
