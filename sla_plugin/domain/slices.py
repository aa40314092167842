"""Parts of what counted, cut along any of the dimensions that people ask by."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from sla_plugin.domain.counted import Counted


class Dimension(StrEnum):
    """SIDE keeps what was promised to customers apart from what supports it (`clock.Side`)."""

    CUSTOMER = "CUSTOMER"
    CONTRACT = "CONTRACT"
    AGREEMENT = "AGREEMENT"
    SERVICE = "SERVICE"
    METRIC = "METRIC"
    PRIORITY = "PRIORITY"
    SITE = "SITE"
    SIDE = "SIDE"


READ: Mapping[Dimension, Callable[[Counted], Hashable]] = {
    Dimension.CUSTOMER: attrgetter("subject.customer"),
    Dimension.CONTRACT: attrgetter("contract"),
    Dimension.AGREEMENT: attrgetter("agreement"),
    Dimension.SERVICE: attrgetter("subject.service"),
    Dimension.METRIC: attrgetter("clock.metric"),
    Dimension.PRIORITY: attrgetter("subject.priority"),
    Dimension.SITE: attrgetter("subject.site"),
    Dimension.SIDE: attrgetter("clock.side"),
}
"""Where a clock lies along each dimension; None where the desk does not say."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Each dimension at most once, in the order of `Dimension` (`of` sees to it, so that equal slices are
    equal). The value None asks for the clocks of which the desk does not say."""

    where: tuple[tuple[Dimension, Hashable], ...] = ()

    @classmethod
    def of(cls, where: Mapping[Dimension, Hashable]) -> Slice:
        return cls(tuple((dimension, where[dimension]) for dimension in Dimension if dimension in where))

    def holds(self, counted: Counted) -> bool:
        return all(READ[dimension](counted) == value for dimension, value in self.where)


EVERYTHING = Slice()
