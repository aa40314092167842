"""The papers of a contract."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.contract_enums import DocumentKind
from sla_plugin.api.types.node import Node
from sla_plugin.storage.contract_documents import ContractDocumentRow

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="A paper of a contract. It never changes; its bytes are fetched from `url`.")
class Document(Node):
    kind: DocumentKind = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="How whoever handed it in called it.")
    language: str | None = strawberry.field(description="Of a paper that we made: `en` or `th`.")
    media_type: str = strawberry.field(description="Such as `application/pdf`.")
    size: float = strawberry.field(description="In bytes; a whole number.")
    sha256: str = strawberry.field(
        description="Of its bytes; they are checked against it when they are read."
    )
    content_hash: str | None = strawberry.field(
        description="Of what the version said that it was made of: its `contentHash`; of a SPECIFICATION, "
        "its `specificationHash`."
    )
    keep_until: date | None = strawberry.field(description="The last day on which it has to be kept.")
    recorded_by: str = strawberry.field(description="Who put it on record.")
    recorded_at: datetime = strawberry.field(description="When.")
    url: str = strawberry.field(description="Where its bytes are, from the root of this service.")
    contract_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: ContractDocumentRow) -> Document:
        key = global_id("Document", row.id)
        return cls(
            id=strawberry.ID(key),
            kind=row.is_of,
            name=row.name,
            language=row.language,
            media_type=row.media_type,
            size=float(row.size),
            sha256=row.sha256,
            content_hash=row.content_hash,
            keep_until=row.keep_until,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            url=f"/documents/{key}",
            contract_key=row.contract_id,
        )

    @strawberry.field(description="The contract that it belongs to.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.contract_key)


async def document(info: Info, key: UUID) -> Document | None:
    row = await info.context.loaders.of_contracts.documents.load(key)
    return None if row is None else Document.of(row)
