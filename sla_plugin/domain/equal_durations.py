"""Targets that are no durations, turned into the working duration that is equal to them (30-clocks)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.targets import Target, WorkingDuration


def equal_duration(target: Target, calendar: CalendarHistory, start: datetime) -> timedelta:
    assert isinstance(target, WorkingDuration)
    return target.duration
