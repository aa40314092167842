"""Put a contract on record that was signed on paper before, with who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.states import ContractKind, ContractState
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.complete_content import complete
from sla_plugin.usecases.draft_contract import Need, add_need, add_version, open_record, require_role
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.record_contract import RECORDERS
from sla_plugin.usecases.take_effect import take_effect

PAPER = "PAPER"
"""The method of signatures that were given before."""


@dataclass(frozen=True, slots=True)
class PaperSignature:
    """`reference`: where the paper is kept."""

    person: str
    organisation: OrganisationId
    signed_at: datetime
    reference: str | None = None


async def record_signed_contract(
    session: Session,
    deed: Deed,
    *,
    number: str,
    kind: ContractKind,
    content: VersionContent,
    signatures: Sequence[PaperSignature],
    needs: Sequence[Need] = (),
    parent: ContractId | None = None,
) -> ContractId:
    """SIGNED at once, and known from now on: what it has promised since its first day is measured since
    then. Refused as `draft_contract` is."""
    require_role(deed, RECORDERS)
    content = await complete(session, content)
    record = await open_record(session, deed, number, kind, content, parent)
    await _record(record, deed, content, signatures, needs)
    return record.id


async def record_kept_contract(
    session: Session,
    deed: Deed,
    which: ContractId,
    *,
    kind: ContractKind,
    content: VersionContent,
    signatures: Sequence[PaperSignature],
    needs: Sequence[Need] = (),
    parent: ContractId | None = None,
) -> ContractId:
    """The same of a contract that was kept elsewhere so far: from now on, what it says tells whom it covers
    since when. Conflict `object.duplicate` where something of it is on record already."""
    require_role(deed, RECORDERS)
    content = await complete(session, content)
    record = await take_up(session, which)
    if record.versions:
        raise Conflict(Code.DUPLICATE, "What this contract says is on record already.", field="number")
    await record.change(record.contract, kind=kind.value, parent_id=parent, monitored_from=None)
    await record.change(record.contract, revision=record.contract.revision + 1)
    await _record(record, deed, content, signatures, needs)
    return which


async def _record(
    record: ContractRecord,
    deed: Deed,
    content: VersionContent,
    signatures: Sequence[PaperSignature],
    needs: Sequence[Need],
) -> None:
    version = await add_version(record, deed, 1, ContractState.SIGNED, content)
    for one in signatures:
        await record.add(signature_row(version, one))
    for need in needs:
        await add_need(record, deed, need)
    await take_effect(record, content, deed.at)
    await record.write_down(deed, "contract.recorded")
    await look_again(record, deed.at)


def signature_row(version: ContractVersionRow, one: PaperSignature) -> ConsentRow:
    return ConsentRow(
        contract_id=version.contract_id,
        version_id=version.id,
        consent=Consent.SIGNATURE.value,
        given_by=one.person,
        given_at=one.signed_at,
        content_hash=version.content_hash,
        round=version.round,
        organisation_id=one.organisation,
        method=PAPER,
        reference=one.reference,
    )
