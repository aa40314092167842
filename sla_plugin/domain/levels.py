"""What was promised for a ticket at an instant, attribute by attribute, over all levels (40-levels).

A level supplies attributes; only a contract covers. So tenant-wide agreements speak for covered tickets only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.attributes import STATED, Stated, choose
from sla_plugin.domain.candidates import Candidate, rank
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.ended_lines import ended_line
from sla_plugin.domain.equal_durations import equal_duration
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import BUILT_IN, MetricDefinition, MetricName
from sla_plugin.domain.parties import Party
from sla_plugin.domain.provenance import Attribute, Choice, Loser, LossReason
from sla_plugin.domain.targets import Agreed, Target, Until
from sla_plugin.domain.terms import (
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseRule,
    ReopenRule,
    Terms,
)
from sla_plugin.domain.working_time import add


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise as it holds for one ticket. `winner` stated the target; `contract` covers the ticket;
    `windows` close its calendar besides.

    Two commitments are equal when they promise the same, whoever else lost: `choices` is how it came about.
    """

    metric: MetricName
    winner: AgreementVersion
    contract: Contract
    target: Target
    calendar: CalendarId
    pause: PauseRule
    reopen: ReopenRule
    on_change: OnChange
    on_amendment: OnAmendment
    equality: Equality
    end_of_business: EndOfBusiness
    expected_effort: timedelta | None
    escalations: tuple[EscalationStep, ...]
    goal: Goal | None
    outcome: OutcomeGoals | None
    credits: CreditSchedule | None
    windows: tuple[ExclusionWindow, ...]
    choices: tuple[Choice, ...] = field(compare=False)
    definition: MetricDefinition = field(compare=False, repr=False)

    def is_monitored(self, at: datetime) -> bool:
        """Its contract holds, and the line of it that made the promise."""
        return self.contract.is_monitored(at) and not self.winner.is_terminated(at)

    def is_suspended(self, at: datetime) -> bool:
        """Its contract is, or the line of it that made the promise; it goes on once neither is."""
        return self.contract.is_suspended(at) or self.winner.is_suspended(at)

    @property
    def suspension_edges(self) -> list[datetime]:
        """At which either begins or ceases to be, sorted."""
        return sorted({*self.contract.suspension_edges, *self.winner.suspension_edges})

    def choice(self, attribute: Attribute) -> Choice:
        return next(choice for choice in self.choices if choice.attribute is attribute)


@dataclass(frozen=True, slots=True)
class _Question:
    metric: MetricName
    subject: Subject
    at: datetime
    pinned: datetime | None
    since: datetime
    supporter: Party | None


def resolve(
    commitments: Commitments,
    metric: MetricName,
    subject: Subject,
    at: datetime,
    pinned: datetime | None = None,
    since: datetime | None = None,
    supporter: Party | None = None,
) -> Commitment | Coverage:
    """The commitment for one metric, or why there is none.

    `pinned`: resolve among the agreement versions of that earlier instant in place of those in force now;
    their contract must still be monitored now. `since`: when the clock began, from where a FLOOR compares due
    instants. `supporter`: what this team or supplier promises us, in place of what we promise the customer.
    """
    asked = _Question(metric, subject, at, pinned, since or at, supporter)
    key = _key(commitments, asked)
    found = commitments.resolved.get(key)
    if found is None:
        found = commitments.resolved[key] = _resolve(commitments, asked)
    assert isinstance(found, Commitment | Coverage)
    return found


def _key(commitments: Commitments, asked: _Question) -> Hashable:
    """Questions that cannot be answered differently: between two dates on which promises change, for tickets
    that are about the same."""
    subject = asked.subject
    if subject.ticket is not None and subject.ticket not in commitments.excepted_tickets:
        subject = replace(subject, ticket=None)
    return (
        asked.metric,
        subject,
        commitments.stage(asked.at),
        None if asked.pinned is None else commitments.stage(asked.pinned),
        asked.since if commitments.has_floors else None,
        asked.supporter,
    )


