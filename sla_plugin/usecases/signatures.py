"""A signature: who signed, when, from where, and the hash of what was read, whichever way it was given."""

from __future__ import annotations

from collections.abc import Sequence

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.parties import PartyRole, those
from sla_plugin.errors import Code, Conflict
from sla_plugin.sdk.signing import Signing, ToSign
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_documents import ContractDocumentRow, documents_of
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.usecases.render_papers import paper_due


async def signature(
    record: ContractRecord, version: ContractVersionRow, row: ConsentRow, signing: Signing, deed: Deed
) -> None:
    """Complete the row. Conflict `contract.hash` where none of the papers was read that are to be signed, or
    another one."""
    papers = frozenset(one.sha256 for one in await papers_to_sign(record, version))
    asked = ToSign(row.given_by, row.given_at, deed.address, row.content_hash, papers)
    evidence = await signing.sign(asked)
    _check_paper(evidence.document_hash, papers)
    signs = those(version.says.parties, PartyRole.SIGNATORY)
    row.update_from_dict(
        {
            "organisation_id": min(one.organisation for one in signs if one.person == row.given_by),
            "method": evidence.method,
            "reference": evidence.reference,
            "address": evidence.address,
            "document_hash": evidence.document_hash,
        }
    )


async def papers_to_sign(
    record: ContractRecord, version: ContractVersionRow
) -> Sequence[ContractDocumentRow]:
    """Those that were made when it was published this time; none where no store takes them."""
    kind = paper_due(version)
    reviewed = [
        row.given_at
        for row in record.consents
        if (row.version_id, row.round, row.consent) == (version.id, version.round, Consent.REVIEW)
    ]
    return [
        one
        for one in await documents_of(record.session, record.id)
        if (one.version_id, one.kind, one.content_hash) == (version.id, kind, version.content_hash)
        and one.recorded_at >= max(reviewed)
    ]


def _check_paper(read: str | None, papers: frozenset[str]) -> None:
    if read is None and papers:
        raise Conflict(
            Code.CONTRACT_HASH,
            "The signature does not name the paper that was read.",
            hint="Read one of the papers that were made of this version, and name its SHA-256.",
            field="documentHash",
        )
    if read is not None and read not in papers:
        raise Conflict(
            Code.CONTRACT_HASH,
            "The paper that was read is not one of those that are to be signed.",
            hint="Read one of the papers that were made of this version when it was published."
            if papers
            else "Name no paper: none is kept here.",
            field="documentHash",
        )
