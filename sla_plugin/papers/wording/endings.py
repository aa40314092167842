"""What holds when a contract is ended, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.notice.rules import Unit
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.amounts import number_text, share_text
from sla_plugin.papers.wording.counts import count_text

CHILDREN: Mapping[Children, Both] = {
    Children.CASCADE: Both("Contracts below it end with it.", "สัญญาที่อยู่ภายใต้สัญญานี้สิ้นสุดพร้อมกัน"),
    Children.RUN_OFF: Both(
        "Contracts below it run to the end of their own terms, and are not renewed.",
        "สัญญาที่อยู่ภายใต้สัญญานี้มีผลจนสิ้นระยะเวลาของตน และไม่มีการต่ออายุ",
    ),
    Children.SURVIVE: Both("Contracts below it go on unchanged.", "สัญญาที่อยู่ภายใต้สัญญานี้มีผลต่อไปตามเดิม"),
}
_OBJECTION = Both(
    "The other party may object within {days} of receiving notice.",
    "อีกฝ่ายโต้แย้งได้ภายใน {days} นับแต่ได้รับหนังสือบอกกล่าว",
)
_ELECTION = Both(
    "For a breach that was not put right it may be ended within {days} of the time to do so.",
    "หากไม่แก้ไขการผิดสัญญา บอกเลิกได้ภายใน {days} นับแต่พ้นระยะเวลาแก้ไข",
)
_FEES: Mapping[FeeKind, Both] = {
    FeeKind.MONTHS: Both(
        "A customer who ends it before its term owes the charges of {value} months.",
        "ผู้รับบริการที่เลิกสัญญาก่อนครบระยะเวลาต้องชำระค่าบริการ {value} เดือน",
    ),
    FeeKind.REMAINING: Both(
        "A customer who ends it before its term owes {value} of what would be charged until then.",
        "ผู้รับบริการที่เลิกสัญญาก่อนครบระยะเวลาต้องชำระ {value} ของค่าบริการจนถึงวันสิ้นระยะเวลา",
    ),
}
_CONVERTS = Both(
    "A notice for cause that is defective counts as one without cause.",
    "หนังสือบอกเลิกโดยอ้างเหตุที่ไม่สมบูรณ์ ให้ถือเป็นการบอกเลิกโดยไม่มีเหตุ",
)
_RUNS_OFF = Both(
    "What is open at its end is measured on, and counted apart.",
    "รายการที่ยังเปิดอยู่เมื่อสัญญาสิ้นสุดยังวัดผลต่อไป โดยแยกนับต่างหาก",
)
_STOPS = Both("At its end measuring stops.", "การวัดผลสิ้นสุดพร้อมกับสัญญา")


def ending_sentences(ending: Ending, language: Language) -> Iterator[str]:
    yield _OBJECTION(language, days=count_text(ending.objection_days, Unit.DAY, language))
    yield _ELECTION(language, days=count_text(ending.election_days, Unit.DAY, language))
    if ending.fee is not None:
        yield _FEES[ending.fee.kind](language, value=_value(ending.fee))
    if ending.converts:
        yield _CONVERTS(language)
    yield (_RUNS_OFF if ending.runs_off else _STOPS)(language)


def _value(fee: EarlyFee) -> str:
    return number_text(fee.value) if fee.kind is FeeKind.MONTHS else share_text(fee.value)