def _resolve(commitments: Commitments, asked: _Question) -> Commitment | Coverage:
    covering = covering_contract(commitments, asked.subject, asked.at)
    if isinstance(covering, Coverage):
        return covering
    versions = _versions(commitments, asked)
    candidates, excluded = rank(commitments, versions, asked.subject, asked.at, asked.pinned)
    target = _target(commitments, asked, candidates, excluded)
    if target.winner is None:
        return _unpromised(asked.metric, asked.subject, candidates, excluded)
    speaker = next(i for i, c in enumerate(candidates) if c.version is target.winner)
    calendar = _calendar(asked.subject.priority, candidates, speaker, excluded)
    if calendar.winner is None:
        return Coverage(
            CoverageStatus.NO_AGREEMENT, because=f"{asked.metric}: a target, but nobody states a calendar"
        )
    choices = (target, calendar, *_others(asked.metric, candidates, speaker, excluded))
    contract = _contract(commitments, target.winner, covering, asked)
    windows = commitments.closing(asked.subject)
    return _commitment(asked.metric, commitments.metrics[asked.metric], contract, choices, windows)


def coverage(commitments: Commitments, subject: Subject, at: datetime) -> Coverage:
    """COVERED where a contract covers the ticket and something is promised under it; else why not.

    `since` is when the covering contract began, or when the last one ended or the first one will begin; where
    a line of it was terminated under which something was promised, when that was.
    """
    covering = covering_contract(commitments, subject, at)
    if isinstance(covering, Coverage):
        return covering
    metrics = commitments.promised_metrics or tuple(BUILT_IN)
    found = [resolve(commitments, metric, subject, at) for metric in metrics]
    if any(isinstance(one, Commitment) for one in found):
        return Coverage(CoverageStatus.COVERED, since=covering.monitored_from)
    ended = ended_line(commitments, subject, at)
    return ended or next(one for one in found if isinstance(one, Coverage))


def covering_contract(commitments: Commitments, subject: Subject, at: datetime) -> Contract | Coverage:
    """The monitored contract nearest in the account tree, then the first by number; or why there is none."""
    if subject.customer is None:
        return Coverage(CoverageStatus.NO_CUSTOMER)
    contracts = commitments.contracts_of(subject.customer)
    if not contracts:
        return Coverage(CoverageStatus.NO_CONTRACT)
    monitored = next((contract for contract in contracts if contract.is_monitored(at)), None)
    if monitored is not None:
        return monitored
    ended = [
        c.monitored_until for c in contracts if c.monitored_until is not None and c.monitored_until <= at
    ]
    if ended:
        return Coverage(CoverageStatus.CONTRACT_ENDED, since=max(ended))
    return Coverage(CoverageStatus.NOT_STARTED, since=min(c.monitored_from for c in contracts))


def _contract(
    commitments: Commitments, winner: AgreementVersion, covering: Contract, asked: _Question
) -> Contract:
    """The one of the winner, which is monitored, or else no candidate."""
    own = None if winner.contract is None else commitments.under(winner, asked.subject.customer, asked.at)
    return covering if own is None else own


def _versions(commitments: Commitments, asked: _Question) -> tuple[AgreementVersion, ...]:
    """An exception that was made for another ticket is no candidate, and no loser either."""
    if asked.supporter is not None:
        return commitments.versions_by(asked.supporter)
    customer, ticket = asked.subject.customer, asked.subject.ticket
    versions = () if customer is None else commitments.versions_for(customer)
    return tuple(version for version in versions if version.scope.ticket in (None, ticket))


def _target(
    commitments: Commitments, asked: _Question, candidates: Sequence[Candidate], excluded: Sequence[Loser]
) -> Choice:
    windows = commitments.closing(asked.subject)

    def stated(terms: Terms) -> Target | None:
        target = terms.target(asked.metric, asked.subject.priority)
        if not isinstance(target, Agreed):
            return target
        agreed_until = asked.subject.agreed_until
        return target.otherwise if agreed_until is None else Until(agreed_until)

    def due(candidate: Candidate) -> datetime | None:
        """By this candidate's target alone, for a ticket whose clock began when it did."""
        target = stated(candidate.version.terms)
        calendar = _calendar(asked.subject.priority, candidates, candidates.index(candidate), ()).value
        if target is None or calendar is None:
            return None
        history = commitments.measuring(cast("CalendarId", calendar), windows)
        return add(history, asked.since, equal_duration(target, history, asked.since).duration)

    def is_earlier(general: Candidate, specific: Candidate) -> bool:
        one, other = due(general), due(specific)
        return one is not None and other is not None and one < other

    return choose(Attribute.TARGET, candidates, stated, excluded, is_earlier)


