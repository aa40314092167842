"""Values read as people of each language write them, and beside it as ISO 8601 does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.facts import Status
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, OptionDay, Roll, Unit
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import PauseArithmetic, PauseRule
from sla_plugin.papers.languages import Both, Language
from sla_plugin.papers.sheet import PaperKind
from sla_plugin.papers.wording import names
from sla_plugin.papers.wording.amounts import money_text, number_text, share_text
from sla_plugin.papers.wording.counts import and_text, count_text
from sla_plugin.papers.wording.dates import day_text, instant_text, span_text
from sla_plugin.papers.wording.endings import CHILDREN, ending_sentences
from sla_plugin.papers.wording.hours import hours_text
from sla_plugin.papers.wording.lengths import target_text
from sla_plugin.papers.wording.levels import pause_sentences
from sla_plugin.papers.wording.notices import LAWS, rule_sentences

EN, TH = Language.EN, Language.TH
BANGKOK = "Asia/Bangkok"
APRIL = date(2026, 4, 1)


def spaced(text: str) -> str:
    """With plain spaces where no line may end."""
    return text.replace("\u00a0", " ")


def test_a_thai_day_counts_years_by_the_buddhist_era() -> None:
    assert spaced(day_text(APRIL, TH)) == "1 เมษายน 2569 (2026-04-01)"
    assert spaced(day_text(APRIL, EN)) == "1 April 2026 (2026-04-01)"


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)))
def test_both_calendars_tell_the_same_day(on: date) -> None:
    for language, ahead in ((EN, 0), (TH, 543)):
        day, month, year, iso = day_text(on, language).replace("\u00a0", " ").split(" ")
        assert (int(day), int(year) - ahead, iso) == (on.day, on.year, f"({on.isoformat()})")
        assert month == spaced(day_text(date(2026, on.month, 1), language)).split(" ")[1]


def test_an_instant_is_told_in_the_zone_of_the_contract() -> None:
    at = datetime(2026, 3, 31, 17, 0, 5, 999_999, UTC)
    assert spaced(instant_text(at, BANGKOK, EN)) == "1 April 2026, 00:00:05 (2026-04-01T00:00:05+07:00)"
    assert (
        spaced(instant_text(at, BANGKOK, TH)) == "1 เมษายน 2569 เวลา 00:00:05 น. (2026-04-01T00:00:05+07:00)"
    )


def test_a_span_may_be_open_on_either_side() -> None:
    assert span_text(None, None, EN) is None
    assert spaced(span_text(APRIL, None, TH) or "") == "ตั้งแต่ 1 เมษายน 2569 (2026-04-01)"
    assert spaced(span_text(None, APRIL, EN) or "") == "until 1 April 2026 (2026-04-01)"
    assert (
        spaced(span_text(APRIL, APRIL, EN) or "") == "1 April 2026 (2026-04-01) to 1 April 2026 (2026-04-01)"
    )


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("1234567.5", "THB", "1,234,567.50 THB"),
        ("1234567", "JPY", "1,234,567 JPY"),
        ("0.125", "KWD", "0.125 KWD"),
        ("-12", "EUR", "-12.00 EUR"),
    ],
)
def test_an_amount_is_told_to_the_smallest_coin(amount: str, currency: str, said: str) -> None:
    assert spaced(money_text(Money(Decimal(amount), currency))) == said


def test_numbers_and_shares_are_told_exactly() -> None:
    assert number_text(Decimal("1234.500")) == "1,234.5"
    assert number_text(Decimal("1E+2")) == "100"
    assert spaced(share_text(Decimal("0.9995"))) == "99.95 %"


@pytest.mark.parametrize(
    ("target", "english", "thai"),
    [
        (WorkingDuration(timedelta(hours=2, minutes=30)), "2 h 30 min", "2 ชม. 30 นาที"),
        (WorkingDuration(timedelta(0)), "at once", "ทันที"),
        (WorkingDays(3), "3 working days", "3 วันทำการ"),
        (WorkingDays(1, at_end=True), "by the end of the next working day", "ภายในสิ้นวันทำการถัดไป"),
        (
            WorkingDays(22, at_end=True),
            "by the end of the 22nd working day after",
            "ภายในสิ้นวันทำการที่ 22 นับแต่วันถัดไป",
        ),
        (
            ByTime(1, time(10), cutoff=time(15)),
            "by 10:00 of the next working day; what comes after 15:00, one working day later",
            "ภายใน 10:00 น. ของวันทำการถัดไป หากแจ้งหลัง 15:00 น. เลื่อนไปอีกหนึ่งวันทำการ",
        ),
        (
            Until(datetime(2026, 4, 1, 5, tzinfo=UTC)),
            "by 1 April 2026, 12:00:00 (2026-04-01T12:00:00+07:00)",
            "ภายใน 1 เมษายน 2569 เวลา 12:00:00 น. (2026-04-01T12:00:00+07:00)",
        ),
        (
            Agreed(WorkingDays(12)),
            "as agreed for the ticket, else 12 working days",
            "ตามที่ตกลงกันในแต่ละรายการแจ้ง หรือหากไม่ได้ตกลงไว้ 12 วันทำการ",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
def test_targets_are_told_in_words(target: Target, english: str, thai: str) -> None:
    assert spaced(target_text(target, BANGKOK, EN)) == english
    assert spaced(target_text(target, BANGKOK, TH)) == thai


def calendar(**days: list[list[str]]) -> Calendar:
    return parse_calendar({"time_zone": BANGKOK, "hours": days})


@pytest.mark.parametrize(
    ("hours", "english", "thai"),
    [
        (
            Calendar.always(BANGKOK),
            "every day, around the clock (local time in Asia/Bangkok)",
            "ทุกวัน ตลอด 24 ชั่วโมง (ตามเวลาท้องถิ่น Asia/Bangkok)",
        ),
        (
            calendar(mon=[["08:00", "12:00"], ["13:00", "17:00"]], tue=[["08:00", "12:00"],
                     ["13:00", "17:00"]], sat=[["22:00", "06:00"]]),
            "Monday to Tuesday 08:00–12:00 and 13:00–17:00, Saturday 22:00–06:00 "
            "(local time in Asia/Bangkok)",
            "วันจันทร์ถึงวันอังคาร เวลา 08:00–12:00 และ 13:00–17:00 น., วันเสาร์ เวลา 22:00–06:00 น. "
            "(ตามเวลาท้องถิ่น Asia/Bangkok)",
        ),
        (
            parse_calendar({"time_zone": BANGKOK, "hours": {"sun": [["00:00", "24:00"]]},
                            "holidays": {"2026-04-13": "Songkran"}, "special_days": {"2026-04-14": []}}),
            "Sunday all day (local time in Asia/Bangkok), except on the holidays of this calendar; "
            "special days of this calendar have hours of their own",
            "วันอาทิตย์ ตลอดวัน (ตามเวลาท้องถิ่น Asia/Bangkok) ยกเว้นวันหยุดตามปฏิทินนี้ วันพิเศษตามปฏิทินนี้มีเวลาเฉพาะ",
        ),
    ],
)  # fmt: skip
def test_hours_are_told_by_runs_of_days(hours: Calendar, english: str, thai: str) -> None:
    assert hours_text(hours, EN) == english
    assert hours_text(hours, TH) == thai


def test_a_rule_of_notice_is_told_sentence_by_sentence() -> None:
    rule = NoticeRule(
        NoticePeriod(1, Unit.MONTH), roll=Roll.FOLLOWING, align=Align.QUARTER_END, fiscal_year_start_month=10,
        option=OptionDay(APRIL, date(2026, 6, 30)), tolled_by_suspension=True,
    )  # fmt: skip
    assert [spaced(said) for said in rule_sentences(rule, EN)] == [
        "1 month from the day after receipt.",
        "Months are counted to the same day, or to the last one of a shorter month.",
        "A last day that is no business day moves to the next one.",
        "The last day moves on to the end of its quarter.",
        "The year begins with month 10.",
        "If the period has run out by 1 April 2026 (2026-04-01), the last day is 30 June 2026 (2026-06-30) "
        "instead.",
        "Days of suspension are not counted.",
    ]
    assert spaced(next(rule_sentences(rule, TH))) == "1 เดือน นับแต่วันถัดจากวันที่ได้รับหนังสือบอกกล่าว"


def test_what_holds_at_the_end_is_told() -> None:
    ending = Ending(objection_days=1, fee=EarlyFee(FeeKind.REMAINING, Decimal("0.25")), converts=True)
    assert [spaced(said) for said in ending_sentences(ending, EN)] == [
        "The other party may object within 1 day of receiving notice.",
        "For a breach that was not put right it may be ended within 30 days of the time to do so.",
        "A customer who ends it before its term owes 25 % of what would be charged until then.",
        "A notice for cause that is defective counts as one without cause.",
        "At its end measuring stops.",
    ]
    fee = Ending(fee=EarlyFee(FeeKind.MONTHS, Decimal("2.5")), runs_off=True)
    assert list(ending_sentences(fee, EN))[2:] == [
        "A customer who ends it before its term owes the charges of 2.5 months.",
        "What is open at its end is measured on, and counted apart.",
    ]


def test_a_day_of_the_month_counts_nothing() -> None:
    rule = NoticeRule(NoticePeriod(15, Unit.BY_DAY_OF_MONTH))
    assert list(rule_sentences(rule, EN)) == [
        "What is received by day 15 of a month runs out with that month; what comes later, with the next.",
        "A last day that is no business day stays as it is.",
    ]


def test_what_never_pauses_is_told_as_such() -> None:
    never = PauseRule(statuses=frozenset())
    assert list(pause_sentences(never, EN)) == ["Time never stands still within the hours of service."]
    rule = PauseRule(arithmetic=PauseArithmetic.WALL_CLOCK)
    assert list(pause_sentences(rule, EN)) == [
        "Resolution: time stands still while a ticket is waiting for the customer or on hold.",
        "A pause gives back its length by the wall clock.",
    ]


def test_lists_end_with_a_word() -> None:
    assert [and_text(["a", "b", "c"][:n], EN) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert and_text(["ก", "ข"], TH) == "ก และ ข"


@pytest.mark.parametrize("unit", sorted(set(Unit) - {Unit.BY_DAY_OF_MONTH}))
def test_one_of_a_kind_is_not_many(unit: Unit) -> None:
    assert count_text(1, unit, EN) + "s" == count_text(2, unit, EN).replace("2", "1")


@pytest.mark.parametrize(
    ("named", "members"),
    [
        (names.CONTRACT_KINDS, ContractKind),
        (names.PAPER_KINDS, PaperKind),
        (names.ROLES, PartyRole),
        (names.BILLING, Billing),
        (names.TOTALS, Billing),
        (names.METRICS, Metric),
        (names.STATUSES, Status),
        (LAWS, Law),
        (CHILDREN, Children),
    ],
)
def test_every_member_has_a_name_of_its_own_in_both_languages(
    named: dict[str, Both], members: type[StrEnum]
) -> None:
    assert set(named) == set(members)
    for language in Language:
        assert len({one(language) for one in named.values()}) == len(named)


def test_a_metric_of_a_tenant_keeps_its_name() -> None:
    assert names.metric_text("FIRST_UPDATE", TH) == "FIRST_UPDATE"
