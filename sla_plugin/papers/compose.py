"""A sheet as a paper in one language."""

from __future__ import annotations

from collections.abc import Iterator

from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.papers.blocks import Facts, Lines, Paper, Section
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sections.clauses import clauses_section
from sla_plugin.papers.sections.levels import levels_section
from sla_plugin.papers.sections.lines import lines_section
from sla_plugin.papers.sections.parties import parties_section
from sla_plugin.papers.sections.requirements import requirements_section
from sla_plugin.papers.sections.signatures import signatures_section
from sla_plugin.papers.sheet import ContractSheet, PaperKind
from sla_plugin.papers.wording.counts import and_text
from sla_plugin.papers.wording.dates import day_text, instant_text
from sla_plugin.papers.wording.names import CONTRACT_KINDS, PAPER_KINDS
from sla_plugin.papers.wording.pages import NUMBER, PAGE, UNDRAWN

_BETWEEN = Both("between {customers} and {providers}", "ระหว่าง {customers} กับ {providers}")
_CONTRACT = Both("Contract", "สัญญา")
_VERSION = Both("Version", "ฉบับที่")
_PARENT = Both("Under the framework contract", "ภายใต้สัญญากรอบ")
_FOLLOWS = Both("Succeeds the contract", "สืบเนื่องจากสัญญา")
_EFFECTIVE = Both("Effective from", "มีผลใช้บังคับตั้งแต่")
_ZONE = Both("Time zone", "เขตเวลา")
_CURRENCY = Both("Currency", "สกุลเงิน")
_DRAWN_UP = Both("Drawn up", "จัดทำเมื่อ")
_HASH = Both("Content hash (SHA-256)", "ค่าแฮชของเนื้อหา (SHA-256)")
_SPECIFICATION_HASH = Both("Specification hash (SHA-256)", "ค่าแฮชของข้อกำหนด (SHA-256)")
_RUNNING = Both("{kind} {number}, version {version} · {hash}", "{kind} {number} ฉบับที่ {version} · {hash}")


def paper(sheet: ContractSheet, language: Language) -> Paper:
    kind = PAPER_KINDS[sheet.kind](language)
    return Paper(
        language=language,
        above=kind if sheet.kind is not PaperKind.FINAL else CONTRACT_KINDS[sheet.contract_kind](language),
        title=NUMBER(language, number=sheet.number),
        below=_parties(sheet, language),
        facts=Facts(tuple(_facts(sheet, language))),
        sections=tuple(_numbered(_sections(sheet, language))),
        running=_RUNNING(
            language, kind=kind, number=sheet.number, version=sheet.version, hash=sheet.content_hash
        ),
        page_of=PAGE(language, page="{page}", pages="{pages}"),
        undrawn=UNDRAWN(language),
    )


def _parties(sheet: ContractSheet, language: Language) -> str:
    """Of whom it is; empty until both sides are there."""
    customers, others = (
        [party.organisation for party in sheet.parties if party.role in roles]
        for roles in ({PartyRole.CUSTOMER}, {PartyRole.PROVIDER, PartyRole.SUPPLIER})
    )
    if not customers or not others:
        return ""
    return _BETWEEN(language, customers=and_text(customers, language), providers=and_text(others, language))


def _facts(sheet: ContractSheet, language: Language) -> Iterator[tuple[str, Lines]]:
    kind = CONTRACT_KINDS[sheet.contract_kind](language)
    yield (_CONTRACT(language), (f"{sheet.number} ({kind})",))
    yield (_VERSION(language), (str(sheet.version),))
    if sheet.parent is not None:
        yield (_PARENT(language), (sheet.parent,))
    if sheet.follows is not None:
        yield (_FOLLOWS(language), (sheet.follows,))
    yield (_EFFECTIVE(language), (day_text(sheet.effective_on, language),))
    yield (_ZONE(language), (sheet.zone,))
    yield (_CURRENCY(language), (sheet.currency,))
    yield (_DRAWN_UP(language), (instant_text(sheet.drawn_up_at, sheet.zone, language),))
    hashed = _SPECIFICATION_HASH if sheet.kind is PaperKind.SPECIFICATION else _HASH
    yield (hashed(language), (sheet.content_hash,))


def _sections(sheet: ContractSheet, language: Language) -> Iterator[Section]:
    yield parties_section(sheet, language)
    if sheet.requirements:
        yield requirements_section(sheet, language)
    yield lines_section(sheet, language)
    if sheet.levels:
        yield levels_section(sheet, language)
    yield clauses_section(sheet, language)
    if sheet.kind is not PaperKind.SPECIFICATION or sheet.signatures:
        yield signatures_section(sheet, language)


def _numbered(sections: Iterator[Section]) -> Iterator[Section]:
    for number, section in enumerate(sections, start=1):
        yield Section(f"{number}. {section.title}", section.blocks)
