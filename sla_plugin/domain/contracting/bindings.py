"""What is measured because it was signed: each line, from which instant until which, and why it stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.versions import Reign, SignedVersion, reigns
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.periods import midnight


class StopCause(StrEnum):
    """CONTRACT_ENDED, LINE_ENDED: on its own last day, LINE_TERMINATED: by a case of its own, AMENDED:
    another version takes over."""

    CONTRACT_ENDED = "CONTRACT_ENDED"
    LINE_ENDED = "LINE_ENDED"
    LINE_TERMINATED = "LINE_TERMINATED"
    AMENDED = "AMENDED"


@dataclass(frozen=True, slots=True)
class LineEnd:
    """That the lines of a service are terminated at `ends_at`, as both sides knew since `known_at`."""

    ends_at: datetime
    known_at: datetime

    def concerns(self, since: datetime, signed_at: datetime) -> bool:
        """Not a line that was agreed on by those who knew, and begins when the other has ended: that is a new
        one."""
        return since < self.ends_at or signed_at <= self.known_at


Terminated = Mapping[ServiceId, Sequence[LineEnd]]
NOTHING_TERMINATED: Terminated = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Binding:
    """Monitored exactly while `monitored_from <= t < monitored_until` (None: open)."""

    version: int
    line: ContractLine
    monitored_from: datetime
    monitored_until: datetime | None
    stops: StopCause | None

    def holds(self, at: datetime) -> bool:
        return self.monitored_from <= at and (self.monitored_until is None or at < self.monitored_until)


def bindings(
    versions: Iterable[SignedVersion],
    ends_at: datetime | None = None,
    known_at: datetime | None = None,
    terminated: Terminated = NOTHING_TERMINATED,
) -> tuple[Binding, ...]:
    """They follow from the signed lines, so that nothing is configured twice. `ends_at`: the end instant of
    the contract, once it is certain; `terminated`: its lines that end before, by service."""
    found = [one for reign in reigns(versions, known_at) for one in _of(reign, ends_at, terminated)]
    return tuple(sorted(found, key=lambda one: (one.monitored_from, one.version, str(one.line.service))))


def _of(reign: Reign, ends_at: datetime | None, terminated: Terminated) -> Iterator[Binding]:
    zone = reign.version.content.zone
    for line in reign.version.content.lines:
        since = reign.since if line.starts_on is None else max(reign.since, midnight(line.starts_on, zone))
        ends = [
            one.ends_at
            for one in terminated.get(line.service, ())
            if one.concerns(since, reign.version.recorded_at)
        ]
        last = None if line.ends_on is None else midnight(line.ends_on + ONE_DAY, zone)
        stops = [
            (at, cause)
            for at, cause in (
                (ends_at, StopCause.CONTRACT_ENDED),
                (min(ends, default=None), StopCause.LINE_TERMINATED),
                (last, StopCause.LINE_ENDED),
                (reign.until, StopCause.AMENDED),
            )
            if at is not None
        ]
        until, why = min(stops, key=lambda stop: stop[0]) if stops else (None, None)
        if until is None or since < until:
            yield Binding(reign.version.number, line, since, until, why)
