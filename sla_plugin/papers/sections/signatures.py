"""Who signs, and who has signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.papers.blocks import Block, Remark, Section, SignatureField, SignatureFields
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
_PLACE_DATE = Both("Place and date", "สถานที่และวันที่")
_BOUND = Both(
    "Whoever signs, signs the content whose hash stands on each page: {hash}",
    "ผู้ลงนามลงนามในเนื้อหาที่มีค่าแฮชตามที่ปรากฏในทุกหน้า: {hash}",
)


def signatures_section(sheet: ContractSheet, language: Language) -> Section:
    fields = (*_given(sheet, language), *_open(sheet, language))
    blocks: tuple[Block, ...] = (Remark(_BOUND(language, hash=sheet.content_hash)), SignatureFields(fields))
    return Section(_TITLE(language), blocks)


def _given(sheet: ContractSheet, language: Language) -> Iterator[SignatureField]:
    for one in sheet.signatures:
        said = _SIGNED(language, at=instant_text(one.at, sheet.zone, language))
        organisation = _FOR(language, organisation=one.organisation)
        yield SignatureField(one.person, organisation, (said, _method(one, language)), is_given=True)


def _method(signature: SheetSignature, language: Language) -> str:
    named = _METHODS.get(signature.method)
    return _METHOD(language, method=signature.method if named is None else named(language))


def _open(sheet: ContractSheet, language: Language) -> Iterator[SignatureField]:
    """Of the signatories who have not signed yet."""
    signed = {(one.person, one.organisation) for one in sheet.signatures}
    for party in sheet.parties:
        who = (party.person or "", party.organisation)
        if party.role is PartyRole.SIGNATORY and who not in signed:
            organisation = _FOR(language, organisation=party.organisation)
            yield SignatureField(who[0], organisation, (_PLACE_DATE(language),), is_given=False)
