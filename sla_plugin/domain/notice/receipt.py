"""When a notice counts as received: its receipt decides, not when it was sent or recorded (R2, R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.notice.business_days import business_day_from, business_day_until, is_business_day
from sla_plugin.domain.periods import midnight


@dataclass(frozen=True, slots=True)
class DeemedReceipt:
    """What comes after `cut_off` on a business day of `calendar`, or on none, is received on the next one.
    Exactly at the cut-off is in time; None: the whole day is."""

    calendar: Calendar
    cut_off: time | None = None


def received_on(received_at: datetime, zone: str, deemed: DeemedReceipt | None = None) -> date:
    """The local date in the contract's zone, or the one that the rule of the channel puts in its place."""
    local = received_at.astimezone(ZoneInfo(zone))
    on = local.date()
    if deemed is None:
        return on
    is_late = deemed.cut_off is not None and local.time() > deemed.cut_off
    if is_business_day(deemed.calendar, on) and not is_late:
        return on
    return business_day_from(deemed.calendar, on + ONE_DAY if is_late else on)


def last_receipt(on: date, zone: str, deemed: DeemedReceipt | None = None) -> datetime:
    """The latest instant, in UTC, whose day of receipt is not after `on` (R12, `noticeDeadline`)."""
    if deemed is not None:
        on = business_day_until(deemed.calendar, on)
        if deemed.cut_off is not None:
            return _at(on, deemed.cut_off, zone)
    return midnight(on + ONE_DAY, zone) - MICROSECOND


def end_instant(effective_on: date, zone: str) -> datetime:
    """The start of the local day after the last day of service, in UTC: the first where midnight happens
    twice, the first valid instant where it does not exist."""
    return midnight(effective_on + ONE_DAY, zone)


def _at(on: date, at: time, zone: str) -> datetime:
    """The later one, where that time of day happens twice: both are in time."""
    return datetime.combine(on, at.replace(fold=1), ZoneInfo(zone)).astimezone(UTC)