def _unpromised(
    metric: MetricName, subject: Subject, candidates: Sequence[Candidate], excluded: Sequence[Loser]
) -> Coverage:
    if candidates:
        return Coverage(
            CoverageStatus.NO_AGREEMENT,
            because=f"{metric}: no target for priority {subject.priority or 'none'}",
        )
    mismatched = [loser for loser in excluded if loser.because is LossReason.SCOPE_MISMATCH]
    if not mismatched:
        return Coverage(CoverageStatus.NO_AGREEMENT)
    nearest = min(mismatched, key=lambda m: (-m.version.agreement.level.rank, m.version.agreement.id.int))
    return Coverage(
        CoverageStatus.SCOPE_MISMATCH, because=f"{nearest.version.agreement.code}: {nearest.detail}"
    )


def _calendar(
    priority: str | None, candidates: Sequence[Candidate], speaker: int, excluded: Sequence[Loser]
) -> Choice:
    """Value, unit and calendar of a target are one attribute: where the agreement that states the target
    names a calendar for this very priority, it goes with the target. Else calendars are resolved like
    anything else."""

    def stated(terms: Terms) -> CalendarId | None:
        return None if terms.calendar is None else terms.calendar.for_priority(priority)

    own = candidates[speaker].version.terms.calendar
    if own is not None and priority in own.by_priority:
        return _decided_by_target(Attribute.CALENDAR, candidates, speaker, stated, excluded)
    return choose(Attribute.CALENDAR, candidates, stated, excluded)


def _others(
    metric: MetricName, candidates: Sequence[Candidate], speaker: int, excluded: Sequence[Loser]
) -> list[Choice]:
    """Whether a new version reaches open clocks is said by the agreement whose target won (30-clocks), or by
    what it inherits."""
    choices = []
    for attribute, read in STATED.items():
        stated = _for_metric(read, metric)
        if attribute is Attribute.ON_AMENDMENT:
            choices.append(_decided_by_target(attribute, candidates, speaker, stated, excluded))
        else:
            choices.append(choose(attribute, candidates, stated, excluded, _FLOORS.get(attribute)))
    return choices


def _for_metric(read: Stated, metric: MetricName) -> Callable[[Terms], Any]:
    return lambda terms: read(terms, metric)


def _is_larger_goal(general: Candidate, specific: Candidate) -> bool:
    one, other = general.version.terms.goal, specific.version.terms.goal
    return one is not None and other is not None and one.attainment > other.attainment


_FLOORS = {Attribute.GOAL: _is_larger_goal}


def _decided_by_target(
    attribute: Attribute,
    candidates: Sequence[Candidate],
    speaker: int,
    stated: Any,
    excluded: Sequence[Loser],
) -> Choice:
    passed_over = [Loser(c.version, LossReason.TARGET_DECIDES) for c in candidates[:speaker]]
    return choose(attribute, candidates[speaker:], stated, [*passed_over, *excluded])


def _commitment(
    metric: MetricName,
    definition: MetricDefinition,
    contract: Contract,
    choices: tuple[Choice, ...],
    windows: tuple[ExclusionWindow, ...],
) -> Commitment:
    value: dict[Attribute, Any] = {choice.attribute: choice.value for choice in choices}
    winner = choices[0].winner
    assert winner is not None
    return Commitment(
        metric=metric,
        winner=winner,
        contract=contract,
        target=value[Attribute.TARGET],
        calendar=value[Attribute.CALENDAR],
        pause=value[Attribute.PAUSE],
        reopen=value[Attribute.REOPEN],
        on_change=value[Attribute.ON_CHANGE],
        on_amendment=value[Attribute.ON_AMENDMENT],
        equality=value[Attribute.EQUALITY],
        end_of_business=value[Attribute.END_OF_BUSINESS],
        expected_effort=value[Attribute.EXPECTED_EFFORT],
        escalations=value[Attribute.ESCALATIONS],
        goal=value[Attribute.GOAL],
        outcome=value[Attribute.OUTCOME],
        credits=value[Attribute.CREDITS],
        windows=windows,
        choices=choices,
        definition=definition,
    )
