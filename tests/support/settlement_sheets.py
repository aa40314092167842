"""A settlement with something in each of its parts, for what is made of it on paper."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import Evidence, Item, Sum
from sla_plugin.papers.settlement_sheet import (
    SettlementSheet,
    SheetClock,
    SheetCount,
    SheetCover,
    SheetDuty,
)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


SETTLEMENT = SettlementSheet(
    number="BE-2026-1",
    content_hash="7c" * 32,
    drawn_up_at=datetime(2026, 6, 2, 2, tzinfo=UTC),
    zone="Europe/Berlin",
    parties=("Chiang Dao Clinic", "Lanna IT Service"),
    ground=Ground.CONVENIENCE,
    initiator=Side.CUSTOMER,
    scope=None,
    evidence=Evidence(
        datetime(2026, 4, 1, 3, 29, tzinfo=UTC),
        datetime(2026, 4, 1, 3, 30, tzinfo=UTC),
        datetime(2026, 4, 1, 9, tzinfo=UTC),
        "3b" * 32,
    ),
    rule="NOTICE: 1 MONTH, MONTH_END",
    trace=(
        Step("R4", "received; this day is not counted", date(2026, 4, 1)),
        Step("R8, R9", "1 MONTH", date(2026, 5, 1)),
        Step("R10", "moved on to MONTH_END", date(2026, 5, 31)),
    ),
    effective_on=date(2026, 5, 31),
    ends_at=datetime(2026, 5, 31, 22, tzinfo=UTC),
    total=euros("-3685.62"),
    counts=(
        SheetCount("Label printing", "Gold", date(2026, 4, 1), date(2026, 4, 30), False, 12, 1, 0),
        SheetCount("Label printing", "Gold", date(2026, 5, 1), date(2026, 5, 31), True, 9, 3, 2),
    ),
    clocks=(
        SheetClock("B-1", "RESOLUTION", "CENSORED", timedelta(hours=2)),
        SheetClock("B-2", "FIRST_RESPONSE", "BREACHED", timedelta(hours=7), timedelta(hours=3)),
    ),
    sums=(
        Sum(Item.CHARGE, "printing", "31 of 31 days of 3000.00", euros("3000.00")),
        Sum(Item.CHARGE, "network", "31 of 31 days of 500.00", euros("500.00")),
        Sum(
            Item.REFUND, "Toner", "12000 for 2026-01-01 to 2026-12-31, used to 2026-05-31", euros("-7035.62")
        ),
        Sum(Item.CREDIT, "RESOLUTION", "CREDIT for 2026-04-01", euros("-150.00")),
        Sum(Item.RESERVED, "early end", "3 MONTHS", euros("10500.00")),
    ),
    duties=(
        SheetDuty("DATA_EXPORT", "All print queues as CSV", date(2026, 6, 30), "DONE", "9d" * 32),
        SheetDuty("ERASURE", "Certificate of erasure", date(2026, 7, 30), "OPEN"),
    ),
    surviving=("Confidentiality for five years",),
    cover=(SheetCover("B-1", None), SheetCover("B-2", "BE-2026-2")),
    is_disputed=True,
    approved_by=("anan", "pim"),
    sealed_by="pim",
)
