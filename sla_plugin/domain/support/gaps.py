"""What a support chain cannot deliver, and who knows and accepts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.errors import BadInput, Code


class SupportGapKind(StrEnum):
    """The worst first. UNPROMISED: a supporter promises nothing of the kind. BUDGET: the parts take longer
    than is promised, whatever the calendar. CALENDAR: they do from some start instants on. DATES: a supporter
    begins later, or ends earlier. PAUSE: a supporter waits where the promise does not."""

    UNPROMISED = "UNPROMISED"
    BUDGET = "BUDGET"
    CALENDAR = "CALENDAR"
    DATES = "DATES"
    PAUSE = "PAUSE"


_SEVERITY = {kind: place for place, kind in enumerate(SupportGapKind)}


@dataclass(frozen=True, slots=True)
class GapKey:
    """What stays the same of a gap however often one looks. `priority` None: any that is not listed;
    `supporter` None: the chain as a whole."""

    kind: SupportGapKind
    metric: MetricName
    priority: str | None
    supporter: AgreementId | None


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A ticket that starts at `starts_at` is due at `due_at`, and supported by `supported_at` only: by so
    much working time, `excess`, of the promise's calendar too late."""

    starts_at: datetime
    due_at: datetime
    supported_at: datetime
    excess: timedelta


@dataclass(frozen=True, slots=True)
class Gap:
    """`example` of a BUDGET or CALENDAR; `unsupported_from` of DATES: the first instant without support;
    `statuses` of a PAUSE."""

    key: GapKey
    example: CounterExample | None = None
    unsupported_from: datetime | None = None
    statuses: frozenset[Status] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody accepted a gap by name. `until`: the last day on which that holds; None: for good. BadInput
    `support.waiver`."""

    agreement: AgreementId
    gap: GapKey
    waived_by: str
    because: str
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.waived_by.strip() or not self.because.strip():
            raise BadInput(
                Code.SUPPORT_WAIVER,
                "A gap is waived by somebody, and for a reason.",
                hint="Say why it is acceptable.",
                field="because",
            )

    def holds_on(self, today: date) -> bool:
        return self.until is None or today <= self.until


def by_severity(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Of one kind the one that comes too late by most is first."""

    def weight(gap: Gap) -> tuple[int, timedelta, str, str]:
        excess = gap.example.excess if gap.example else timedelta(0)
        return _SEVERITY[gap.key.kind], -excess, gap.key.metric, gap.key.priority or ""

    return tuple(sorted(gaps, key=weight))


def unwaived(gaps: Iterable[Gap], waivers: Iterable[Waiver], today: date) -> tuple[Gap, ...]:
    """`waivers`: of the agreement that the gaps are of."""
    accepted = {waiver.gap for waiver in waivers if waiver.holds_on(today)}
    return tuple(gap for gap in gaps if gap.key not in accepted)
