"""The names by which files of contracts speak of what a tenant has."""

from __future__ import annotations

from sla_plugin.contract_files.names import ContractNames
from sla_plugin.domain.ids import AgreementId, ContractId
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.names import calendars_by_code, organisations_by_name, sites_by_name
from sla_plugin.storage.services import services_by_code
from sla_plugin.storage.session import Session


async def load_contract_names(
    session: Session, parent: str | None = None, parent_id: ContractId | None = None
) -> ContractNames:
    """A constant number of statements. `parent`: the contract of which a file speaks, by its number;
    `parent_id`: the one that is to be written."""
    agreements = await session.query(AgreementRow).order_by("code").values("id", "code")
    return ContractNames(
        organisations=await organisations_by_name(session),
        services=await services_by_code(session),
        levels={row["code"]: AgreementId(row["id"]) for row in agreements},
        sites=await sites_by_name(session),
        calendars=await calendars_by_code(session),
        contracts=await _contracts(session, parent, parent_id),
    )


async def _contracts(session: Session, number: str | None, which: ContractId | None) -> dict[str, ContractId]:
    if number is None and which is None:
        return {}
    wanted = {"id": which} if which is not None else {"number": number}
    rows = await session.query(ContractRow).filter(**wanted).values("id", "number")
    return {row["number"]: ContractId(row["id"]) for row in rows}
