"""When each line of a contract was in force, by days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.bindings import Binding
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.termination.charges import Days


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line, and the days of which it was in force: all of each, also where it ended at an hour of it."""

    line: ContractLine
    days: Days


def stretches(
    bound: Iterable[Binding], zone: str, settled: Mapping[ServiceId, datetime]
) -> tuple[Stretch, ...]:
    """In order of place and time. What goes on from one version to the next at one price is one stretch.
    `bound`: all of them with an end; `settled`: until when the lines of a service are charged elsewhere."""
    found: list[Stretch] = []
    for one in sorted(bound, key=lambda one: (_place(one.line), one.monitored_from)):
        days = _days(one, zone, settled.get(one.line.service))
        if days is None:
            continue
        if found and _goes_on(found[-1], one.line, days):
            found[-1] = replace(found[-1], days=Days(found[-1].days.since, days.until))
        else:
            found.append(Stretch(one.line, days))
    return tuple(found)


def _days(one: Binding, zone: str, settled: datetime | None) -> Days | None:
    assert one.monitored_until is not None, "by its contract's end at the latest"
    since = one.monitored_from if settled is None else max(one.monitored_from, settled)
    if one.monitored_until <= since:
        return None
    return Days(_on(since, zone), _on(one.monitored_until - MICROSECOND, zone))


def _on(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _goes_on(before: Stretch, line: ContractLine, days: Days) -> bool:
    is_next = before.line.place == line.place and before.days.until + ONE_DAY == days.since
    return is_next and _price(before.line) == _price(line)


def _place(line: ContractLine) -> tuple[str, str]:
    return str(line.service), str(line.site)


def _price(line: ContractLine) -> tuple[object, ...]:
    return line.unit_price, line.quantity, line.billing
