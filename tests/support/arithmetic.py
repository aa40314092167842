"""The three operations of working time, as they are done one by one and in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sla_plugin.domain import working_time
from sla_plugin.domain.batch.working_times import WorkingTimes
from sla_plugin.domain.microseconds import MICROSECOND, to_instant, to_us
from sla_plugin.domain.terms import EndOfBusiness

CLOSING_TIME = EndOfBusiness.CLOSING_TIME


class Arithmetic(Protocol):
    def add(
        self, start: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime: ...

    def subtract(
        self, end: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime: ...

    def between(self, a: datetime, b: datetime) -> timedelta: ...


@dataclass(frozen=True)
class OneByOne:
    calendar: working_time.AnyCalendar

    def add(
        self, start: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime:
        return working_time.add(self.calendar, start, duration, end_of_business)

    def subtract(
        self, end: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime:
        return working_time.subtract(self.calendar, end, duration, end_of_business)

    def between(self, a: datetime, b: datetime) -> timedelta:
        return working_time.between(self.calendar, a, b)


@dataclass(frozen=True)
class InArrays:
    """Arrays of one item; that items do not disturb each other is a test of its own."""

    times: WorkingTimes

    def add(
        self, start: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime:
        return to_instant(_only(self.times.add(_one(to_us(start)), _us(duration), end_of_business)))

    def subtract(
        self, end: datetime, duration: timedelta, end_of_business: EndOfBusiness = CLOSING_TIME
    ) -> datetime:
        return to_instant(_only(self.times.subtract(_one(to_us(end)), _us(duration), end_of_business)))

    def between(self, a: datetime, b: datetime) -> timedelta:
        return MICROSECOND * _only(self.times.between(_one(to_us(a)), _one(to_us(b))))


def _us(duration: timedelta) -> NDArray[np.int64]:
    return _one(duration // MICROSECOND)


def _one(number: int) -> NDArray[np.int64]:
    return np.array([number], np.int64)


def _only(found: NDArray[np.int64]) -> int:
    (number,) = found.tolist()
    return int(number)
