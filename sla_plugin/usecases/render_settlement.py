"""Make the papers of a settlement, and put them on record with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.settlement import Settlement
from sla_plugin.papers.renderings import renderings
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.settlements import SettlementRow
from sla_plugin.usecases.put_on_record import About, add_document
from sla_plugin.usecases.settlement_sheet import settlement_sheet


async def render_settlement(
    record: ContractRecord,
    case: Case,
    settled: Settlement,
    row: SettlementRow,
    store: DocumentStore,
    deed: Deed,
) -> None:
    """Of a record that is locked; they are in the event that is written down next. Unavailable
    `paper.store`, TooLarge."""
    sheet = await settlement_sheet(record, case, settled, row)
    for made in await asyncio.to_thread(lambda: list(renderings(sheet))):
        paper = await store.put(record.session.tenant, made.media_type, _whole(made.content))
        about = About(
            kind=DocumentKind.SETTLEMENT,
            name=f"{sheet.number} settlement ({made.language}).{made.ending}",
            language=made.language.value,
            content_hash=settled.hash,
        )
        await add_document(record, deed, about, paper)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
