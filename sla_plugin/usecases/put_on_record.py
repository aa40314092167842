"""Put a paper of a contract on record: its bytes into the store, its hash into the trail."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sla_plugin.documents.store import DocumentStore, Paper
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import RENDERED, DocumentKind
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.draft_contract import WRITERS, require_role

SENDERS = WRITERS | PARTY_BOUND | {Role.LEGAL, Role.FINANCE}
"""Who has a part in a contract, on either side. Whoever administers, audits or measures has none."""


@dataclass(frozen=True, slots=True)
class About:
    """`version`, `language` and `content_hash`: of a paper that we made. `keep_until`: its retention."""

    kind: DocumentKind
    name: str
    version: UUID | None = None
    language: str | None = None
    content_hash: str | None = None
    keep_until: date | None = None


async def put_on_record(
    session: Session,
    store: DocumentStore,
    deed: Deed,
    which: ContractId,
    about: About,
    claimed: str,
    chunks: AsyncIterable[bytes],
) -> UUID:
    """Handed in by somebody who has the contract in reach. Forbidden `right.role`, BadInput `paper.type`,
    `paper.empty`, TooLarge, NotFound; nothing is on record then. The bytes come before the lock, which nobody
    should hold while a network is slow."""
    check_handed_in(deed, about)
    await session.get(ContractRow, id=which)
    paper = await store.put(session.tenant, claimed, chunks)
    return await record_paper(session, deed, which, about, paper)


def check_handed_in(deed: Deed, about: About) -> None:
    """Forbidden `right.role`, BadInput `paper.kind`, `name.empty`."""
    require_role(deed, SENDERS)
    if about.kind in RENDERED:
        raise BadInput(
            Code.PAPER_KIND,
            f"A paper of kind {about.kind} is made of what is on record, and not handed in.",
            hint="Hand it in as EVIDENCE.",
            field="kind",
        )
    if not about.name.strip():
        raise BadInput(Code.NAME_EMPTY, "A paper needs a name.", field="name")


async def record_paper(session: Session, deed: Deed, which: ContractId, about: About, paper: Paper) -> UUID:
    """One that lies in the store already. Forbidden `right.role`, NotFound."""
    require_role(deed, SENDERS)
    record = await take_up(session, which)
    row = await add_document(record, deed, about, paper)
    await record.write_down(deed, "contract.document_recorded", {"sha256": paper.sha256})
    return row.id


async def add_document(record: ContractRecord, deed: Deed, about: About, paper: Paper) -> ContractDocumentRow:
    """Of bytes that are in the store already."""
    row = ContractDocumentRow(
        contract_id=record.id,
        version_id=about.version,
        kind=about.kind.value,
        name=about.name,
        language=about.language,
        sha256=paper.sha256,
        media_type=paper.media_type.value,
        size=paper.size,
        content_hash=about.content_hash,
        keep_until=about.keep_until,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )
    await record.add(row)
    return row
