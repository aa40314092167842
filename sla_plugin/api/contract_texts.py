"""Contracts as files, for those who see them."""

from __future__ import annotations

from dataclasses import replace

from sla_plugin.api.context import Info
from sla_plugin.contract_files.documents import write_contract
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.usecases.export_contract import stated_version


async def contract_text(info: Info, record: ContractRecord, version: ContractVersionRow) -> str:
    """A contract above it that the caller may not see is not stated."""
    loaders, above = info.context.loaders, record.contract.parent_id
    names = await loaders.of_contracts.names()
    parent = None if above is None else await loaders.contracts.load(above)
    if parent is not None:
        names = replace(names, contracts={parent.number: ContractId(parent.id)})
    return write_contract(stated_version(record, version, names))
