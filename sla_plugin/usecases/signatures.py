"""A signature by a click: who signed, when, from where, and the hash of what was read.

An external signing service would be another `method`, with its own reference to what it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.parties import PartyRole, those
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_documents import documents_of
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow

CLICK, PAPER = "CLICK", "PAPER"


@dataclass(frozen=True, slots=True)
class SigningAs:
    """`document`: the SHA-256 of the paper that was read, where one was. `method` and `reference` as the
    signing service has them."""

    document: str | None = None
    method: str = CLICK
    reference: str | None = None


async def signature(
    record: ContractRecord,
    version: ContractVersionRow,
    row: ConsentRow,
    signing: SigningAs | None,
    deed: Deed,
) -> None:
    """Complete the row. Conflict `contract.hash` for a paper that does not say what the version says."""
    how = signing or SigningAs()
    if how.document is not None:
        of_version = [
            one.sha256
            for one in await documents_of(record.session, record.id)
            if one.content_hash == version.content_hash and one.version_id == version.id
        ]
        if how.document not in of_version:
            raise Conflict(
                Code.CONTRACT_HASH,
                "The paper that was read does not say what is to be signed.",
                hint="Read one of the papers that were made of this version.",
                field="documentHash",
            )
    signs = those(version.says.parties, PartyRole.SIGNATORY)
    row.update_from_dict(
        {
            "organisation_id": min(one.organisation for one in signs if one.person == row.given_by),
            "method": how.method,
            "reference": how.reference,
            "address": deed.address,
            "document_hash": how.document,
        }
    )
