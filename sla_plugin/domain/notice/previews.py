"""What a notice clause comes to, from a receipt to the end and from an end back to the last receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sla_plugin.domain.notice.earliest import Circumstances, EffectiveDate, earliest_end
from sla_plugin.domain.notice.latest import latest_receipt
from sla_plugin.domain.notice.receipt import DeemedReceipt, end_instant, last_receipt, received_on
from sla_plugin.domain.notice.rules import NoticeRule
from sla_plugin.domain.notice.trace import Step


@dataclass(frozen=True, slots=True)
class NoticePreview:
    """`received_on`: the day of receipt that was asked about, or the last one in time; `received_by`: its
    last instant at that address. `effective_on`: the last day of service; `ends_at`: from when on nothing is
    measured."""

    effective_on: date
    ends_at: datetime
    received_on: date
    received_by: datetime
    trace: tuple[Step, ...]
    is_not_before: bool = False


def preview_receipt(
    rule: NoticeRule,
    received_at: datetime,
    zone: str,
    under: Circumstances,
    *,
    deemed: DeemedReceipt | None = None,
    requested: date | None = None,
) -> NoticePreview:
    """The earliest end of what is received at an instant. BadInput as `earliest_end`."""
    on = received_on(received_at, zone, deemed)
    return _preview(earliest_end(rule, on, under, requested), on, zone, deemed)


def preview_end(
    rule: NoticeRule,
    end: date,
    zone: str,
    under: Circumstances,
    *,
    deemed: DeemedReceipt | None = None,
) -> NoticePreview:
    """The latest receipt that ends by a day. BadInput as `latest_receipt`."""
    on, found = latest_receipt(rule, end, under)
    return _preview(found, on, zone, deemed)


def _preview(found: EffectiveDate, on: date, zone: str, deemed: DeemedReceipt | None) -> NoticePreview:
    return NoticePreview(
        effective_on=found.on,
        ends_at=end_instant(found.on, zone),
        received_on=on,
        received_by=last_receipt(on, zone, deemed),
        trace=found.trace,
        is_not_before=found.is_not_before,
    )
