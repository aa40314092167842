"""What a paper of a contract is."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    SPECIFICATION = "SPECIFICATION"
    DRAFT = "DRAFT"
    FINAL = "FINAL"
    AMENDMENT = "AMENDMENT"
    NOTICE = "NOTICE"
    EVIDENCE = "EVIDENCE"
    SETTLEMENT = "SETTLEMENT"
    ERASURE_CERTIFICATE = "ERASURE_CERTIFICATE"


RENDERED = frozenset(
    {DocumentKind.SPECIFICATION, DocumentKind.FINAL, DocumentKind.AMENDMENT, DocumentKind.SETTLEMENT}
)
"""Made by us from what is on record; nobody hands them in."""
