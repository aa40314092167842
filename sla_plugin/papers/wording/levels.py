"""What a service level promises beside its targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.facts import Status
from sla_plugin.domain.goals import OutcomeGoals
from sla_plugin.domain.terms import PauseArithmetic, PauseRule
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.wording.amounts import number_text, share_text
from sla_plugin.papers.wording.counts import and_text, or_text
from sla_plugin.papers.wording.names import STATUSES, metric_text

GOAL = Both(
    "At least {share} of what is promised in a period is kept.", "ปฏิบัติได้ตามเป้าหมายอย่างน้อย {share} ของแต่ละงวด"
)

_WAITS = Both(
    "{metrics}: time stands still while a ticket is {statuses}.",
    "{metrics}: หยุดนับเวลาระหว่างที่รายการแจ้งอยู่ในสถานะ{statuses}",
)
_NEVER_WAITS = Both("Time never stands still within the hours of service.", "ไม่มีการหยุดนับเวลาภายในเวลาให้บริการ")
_GIVEN_BACK: Mapping[PauseArithmetic, Both] = {
    PauseArithmetic.WORKING_TIME: Both(
        "A pause gives back the open hours that it took.", "ชดเชยเวลาที่หยุดนับเท่ากับเวลาทำการที่หยุดไป"
    ),
    PauseArithmetic.WALL_CLOCK: Both(
        "A pause gives back its length by the wall clock.", "ชดเชยเวลาที่หยุดนับเท่ากับเวลาจริงที่หยุดไป"
    ),
}
_CSAT = Both(
    "The mean satisfaction score is at least {mean} of 5.", "คะแนนความพึงพอใจเฉลี่ยอย่างน้อย {mean} จาก 5"
)
_REOPENED = Both("At most {share} of resolved tickets come back.", "รายการที่แก้ไขแล้วถูกเปิดใหม่ไม่เกิน {share}")
_PAUSED = Both(
    "At most {share} of the last stretch before being due is spent paused.",
    "ช่วงสุดท้ายก่อนครบกำหนดหยุดนับเวลาไม่เกิน {share}",
)
_CREDIT = Both(
    "Below {below}: {share} of the charge of the period is given back.",
    "ต่ำกว่า {below} คืนเงิน {share} ของค่าบริการในงวดนั้น",
)
_CAP = Both("At most {share} of the charge of a period.", "ไม่เกิน {share} ของค่าบริการต่องวด")
_YEARLY_CAP = Both("At most {share} of the charges of a contract year.", "ไม่เกิน {share} ของค่าบริการต่อปีสัญญา")


def pause_sentences(rule: PauseRule, language: Language) -> Iterator[str]:
    if not rule.metrics or not rule.statuses:
        yield _NEVER_WAITS(language)
        return
    metrics = [metric_text(metric, language) for metric in sorted(rule.metrics)]
    statuses = [STATUSES[status](language) for status in Status if status in rule.statuses]
    yield _WAITS(language, metrics=and_text(metrics, language), statuses=or_text(statuses, language))
    yield _GIVEN_BACK[rule.arithmetic](language)


def outcome_sentences(goals: OutcomeGoals, language: Language) -> Iterator[str]:
    if goals.csat_mean is not None:
        yield _CSAT(language, mean=number_text(goals.csat_mean))
    if goals.reopen_rate is not None:
        yield _REOPENED(language, share=share_text(goals.reopen_rate))
    if goals.paused_before_due is not None:
        yield _PAUSED(language, share=share_text(goals.paused_before_due))


def credit_sentences(schedule: CreditSchedule, language: Language) -> Iterator[str]:
    for step in schedule.steps:
        yield _CREDIT(language, below=share_text(step.below), share=share_text(step.share))
    if schedule.cap is not None:
        yield _CAP(language, share=share_text(schedule.cap))
    if schedule.yearly_cap is not None:
        yield _YEARLY_CAP(language, share=share_text(schedule.yearly_cap))
