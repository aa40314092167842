"""What is measured because it was signed: each line, from which instant until which, and why it stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
    terminated: Mapping[ServiceId, datetime] = MappingProxyType({}),
) -> tuple[Binding, ...]:
    """They follow from the signed lines, so that nothing is configured twice. `ends_at`: the end instant of
    the contract, once it is certain; `terminated`: of its lines that end before, by service."""
    found = [one for reign in reigns(versions, known_at) for one in _of(reign, ends_at, terminated)]
    return tuple(sorted(found, key=lambda one: (one.monitored_from, one.version, str(one.line.service))))


def _of(
    reign: Reign, ends_at: datetime | None, terminated: Mapping[ServiceId, datetime]
) -> Iterator[Binding]:
    zone = reign.version.content.zone
    for line in reign.version.content.lines:
        since = reign.since if line.starts_on is None else max(reign.since, midnight(line.starts_on, zone))
        last = None if line.ends_on is None else midnight(line.ends_on + ONE_DAY, zone)
        stops = [
            (at, cause)
            for at, cause in (
                (ends_at, StopCause.CONTRACT_ENDED),
                (terminated.get(line.service), StopCause.LINE_TERMINATED),
                (last, StopCause.LINE_ENDED),
                (reign.until, StopCause.AMENDED),
            )
            if at is not None
        ]
        until, why = min(stops, key=lambda stop: stop[0]) if stops else (None, None)
        if until is None or since < until:
            yield Binding(reign.version.number, line, since, until, why)
