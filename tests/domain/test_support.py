"""Can those who support an agreement keep what it promises?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.facts import Status
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.support.chains import Part, supported_at, worst_start
from sla_plugin.domain.support.check import support_gaps
from sla_plugin.domain.support.gaps import CounterExample, Gap, GapKey, SupportGapKind, Waiver, unwaived
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.domain.terms import CalendarRule, PauseRule, Terms
from sla_plugin.domain.working_time import between, is_open
from sla_plugin.errors import BadInput, Code
from tests.support.stories import (
    ALWAYS,
    OFFICE,
    around_the_clock,
    at,
    contract,
    history,
    hours,
    promised,
    targets,
    version,
    within,
)

MONDAY = at("2026-03-02 00:00")
ROUND_THE_CLOCK, IN_OFFICE = CalendarRule(ALWAYS), CalendarRule(OFFICE)


def sla(resolution: float, calendar: CalendarRule = ROUND_THE_CLOCK, **more: object) -> AgreementVersion:
    terms = Terms(targets=targets(within(hours(resolution))), calendar=calendar, **more)  # type: ignore[arg-type]  # each test names fields of Terms
    return version(terms, under=contract())


def ola(
    code: str, resolution: float, calendar: CalendarRule = ROUND_THE_CLOCK, under: Contract | None = None
) -> AgreementVersion:
    terms = Terms(targets=targets(within(hours(resolution))), calendar=calendar)
    made = version(terms, code, kind=AgreementKind.OLA, level=Level.SERVICE, under=under)
    return replace(made, supporter=code)


def link(of: AgreementVersion, by: AgreementVersion | timedelta, stage: int = 1) -> SupportLink:
    if isinstance(by, timedelta):
        return SupportLink(of.agreement.id, Metric.RESOLUTION, stage, own_share=by)
    return SupportLink(of.agreement.id, Metric.RESOLUTION, stage, by.agreement.id, Metric.RESOLUTION)


def gaps(of: AgreementVersion, links: Sequence[SupportLink], *others: AgreementVersion) -> tuple[Gap, ...]:
    return support_gaps(of, links, world(of, *others), MONDAY)


def world(*versions: AgreementVersion, contracts: Sequence[Contract] | None = None) -> Commitments:
    return promised(*versions, contracts=contracts)


def key(kind: SupportGapKind, supporter: AgreementVersion | None = None) -> GapKey:
    return GapKey(kind, Metric.RESOLUTION, None, None if supporter is None else supporter.agreement.id)


def test_a_team_that_needs_no_longer_than_is_promised_supports_it() -> None:
    of, network = sla(4), ola("network", 4)
    assert gaps(of, [link(of, network)], network) == ()


def test_an_office_hours_team_cannot_support_four_hours_day_and_night() -> None:
    of, network = sla(4), ola("network", 4, IN_OFFICE)
    [gap] = gaps(of, [link(of, network)], network)
    # Who calls right after 13:00 on a Friday is served until Monday.
    assert gap.key == key(SupportGapKind.CALENDAR)
    assert gap.example is not None
    assert gap.example.starts_at == at("2026-03-06 13:00") + MICROSECOND
    assert gap.example.due_at == at("2026-03-06 17:00") + MICROSECOND
    assert gap.example.supported_at == at("2026-03-09 09:00") + MICROSECOND
    assert gap.example.excess == timedelta(days=2, hours=16)


def test_the_desk_s_own_share_and_stages_add_up() -> None:
    of, network = sla(4), ola("network", 3)
    links = [link(of, hours(0.5)), link(of, network, stage=2), link(of, hours(1), stage=3)]
    [gap] = gaps(of, links, network)
    assert gap.key == key(SupportGapKind.BUDGET)
    start = MONDAY
    assert gap.example == CounterExample(start, start + hours(4), start + hours(4.5), hours(0.5))
    assert gaps(of, links[:2], network) == ()


def test_of_parts_side_by_side_the_slowest_counts() -> None:
    of, network, servers = sla(4), ola("network", 3), ola("servers", 4)
    assert gaps(of, [link(of, network), link(of, servers)], network, servers) == ()
    [gap] = gaps(of, [link(of, network), link(of, servers, stage=2)], network, servers)
    assert gap.key.kind is SupportGapKind.BUDGET


def test_a_supporter_that_waits_where_the_promise_does_not_is_a_gap() -> None:
    of = sla(4, pause=PauseRule(frozenset({Status.PENDING_CUSTOMER})))
    network = ola("network", 4)
    waiting = replace(
        network, terms=replace(network.terms, pause=PauseRule(frozenset({Status.PENDING_CHANGE})))
    )
    assert gaps(of, [link(of, network)], waiting) == (
        Gap(key(SupportGapKind.PAUSE, network), statuses=frozenset({Status.PENDING_CHANGE})),
    )


def test_a_supporter_that_ends_earlier_is_a_gap_from_that_day_on() -> None:
    ending = contract("O-1", until=at("2026-09-01 00:00"))
    of, network = sla(4), ola("network", 4, under=ending)
    found = support_gaps(of, [link(of, network)], world(of, network, contracts=[contract(), ending]), MONDAY)
    assert found == (Gap(key(SupportGapKind.DATES, network), unsupported_from=at("2026-09-01 00:00")),)
    both_end = [contract(until=at("2026-09-01 00:00")), ending]
    assert support_gaps(of, [link(of, network)], world(of, network, contracts=both_end), MONDAY) == ()


def test_a_supporter_that_promises_nothing_of_the_kind_is_a_gap() -> None:
    of, network = sla(4), ola("network", 4)
    silent = replace(network, terms=replace(network.terms, targets={}))
    assert gaps(of, [link(of, network)], silent) == (Gap(key(SupportGapKind.UNPROMISED, network)),)


def test_the_worst_gap_comes_first() -> None:
    of = sla(4, pause=PauseRule(frozenset()))
    network = ola("network", 5)
    found = gaps(of, [link(of, network)], network)
    assert [gap.key.kind for gap in found] == [SupportGapKind.BUDGET, SupportGapKind.PAUSE]


def test_a_waiver_silences_the_gap_that_it_names_for_as_long_as_it_says() -> None:
    of = sla(4, pause=PauseRule(frozenset()))
    network = ola("network", 5)
    found = gaps(of, [link(of, network)], network)
    budget = Waiver(of.agreement.id, found[0].key, "Nok", "A second team is being hired.", date(2026, 6, 30))
    assert unwaived(found, [budget], date(2026, 6, 30)) == found[1:]
    assert unwaived(found, [budget], date(2026, 7, 1)) == found


def test_a_part_that_is_none_is_refused() -> None:
    of = sla(4)
    for wrong in (
        {"stage": 1},
        {"stage": 1, "supporter": of.agreement.id},
        {"stage": 1, "supporter": of.agreement.id, "supporter_metric": "RESOLUTION", "own_share": hours(1)},
        {"stage": 0, "own_share": hours(1)},
        {"stage": 1, "own_share": hours(-1)},
    ):
        with pytest.raises(BadInput) as refusal:
            SupportLink(of.agreement.id, Metric.RESOLUTION, **wrong)
        assert refusal.value.code is Code.SUPPORT_LINK


def test_nobody_waives_without_a_reason() -> None:
    with pytest.raises(BadInput) as refusal:
        Waiver(sla(4).agreement.id, key(SupportGapKind.BUDGET), "Nok", " ")
    assert refusal.value.code is Code.SUPPORT_WAIVER


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def calendars(draw: st.DrawFn) -> CalendarHistory:
    """Open for some whole hours of some days, or always."""
    if draw(st.integers(0, 3)) == 0:
        return history((None, around_the_clock()))
    opens = draw(st.integers(0, 20))
    closes = draw(st.integers(opens + 1, 24))
    days = draw(st.sets(st.sampled_from(DAYS), min_size=2))
    return history(
        (None, {"time_zone": "UTC", "hours": {day: [[f"{opens:02}:00", f"{closes:02}:00"]] for day in days}})
    )


parts = st.builds(Part, calendars(), st.integers(0, 12).map(lambda n: within(hours(n))))
chains = st.lists(st.lists(parts, min_size=1, max_size=2), min_size=1, max_size=3)
A_WEEK = timedelta(days=8)
STEPS = [MONDAY + n * hours(1) for n in range(8 * 24)]
TRIED = [at + near for at, near in product(STEPS, (-MICROSECOND, timedelta(0), MICROSECOND, hours(0.5)))]


def excess_of(promise: Part, stages: Sequence[Sequence[Part]], start: datetime) -> timedelta:
    return between(promise.calendar, start, supported_at(stages, start)) - promise.target.duration  # type: ignore[union-attr]  # only durations are drawn


@given(parts, chains)
def test_no_start_of_a_week_is_worse_than_the_one_that_is_found(
    promise: Part, stages: list[list[Part]]
) -> None:
    """All opens, closes and lasts whole hours, so that nothing can turn between two of the starts tried."""
    starts = [at for at in TRIED if MONDAY <= at < MONDAY + A_WEEK and is_open(promise.calendar, at)]
    found = worst_start(promise, stages, MONDAY, MONDAY + A_WEEK)
    worst = max((excess_of(promise, stages, start) for start in starts), default=timedelta(0))
    assert max(worst, timedelta(0)) == (found.excess if found else timedelta(0))
    if found is not None:
        assert is_open(promise.calendar, found.starts_at)
        assert found.excess == excess_of(promise, stages, found.starts_at)
        earlier = [start for start in starts if start < found.starts_at]
        assert all(excess_of(promise, stages, start) < found.excess for start in earlier)
