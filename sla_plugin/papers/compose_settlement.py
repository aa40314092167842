"""A settlement's sheet as a paper in one language."""

from __future__ import annotations

from sla_plugin.papers.blocks import Facts, Paper, Section
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sections.settlement import settlement_sections, total_text
from sla_plugin.papers.settlement_sheet import SettlementSheet
from sla_plugin.papers.wording.counts import and_text
from sla_plugin.papers.wording.dates import day_text, instant_text
from sla_plugin.papers.wording.pages import NUMBER, PAGE, UNDRAWN

_KIND = Both("Settlement statement", "ใบสรุปการชำระเมื่อสัญญาสิ้นสุด")
_OF = Both("of the contract between {parties}", "ของสัญญาระหว่าง {parties}")
_CONTRACT = Both("Contract", "สัญญา")
_LAST_DAY = Both("Last day of service", "วันสุดท้ายของบริการ")
_DRAWN_UP = Both("Sealed", "ผนึกเมื่อ")
_RUNNING = Both("{kind} {number} · {hash}", "{kind} {number} · {hash}")


def settlement_paper(sheet: SettlementSheet, language: Language) -> Paper:
    kind = _KIND(language)
    return Paper(
        language=language,
        above=kind,
        title=NUMBER(language, number=sheet.number),
        below=_OF(language, parties=and_text(sheet.parties, language)),
        facts=Facts(
            (
                (_CONTRACT(language), (sheet.number,)),
                (_LAST_DAY(language), (day_text(sheet.effective_on, language),)),
                total_text(sheet, language),
                (_DRAWN_UP(language), (instant_text(sheet.drawn_up_at, sheet.zone, language),)),
            )
        ),
        sections=tuple(
            Section(f"{number}. {section.title}", section.blocks)
            for number, section in enumerate(settlement_sections(sheet, language), start=1)
        ),
        running=_RUNNING(language, kind=kind, number=sheet.number, hash=sheet.content_hash),
        page_of=PAGE(language, page="{page}", pages="{pages}"),
        undrawn=UNDRAWN(language),
    )
