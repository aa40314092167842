"""Make the papers of a version, and put them on record: what is to be read, and a copy of what was signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.papers.renderings import Rendering, renderings
from sla_plugin.papers.sheet import ContractSheet, PaperKind
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.usecases.contract_sheet import contract_sheet
from sla_plugin.usecases.put_on_record import About, add_document


def paper_due(version: ContractVersionRow) -> PaperKind | None:
    """Which paper is read in the state that it is in now; None: none. A SIGNED one tells its signatures."""
    match version.at:
        case ContractState.SPECIFICATION_REVIEW:
            return PaperKind.SPECIFICATION
        case ContractState.AWAITING_SIGNATURE | ContractState.SIGNED:
            return PaperKind.FINAL if version.number == 1 else PaperKind.AMENDMENT
        case _:
            return None


async def render_papers(
    record: ContractRecord, version: ContractVersionRow, store: DocumentStore, deed: Deed
) -> list[ContractDocumentRow]:
    """Of a record that is locked, once the version has come to its state; none where no paper is due. The
    rows are in the event that is written down next. Unavailable `paper.store`, TooLarge."""
    kind = paper_due(version)
    if kind is None:
        return []
    sheet = await contract_sheet(record, version, kind, deed.at)
    made = await asyncio.to_thread(lambda: list(renderings(sheet)))
    return [await _kept(record, version, store, deed, sheet, one) for one in made]


async def _kept(
    record: ContractRecord,
    version: ContractVersionRow,
    store: DocumentStore,
    deed: Deed,
    sheet: ContractSheet,
    made: Rendering,
) -> ContractDocumentRow:
    paper = await store.put(record.session.tenant, made.media_type, _whole(made.content))
    about = About(
        kind=DocumentKind(sheet.kind.value),
        name=_name(sheet, made),
        version=version.id,
        language=made.language.value,
        content_hash=sheet.content_hash,
    )
    return await add_document(record, deed, about, paper)


def _name(sheet: ContractSheet, made: Rendering) -> str:
    """`C-1 v1 final (th).pdf`, and once it is executed `C-1 v1 final signed (th).pdf`."""
    kind = f"{sheet.kind.lower()} signed" if sheet.is_executed else sheet.kind.lower()
    return f"{sheet.number} v{sheet.version} {kind} ({made.language}).{made.ending}"


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
