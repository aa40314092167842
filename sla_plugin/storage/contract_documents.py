"""Which papers of a contract are on record; the bytes lie in the document store under their hash."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise import fields

from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ContractDocumentRow(Row):
    """`content_hash`: what a yes to a rendered paper is bound to; `language`: of its text, `en` or `th`."""

    contract_id = fields.UUIDField()
    version_id = fields.UUIDField(null=True)
    kind = fields.TextField()
    name = fields.TextField()
    language = fields.TextField(null=True)
    sha256 = fields.TextField()
    media_type = fields.TextField()
    size = fields.BigIntField()
    content_hash = fields.TextField(null=True)
    keep_until = fields.DateField(null=True)
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_document"

    @property
    def is_of(self) -> DocumentKind:
        return DocumentKind(self.kind)


async def documents_of(session: Session, contract: ContractId) -> Sequence[ContractDocumentRow]:
    """In the order in which they were put on record."""
    return await session.query(ContractDocumentRow).filter(contract_id=contract).order_by("id")
