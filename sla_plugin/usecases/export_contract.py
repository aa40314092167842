"""A version of a contract as a file says it."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sla_plugin.contract_files.documents import write_contract
from sla_plugin.contract_files.names import ContractNames
from sla_plugin.contract_files.naming import as_stated, named
from sla_plugin.contract_files.stated import StatedContract, StatedSignature, StatedSigning
from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.states import ContractKind, ContractState
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_names import load_contract_names
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import negotiation
from sla_plugin.usecases.record_signed_contract import PAPER


async def export_contract(session: Session, number: str, version: int | None = None) -> str:
    """`version`: its number; left out, the one on its way to signature, else the last that was signed.
    NotFound; where the contract is kept elsewhere, too."""
    return write_contract(await stated_contract(session, number, version))


async def stated_contract(session: Session, number: str, version: int | None = None) -> StatedContract:
    contract = await session.query(ContractRow).get_or_none(number=number)
    if contract is None:
        raise NotFound(Code.NOT_FOUND, f"There is no contract {number} here.", field="number")
    record = await read_record(session, contract)
    parent = None if contract.parent_id is None else ContractId(contract.parent_id)
    names = await load_contract_names(session, parent_id=parent)
    return stated_version(record, _version(record, version), names)


def stated_version(
    record: ContractRecord, version: ContractVersionRow, names: ContractNames
) -> StatedContract:
    """`names` with that of the contract above it; without that, none is stated."""
    contract = record.contract
    above = contract.parent_id in names.written
    needed = negotiation(record, version).requirements
    return as_stated(
        number=contract.number,
        kind=ContractKind(contract.kind),
        parent=ContractId(contract.parent_id) if above and contract.parent_id else None,
        content=version.says,
        names=names,
        requirements=needed or None,
        signed=_signing(version, record.consents, names),
    )


def last_version(record: ContractRecord) -> ContractVersionRow | None:
    """The one on its way to signature, else the last that was signed."""
    lasting = [row for row in record.versions if row.at is not ContractState.ABANDONED]
    return lasting[-1] if lasting else None


def _version(record: ContractRecord, number: int | None) -> ContractVersionRow:
    if number is None:
        found = last_version(record)
    else:
        found = next((row for row in record.versions if row.number == number), None)
    if found is not None:
        return found
    which = "version on record" if number is None else f"version {number}"
    raise NotFound(
        Code.NOT_FOUND,
        f"The contract {record.contract.number} has no {which}.",
        hint=f"Its versions are {', '.join(str(row.number) for row in record.versions) or 'kept elsewhere'}.",
        field="version",
    )


def _signing(
    version: ContractVersionRow, consents: Iterable[ConsentRow], names: ContractNames
) -> StatedSigning | None:
    """On paper; what was signed by a click is signed here, and no file says it."""
    on_paper = [
        row
        for row in consents
        if (row.version_id, row.consent, row.method) == (version.id, Consent.SIGNATURE.value, PAPER)
    ]
    if not on_paper:
        return None
    zone = ZoneInfo(version.says.zone)
    days = [row.given_at.astimezone(zone).date() for row in on_paper]
    signed = [
        StatedSignature(
            person=row.given_by,
            organisation="" if row.organisation_id is None else named(row.organisation_id, names),
            on=None if day == max(days) else day,
            reference=row.reference,
        )
        for row, day in zip(on_paper, days, strict=True)
    ]
    return StatedSigning(max(days), tuple(sorted(signed, key=lambda one: (one.organisation, one.person))))
