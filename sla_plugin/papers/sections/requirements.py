"""What the customer needs, in the customer's words, and who judged that it can be done."""

from __future__ import annotations

from sla_plugin.domain.contracting.requirements import Judgement
from sla_plugin.papers.blocks import Need, Section
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet, SheetRequirement
from sla_plugin.papers.wording.dates import instant_text

_TITLE = Both("What the customer needs", "ความต้องการของผู้รับบริการ")
_OUTCOME = Both("Wanted outcome", "ผลลัพธ์ที่ต้องการ")
_SERVICE = Both("Met by", "ตอบสนองโดยบริการ")
_TECHNICAL = Both("Technically feasible", "ทำได้ทางเทคนิค")
_COMMERCIAL = Both("Commercially feasible", "ทำได้ทางพาณิชย์")
_JUDGED = Both("judged by {by} on {at}", "พิจารณาโดย {by} เมื่อ {at}")
_NOT_YET = Both("not judged yet", "ยังไม่ได้พิจารณา")
_NO_SERVICE = Both("no service yet", "ยังไม่ได้กำหนดบริการ")


def requirements_section(sheet: ContractSheet, language: Language) -> Section:
    needs = tuple(_need(one, sheet.zone, language) for one in sheet.requirements)
    return Section(_TITLE(language), needs)


def _need(one: SheetRequirement, zone: str, language: Language) -> Need:
    return Need(
        one.need,
        (
            (_OUTCOME(language), (one.outcome,)),
            (_SERVICE(language), (one.service or _NO_SERVICE(language),)),
            (_TECHNICAL(language), (_judged(one.technical, zone, language),)),
            (_COMMERCIAL(language), (_judged(one.commercial, zone, language),)),
        ),
    )


def _judged(judgement: Judgement | None, zone: str, language: Language) -> str:
    if judgement is None:
        return _NOT_YET(language)
    return _JUDGED(language, by=judgement.by, at=instant_text(judgement.at, zone, language))
