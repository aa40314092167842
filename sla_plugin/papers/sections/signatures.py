"""Who signs, and who has signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.papers.blocks import Block, Facts, Remark, Section, SignatureField, SignatureFields
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet, SheetSignature
from sla_plugin.papers.wording.dates import instant_text

_TITLE = Both("Signatures", "การลงนาม")
_FOR = Both("for {organisation}", "ในนาม {organisation}")
_SIGNED = Both("Signed on {at}", "ลงนามเมื่อ {at}")
_METHOD = Both("Method: {method}", "วิธีลงนาม: {method}")
_METHODS: Mapping[str, Both] = {
    "PAPER": Both("on paper", "ลงนามบนกระดาษ"),
    "CLICK": Both("click to sign, with the signatory's own token", "กดลงนามด้วยโทเค็นของผู้ลงนามเอง"),
}
_READ = Both(
    "What each of them read and signed is the paper with this hash (SHA-256):",
    "เอกสารที่แต่ละคนอ่านและลงนามคือเอกสารที่มีค่าแฮช (SHA-256) ดังนี้",
)
_REFERENCE = Both("Kept as: {reference}", "เก็บรักษาไว้ที่: {reference}")
_PLACE_DATE = Both("Place and date", "สถานที่และวันที่")
_BOUND = Both(
    "Whoever signs, signs the content whose hash stands on each page: {hash}",
    "ผู้ลงนามลงนามในเนื้อหาที่มีค่าแฮชตามที่ปรากฏในทุกหน้า: {hash}",
)
_EXECUTED = Both(
    "Executed copy, made of the same content after the last signature.",
    "สำเนาฉบับลงนามครบถ้วน จัดทำจากเนื้อหาเดียวกันหลังการลงนามครั้งสุดท้าย",
)


def signatures_section(sheet: ContractSheet, language: Language) -> Section:
    fields = (*_given(sheet, language), *_open(sheet, language))
    blocks = (*_remarks(sheet, language), SignatureFields(fields), *_read(sheet, language))
    return Section(_TITLE(language), blocks)


def _remarks(sheet: ContractSheet, language: Language) -> Iterator[Block]:
    yield Remark(_BOUND(language, hash=sheet.content_hash))
    if sheet.is_executed:
        yield Remark(_EXECUTED(language))


def _read(sheet: ContractSheet, language: Language) -> Iterator[Block]:
    """Below the signatures: a hash needs the width of a page."""
    rows = tuple((one.person, (one.document_hash,)) for one in sheet.signatures if one.document_hash)
    if rows:
        yield Remark(_READ(language))
        yield Facts(rows)


def _given(sheet: ContractSheet, language: Language) -> Iterator[SignatureField]:
    for one in sheet.signatures:
        organisation = _FOR(language, organisation=one.organisation)
        said = tuple(_said(one, sheet.zone, language))
        yield SignatureField(one.person, organisation, said, is_given=True)


def _said(one: SheetSignature, zone: str, language: Language) -> Iterator[str]:
    yield _SIGNED(language, at=instant_text(one.at, zone, language))
    yield _method(one, language)
    if one.reference is not None:
        yield _REFERENCE(language, reference=one.reference)


def _method(signature: SheetSignature, language: Language) -> str:
    named = _METHODS.get(signature.method)
    return _METHOD(language, method=signature.method if named is None else named(language))


def _open(sheet: ContractSheet, language: Language) -> Iterator[SignatureField]:
    """Of the signatories who have not signed yet."""
    for party in sheet.unsigned:
        organisation = _FOR(language, organisation=party.organisation)
        yield SignatureField(party.person or "", organisation, (_PLACE_DATE(language),), is_given=False)
