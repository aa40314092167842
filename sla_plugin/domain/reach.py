"""Whether the calendar by which a target is measured can ever reach it.

Each may be stated by another agreement, since they are resolved one by one (40-levels, "Resolution").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sla_plugin.domain import working_time
from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.conflicts import meeting, speaks_after
from sla_plugin.domain.equal_durations import equal_duration
from sla_plugin.domain.flaws import Flaw
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.spoken import value_text
from sla_plugin.domain.targets import Target, is_negative
from sla_plugin.errors import BadInput, Code


def unreachable_targets(
    version: AgreementVersion, commitments: Commitments, since: datetime
) -> Iterator[Flaw]:
    """For a clock that starts at `since`: BadInput `target.unreachable`."""
    for metric, priority, target in _not_reached(version, version, commitments, since):
        yield ("targets", metric, priority), _unreachable(metric, target, "Its calendar", "targets")
    for other in meeting(version, commitments):
        for metric, priority, target in _not_reached(version, other, commitments, since):
            whose = f"The calendar that {other.agreement.code} states"
            yield ("targets", metric, priority), _unreachable(metric, target, whose, "targets")
        for metric, _, target in _not_reached(other, version, commitments, since):
            whose = f"This calendar, by which {other.agreement.code} would be measured,"
            yield ("calendar",), _unreachable(metric, target, whose, "calendars")


def _not_reached(
    stating: AgreementVersion, by: AgreementVersion, commitments: Commitments, since: datetime
) -> Iterator[tuple[MetricName, str, Target]]:
    """Of what the one states, that for which the calendar has no room that the other states. Where both state
    either, the more specific one is asked alone."""
    rule, refines = by.terms.calendar, speaks_after(stating, by, commitments)
    if rule is None or (by is not stating and stating.terms.calendar is not None and not refines):
        return
    for metric, priority, target in stating.terms.stated_targets():
        is_replaced = refines and metric in by.terms.targets
        if not is_replaced and not _has_room(
            target, commitments.calendars[rule.for_priority(priority)], since
        ):
            yield metric, priority, target


def _has_room(target: Target, calendar: CalendarHistory, since: datetime) -> bool:
    if is_negative(target):
        return True
    try:
        working_time.add(calendar, since, equal_duration(target, calendar, since).duration)
    except BadInput as error:
        if error.code is Code.CALENDAR_EXHAUSTED:
            return False
        raise
    return True


def _unreachable(metric: MetricName, target: Target, whose: str, field: str) -> BadInput:
    return BadInput(
        Code.TARGET_UNREACHABLE,
        f"{whose} has no room for {value_text(target)} of {metric} "
        f"within {working_time.HORIZON_YEARS} years.",
        hint="Give it more hours, or promise less.",
        field=field,
    )
