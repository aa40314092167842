"""Can those who support an agreement keep what it promises? Every gap, with an example that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.support.chains import Part, worst_start
from sla_plugin.domain.support.gaps import Gap, GapKey, SupportGapKind, by_severity
from sla_plugin.domain.support.lasting import gaps_in_time, in_force
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.domain.targets import Target, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, PauseRule

A_YEAR = timedelta(days=366)
"""So far ahead starts are tried (40-levels, "Support chain")."""


@dataclass(frozen=True, slots=True)
class _Promise:
    metric: MetricName
    priority: str | None
    part: Part
    pause: PauseRule


def support_gaps(
    version: AgreementVersion, links: Iterable[SupportLink], commitments: Commitments, now: datetime
) -> tuple[Gap, ...]:
    """The worst first; none where every promise that has links is supported. `links`: of its agreement.
    `commitments`: everything that is promised, the version included."""
    since = max(now, version.effective_from)
    gaps: list[Gap] = []
    by_metric: defaultdict[MetricName, list[SupportLink]] = defaultdict(list)
    for link in links:
        by_metric[link.metric].append(link)
    for metric, of_metric in by_metric.items():
        for promise in _promises(version, commitments, metric, since):
            gaps += _of_promise(version, promise, of_metric, commitments, since)
        gaps += gaps_in_time(version, metric, of_metric, commitments, since)
    return by_severity(gaps)


def _promises(
    version: AgreementVersion, commitments: Commitments, metric: MetricName, at: datetime
) -> Iterator[_Promise]:
    """By priority; what the version does not state itself as the levels above supply it."""
    for named, target in version.terms.targets.get(metric, {}).items():
        priority = None if named == ANY_PRIORITY else named
        found = _resolved(version, commitments, metric, priority, at)
        if found is not None:
            calendar = commitments.measuring(found.calendar)
            yield _Promise(metric, priority, Part(calendar, target), found.pause)
        elif version.terms.calendar is not None:
            calendar = commitments.measuring(version.terms.calendar.for_priority(priority))
            yield _Promise(metric, priority, Part(calendar, target), version.terms.pause or PauseRule())


def _resolved(
    version: AgreementVersion,
    commitments: Commitments,
    metric: MetricName,
    priority: str | None,
    at: datetime,
) -> Commitment | None:
    """For a ticket that the version is for; None where it names no customer, or another one wins."""
    scope, customer = version.scope, version.scope.customer
    if customer is None and version.contract is not None:
        customer = commitments.contract(version.contract).customer
    subject = Subject(
        customer=customer,
        service=scope.service,
        site=scope.site,
        department=scope.department,
        ticket_type=scope.ticket_type,
        priority=priority or scope.priority,
    )
    found = resolve(commitments, metric, subject, at)
    is_ours = isinstance(found, Commitment) and found.winner.agreement.id == version.agreement.id
    return found if is_ours and isinstance(found, Commitment) else None


def _of_promise(
    version: AgreementVersion,
    promise: _Promise,
    links: Sequence[SupportLink],
    commitments: Commitments,
    since: datetime,
) -> Iterator[Gap]:
    stages: defaultdict[int, list[Part]] = defaultdict(list)
    unpromised = False
    for link in links:
        if link.own_share is not None:
            stages[link.stage].append(Part(promise.part.calendar, WorkingDuration(link.own_share)))
            continue
        assert link.supporter is not None
        assert link.supporter_metric is not None
        supporting = in_force(link.supporter, commitments, since)
        part = _part(supporting, link.supporter_metric, promise.priority, commitments)
        if part is None or supporting is None:
            unpromised = True
            yield Gap(_key(SupportGapKind.UNPROMISED, promise, link.supporter))
            continue
        stages[link.stage].append(part)
        yield from _of_pauses(promise, supporting, link)
    if not unpromised:
        yield from _of_time(version, promise, [stages[number] for number in sorted(stages)], since)


def _of_time(
    version: AgreementVersion, promise: _Promise, stages: Sequence[Sequence[Part]], since: datetime
) -> Iterator[Gap]:
    until = since + A_YEAR
    if version.effective_until is not None:
        until = min(until, version.effective_until)
    example = worst_start(promise.part, stages, since, until) if since < until else None
    if example is not None:
        kind = SupportGapKind.BUDGET if _is_too_long(promise.part.target, stages) else SupportGapKind.CALENDAR
        yield Gap(_key(kind, promise, None), example=example)


def _is_too_long(promised: Target, stages: Sequence[Sequence[Part]]) -> bool:
    """Even if all calendars were the same; only told of durations."""
    whole = sum((_longest(stage) for stage in stages), timedelta(0))
    return isinstance(promised, WorkingDuration) and whole > promised.duration


def _longest(stage: Sequence[Part]) -> timedelta:
    lengths = (part.target.duration for part in stage if isinstance(part.target, WorkingDuration))
    return max(lengths, default=timedelta(0))


def _of_pauses(promise: _Promise, supporting: AgreementVersion, link: SupportLink) -> Iterator[Gap]:
    theirs = supporting.terms.pause or PauseRule()
    waits = theirs.statuses if link.supporter_metric in theirs.metrics else frozenset()
    ours = promise.pause.statuses if promise.metric in promise.pause.metrics else frozenset()
    if waits - ours:
        yield Gap(_key(SupportGapKind.PAUSE, promise, link.supporter), statuses=frozenset(waits - ours))


def _part(
    supporting: AgreementVersion | None,
    metric: MetricName,
    priority: str | None,
    commitments: Commitments,
) -> Part | None:
    if supporting is None or supporting.terms.calendar is None:
        return None
    target = supporting.terms.target(metric, priority)
    calendar = supporting.terms.calendar.for_priority(priority)
    return None if target is None else Part(commitments.measuring(calendar), target)


def _key(kind: SupportGapKind, promise: _Promise, supporter: AgreementId | None) -> GapKey:
    return GapKey(kind, promise.metric, promise.priority, supporter)
