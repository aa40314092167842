"""How long the contract runs, how it is ended, and what holds meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.domain.contracting.content import Clauses, SuspendedClocks
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.notice.law import PROFILES, Law
from sla_plugin.domain.notice.rules import NoticeRule, Unit
from sla_plugin.papers.blocks import Facts, Lines, Section
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import ContractSheet
from sla_plugin.papers.wording.amounts import share_text
from sla_plugin.papers.wording.counts import count_text
from sla_plugin.papers.wording.endings import CHILDREN, ending_sentences
from sla_plugin.papers.wording.notices import LAWS, NO_ADVICE, SOURCES, rule_sentences

_TITLE = Both("Terms", "ข้อตกลงและเงื่อนไข")
_TERM = Both("Term", "ระยะเวลาสัญญา")
_OPEN = Both("It runs until somebody ends it.", "มีผลต่อเนื่องจนกว่าฝ่ายใดฝ่ายหนึ่งบอกเลิก")
_FIRST_TERM = Both(
    "The first term is {months}, from the start of the contract.", "ระยะเวลาแรก {months} นับแต่วันเริ่มสัญญา"
)
_RENEWAL = Both("Renewal", "การต่ออายุ")
_RENEWED = Both(
    "At the end of a term it is renewed by {months}, unless notice is received in time.",
    "เมื่อสิ้นระยะเวลา ต่ออายุอีกคราวละ {months} เว้นแต่ได้รับหนังสือบอกกล่าวทันกำหนด",
)
_GRACE = Both(
    "The renewal is decided {days} after the deadline for notice.", "ตัดสินการต่ออายุ {days} หลังพ้นกำหนดบอกกล่าว"
)
_NOT_RENEWED = Both("It is not renewed.", "ไม่มีการต่ออายุ")
_NOTICE = Both("Notice to end it", "การบอกกล่าวเลิกสัญญา")
_CURE = Both("Time to put a breach right", "ระยะเวลาแก้ไขการผิดสัญญา")
_NOTHING = Both("Nothing is agreed.", "ไม่ได้ตกลงไว้")
_BUSINESS_DAYS = Both("Business days", "วันทำการ")
_AS_IN = Both("As the calendar “{calendar}” says.", "ตามปฏิทิน “{calendar}”")
_WEEKDAYS = Both("Monday to Friday.", "วันจันทร์ถึงวันศุกร์")
_SUSPENSION = Both("Suspension", "การระงับสัญญา")
_SUSPENDED: Mapping[SuspendedClocks, Both] = {
    SuspendedClocks.PAUSE: Both(
        "While the contract is suspended, time does not count.", "ระหว่างที่ระงับสัญญา หยุดนับเวลา"
    ),
    SuspendedClocks.GO_ON: Both(
        "While the contract is suspended, time goes on counting.", "ระหว่างที่ระงับสัญญา ยังคงนับเวลาต่อไป"
    ),
}
_CREDIT_CAP = Both("Cap on credits", "เพดานเครดิตค่าบริการ")
_CAPPED = Both(
    "Credits reach at most {share} of the charge of a period.", "เครดิตค่าบริการรวมไม่เกิน {share} ของค่าบริการต่องวด"
)
_ENDING = Both("Ending it", "การเลิกสัญญา")
_EXIT = Both("Duties at its end", "หน้าที่เมื่อสัญญาสิ้นสุด")
_SURVIVING = Both("Beyond its end", "ข้อที่มีผลต่อไปหลังสิ้นสุด")
_DUTY = Both("{what} ({kind}), within {days} of the end", "{what} ({kind}) ภายใน {days} นับแต่วันสิ้นสุด")
_AMENDMENT = Both("Amendment", "การแก้ไขเพิ่มเติม")
_LAW = Both("Law", "กฎหมายที่ใช้บังคับ")


def clauses_section(sheet: ContractSheet, language: Language) -> Section:
    rows = tuple(_rows(sheet, language))
    return Section(_TITLE(language), (Facts(rows),))


def _rows(sheet: ContractSheet, language: Language) -> Iterator[tuple[str, Lines]]:
    clauses, business_days = sheet.clauses, sheet.business_days
    yield (_TERM(language), (_term(clauses, language),))
    yield (_RENEWAL(language), tuple(_renewal(clauses, language)))
    yield (_NOTICE(language), _rule(clauses.notice, language))
    yield (_CURE(language), _rule(clauses.cure, language))
    days = _WEEKDAYS(language) if business_days is None else _AS_IN(language, calendar=business_days)
    yield (_BUSINESS_DAYS(language), (days,))
    suspended = SuspendedClocks.PAUSE if clauses.pauses_when_suspended else SuspendedClocks.GO_ON
    yield (_SUSPENSION(language), (_SUSPENDED[suspended](language),))
    if clauses.credit_cap is not None:
        yield (_CREDIT_CAP(language), (_CAPPED(language, share=share_text(clauses.credit_cap)),))
    yield (_ENDING(language), tuple(_ending(sheet, language)))
    if clauses.exit:
        yield (_EXIT(language), tuple(_duties(clauses, language)))
    if clauses.at_its_end.surviving:
        yield (_SURVIVING(language), clauses.at_its_end.surviving)
    if clauses.amendment is not None:
        yield (_AMENDMENT(language), (clauses.amendment,))
    yield (_LAW(language), tuple(_law(clauses.law, language)))


def _ending(sheet: ContractSheet, language: Language) -> Iterator[str]:
    ending = sheet.clauses.at_its_end
    yield from ending_sentences(ending, language)
    if sheet.contract_kind is ContractKind.FRAMEWORK:
        yield CHILDREN[ending.children](language)


def _term(clauses: Clauses, language: Language) -> str:
    if clauses.initial_months is None:
        return _OPEN(language)
    return _FIRST_TERM(language, months=count_text(clauses.initial_months, Unit.MONTH, language))


def _renewal(clauses: Clauses, language: Language) -> Iterator[str]:
    if clauses.renewal_months is None:
        yield _NOT_RENEWED(language)
    else:
        yield _RENEWED(language, months=count_text(clauses.renewal_months, Unit.MONTH, language))
    if clauses.grace_days is not None:
        yield _GRACE(language, days=count_text(clauses.grace_days, Unit.DAY, language))


def _rule(rule: NoticeRule | None, language: Language) -> Lines:
    return (_NOTHING(language),) if rule is None else tuple(rule_sentences(rule, language))


def _duties(clauses: Clauses, language: Language) -> Iterator[str]:
    for duty in clauses.exit or ():
        days = count_text(duty.within_days, Unit.DAY, language)
        yield _DUTY(language, what=duty.what, kind=duty.kind, days=days)


def _law(law: Law, language: Language) -> Iterator[str]:
    yield LAWS[law](language)
    if sources := PROFILES[law].sources:
        yield SOURCES(language, sources="; ".join(sources))
    yield NO_ADVICE(language)
