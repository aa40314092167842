"""Contracts on paper: one as rich as they come, with names as long as they are in Thailand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.content import Clauses, ExitDuty
from sla_plugin.domain.contracting.ending import EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import NoticeAddress, PartyRole
from sla_plugin.domain.contracting.requirements import Judgement
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Roll, Unit
from sla_plugin.domain.targets import Agreed, ByTime, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, PauseRule, Terms
from sla_plugin.papers.sheet import (
    ContractSheet,
    PaperKind,
    SheetHours,
    SheetLevel,
    SheetLine,
    SheetParty,
    SheetRequirement,
    SheetSignature,
)

CUSTOMER = "บริษัท เจ้าพระยาโลจิสติกส์และคลังสินค้า (ประเทศไทย) จำกัด (มหาชน)"
PROVIDER = "บริษัท ล้านนา ไอที เซอร์วิส จำกัด"
MALEE = "มาลี ศรีสุวรรณวัฒนากุล"
ANAN = "อนันต์ ใจดี"
OFFICE, ALWAYS = CalendarId(UUID(int=1)), CalendarId(UUID(int=2))
HOURS = {
    OFFICE: SheetHours(
        "เวลาทำการสำนักงาน",
        parse_calendar(
            {
                "time_zone": "Asia/Bangkok",
                "hours": {
                    **{
                        day: [["08:00", "12:00"], ["13:00", "17:00"]]
                        for day in ("mon", "tue", "wed", "thu", "fri")
                    },
                    "sat": [["09:00", "12:00"]],
                },
                "holidays": {"2026-04-13": "วันสงกรานต์"},
            }
        ),
    ),
    ALWAYS: SheetHours("ตลอด 24 ชั่วโมง", Calendar.always("Asia/Bangkok")),
}


def within(**length: float) -> WorkingDuration:
    return WorkingDuration(timedelta(**length))


GOLD = SheetLevel(
    "ระดับทอง สำหรับระบบที่สำคัญต่อธุรกิจ",
    3,
    Terms(
        targets={
            Metric.FIRST_RESPONSE: {
                "P1": within(minutes=15), "P2": within(minutes=30), ANY_PRIORITY: within(hours=2),
            },
            Metric.RESOLUTION: {
                "P1": within(hours=2), "P2": within(hours=8), ANY_PRIORITY: WorkingDays(3, at_end=True),
            },
        },
        calendar=CalendarRule(OFFICE, {"P1": ALWAYS, "P2": ALWAYS}),
        pause=PauseRule(),
        goal=Goal(Decimal("0.985")),
        outcome=OutcomeGoals(csat_mean=Decimal("4.2"), reopen_rate=Decimal("0.05")),
        credits=CreditSchedule(
            (CreditStep(Decimal("0.985"), Decimal("0.05")), CreditStep(Decimal("0.95"), Decimal("0.10"))),
            cap=Decimal("0.2"),
            yearly_cap=Decimal("0.10"),
        ),
    ),
    HOURS,
)  # fmt: skip
SILVER = SheetLevel(
    "ระดับเงิน",
    1,
    Terms(
        targets={
            Metric.FIRST_RESPONSE: {ANY_PRIORITY: within(hours=4)},
            Metric.RESOLUTION: {ANY_PRIORITY: ByTime(1, time(10), cutoff=time(15))},
            "HARDWARE_SWAP": {ANY_PRIORITY: Agreed(WorkingDays(5))},
        },
        calendar=CalendarRule(OFFICE),
    ),
    {OFFICE: HOURS[OFFICE]},
)


def thb(amount: str) -> Money:
    return Money(Decimal(amount), "THB")


def line(
    service: str, site: str | None, quantity: str, price: str | None, level: SheetLevel = GOLD,
    billing: Billing = Billing.MONTHLY, starts_on: date | None = None, ends_on: date | None = None,
) -> SheetLine:  # fmt: skip
    cost = None if price is None else thb(price)
    return SheetLine(
        service, level.name, level.version, site, Decimal(quantity), cost, billing, starts_on, ends_on
    )


WAREHOUSE = "คลังสินค้าแหลมฉบัง อาคาร 4 นิคมอุตสาหกรรมแหลมฉบัง"
LINES = (
    line("สถานที่ทำงานดิจิทัล (Digital workplace)", None, "240", "450.00", SILVER),
    line("เครือข่ายและไร้สาย (Network and Wi-Fi)", "สำนักงานใหญ่ บางรัก", "1", "38500.00"),
    line("เครือข่ายและไร้สาย (Network and Wi-Fi)", WAREHOUSE, "1", "52750.50"),
    line("ระบบบริหารทรัพยากรองค์กรและคลังสินค้า (ERP and warehouse management)", None, "1", "125000.00"),
    line("ศูนย์บริการผู้ใช้ตลอด 24 ชั่วโมง", None, "240", "120.00"),
    line("สำรองและกู้คืนข้อมูล", "ศูนย์ข้อมูลหลัก", "12.5", "980.00"),
    line("เฝ้าระวังความปลอดภัยทางไซเบอร์", None, "1", "64000.00", billing=Billing.QUARTERLY),
    line("เครื่องพิมพ์ฉลากสินค้า", WAREHOUSE, "36", "275.00", SILVER),
    line("ทดสอบแผนกู้คืนระบบประจำปี", None, "1", "180000.00", billing=Billing.YEARLY),
    line("โครงการย้ายระบบไปยังศูนย์ข้อมูลใหม่", "ศูนย์ข้อมูลสำรอง", "1", "950000.00", SILVER, Billing.ONCE,
         date(2026, 4, 1), date(2026, 9, 30)),
    line("อุปกรณ์พกพาสำหรับพนักงานขับรถ", None, "410", "89.00", SILVER, starts_on=date(2026, 7, 1)),
    line("รายงานคุณภาพบริการรายเดือน", None, "1", "0.00", SILVER),
)  # fmt: skip
JUDGED = Judgement("กิตติศักดิ์ วิศวกรระบบ", datetime(2026, 2, 9, 3, 30, tzinfo=UTC))
AGREED = Judgement("นก ฝ่ายลูกค้าสัมพันธ์", datetime(2026, 2, 10, 9, 5, 30, tzinfo=UTC))
RULE = NoticeRule(
    NoticePeriod(3, Unit.MONTH), MonthRule.CALENDAR, Roll.FOLLOWING, Align.TERM_END, tolled_by_suspension=True
)
PARTIES = (
    SheetParty(CUSTOMER, PartyRole.CUSTOMER),
    SheetParty(PROVIDER, PartyRole.PROVIDER),
    SheetParty(CUSTOMER, PartyRole.SIGNATORY, MALEE),
    SheetParty(PROVIDER, PartyRole.SIGNATORY, ANAN),
    SheetParty(PROVIDER, PartyRole.REVIEWER, "พิม ฝ่ายกฎหมาย"),
    SheetParty(
        CUSTOMER, PartyRole.NOTICE_CONTACT, "ฝ่ายจัดซื้อ",
        notice=NoticeAddress("EMAIL", "procurement@chaophraya-logistics.example", OFFICE, time(16, 30)),
        notice_days="เวลาทำการสำนักงาน",
    ),
    SheetParty("บริษัท เจ้าพระยาโฮลดิ้ง จำกัด", PartyRole.PAYER, since=date(2026, 4, 1), until=date(2027, 3, 31)),
)  # fmt: skip
REQUIREMENTS = (
    SheetRequirement(
        "รถบรรทุกออกจากคลังไม่ได้ถ้าระบบล่ม เราเสียค่าปรับชั่วโมงละหลายหมื่นบาท จึงต้องมีคนรับเรื่องทันทีแม้เป็นวันหยุด\n"
        "และต้องกลับมาใช้งานได้ภายในสองชั่วโมง",
        "ระบบคลังสินค้าใช้งานได้ต่อเนื่องทั้งกลางวันและกลางคืน",
        "ระบบบริหารทรัพยากรองค์กรและคลังสินค้า (ERP and warehouse management)",
        JUDGED,
        AGREED,
    ),
    SheetRequirement(
        "A driver who starts at four in the morning needs a working handheld, not a ticket number.",
        "A broken device is swapped within a shift.",
        "อุปกรณ์พกพาสำหรับพนักงานขับรถ",
        JUDGED,
    ),
)
CLAUSES = Clauses(
    Law.TH, 36, 12, RULE, NoticeRule(NoticePeriod(30, Unit.DAY)), grace_days=5, calendar=OFFICE,
    credit_cap=Decimal("0.15"),
    exit=(
        ExitDuty("DATA_EXPORT", "ส่งมอบข้อมูลทั้งหมดในรูปแบบที่เครื่องอ่านได้", 30),
        ExitDuty("DATA_ERASURE", "ลบข้อมูลและออกหนังสือรับรอง", 60),
    ),
    ending=Ending(fee=EarlyFee(FeeKind.REMAINING, Decimal("0.25")), surviving=("การรักษาความลับ 5 ปี",)),
    amendment="แก้ไขเพิ่มเติมได้เป็นลายลักษณ์อักษรที่ลงนามโดยทั้งสองฝ่ายเท่านั้น",
)  # fmt: skip

SHEET = ContractSheet(
    PaperKind.FINAL,
    "LI-2569-0412",
    ContractKind.CUSTOMER,
    1,
    "5f0c3bb2a8f64e3f9d0a4f2f6b1f6c2d7e8a90b1c2d3e4f5061728394a5b6c7d",
    datetime(2026, 2, 27, 7, 15, tzinfo=UTC),
    date(2026, 4, 1),
    "Asia/Bangkok",
    "THB",
    parent="LI-2568-0001",
    parties=PARTIES,
    requirements=REQUIREMENTS,
    lines=LINES,
    levels=(GOLD, SILVER),
    clauses=CLAUSES,
    business_days="เวลาทำการสำนักงาน",
    signatures=(SheetSignature(ANAN, PROVIDER, "CLICK", datetime(2026, 3, 2, 2, 0, 5, tzinfo=UTC)),),
)
"""Of 12 lines; the provider has signed it, and the customer has not yet."""
