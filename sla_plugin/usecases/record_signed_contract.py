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
from sla_plugin.domain.roles import Role
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.complete_content import complete
from sla_plugin.usecases.draft_contract import add_version, open_record, require_role
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.signatures import PAPER
from sla_plugin.usecases.take_effect import take_effect

RECORDERS = frozenset({Role.CONTRACT_MANAGER, Role.CRM_AGENT})


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
    parent: ContractId | None = None,
) -> ContractId:
    """SIGNED at once, and known from now on: what it has promised since its first day is measured since
    then. Refused as `draft_contract` is."""
    require_role(deed, RECORDERS)
    content = await complete(session, content)
    record = await open_record(session, deed, number, kind, content, parent)
    version = await add_version(record, deed, 1, ContractState.SIGNED, content)
    for one in signatures:
        await record.add(_signature(record, version, one))
    await take_effect(record, content, deed.at)
    await record.write_down(deed, "contract.recorded")
    await look_again(record, deed.at)
    return record.id


def _signature(record: ContractRecord, version: ContractVersionRow, one: PaperSignature) -> ConsentRow:
    return ConsentRow(
        contract_id=record.id,
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
