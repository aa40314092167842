"""Instants come in their order, and what is certain of one version is what its dates say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.instants import Coming, Instant, certain_end, reminder_instants
from sla_plugin.domain.contracting.terms import Term, first_term, plan_of, renewed, voided
from sla_plugin.domain.notice.receipt import end_instant
from sla_plugin.domain.notice.term_ends import TermPlan
from tests.support.schedules import BANGKOK, START, bangkok, schedule, version

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEADLINE = NoticeDeadline(
    date(2026, 12, 31), date(2026, 9, 30), bangkok("2026-10-01") - timedelta(microseconds=1)
)


def test_what_comes_at_one_instant_comes_in_one_order() -> None:
    """An end is the last of all; of two reminders that of the earlier day is first."""
    expected = [
        Instant(AT, Coming.SIGNATURES_EXPIRE),
        Instant(AT, Coming.START),
        Instant(AT, Coming.TAKE_OVER),
        Instant(AT, Coming.REMIND, days=90),
        Instant(AT, Coming.REMIND, days=60),
        Instant(AT, Coming.RENEW),
        Instant(AT, Coming.END),
        Instant(AT + timedelta(microseconds=1), Coming.SIGNATURES_EXPIRE),
    ]
    for some in permutations(expected, 3):
        assert sorted(some, key=lambda one: one.order) == [one for one in expected if one in some]


@pytest.mark.parametrize(
    ("since", "days"),
    [
        ("2026-01-01", [90, 60, 30]),
        ("2026-07-02", [90, 60, 30]),
        ("2026-07-03", [60, 30]),
        ("2026-08-31", [30]),
        ("2026-09-10", [20]),
        ("2026-09-30", [0]),
        ("2026-10-01", []),
    ],
)
def test_who_comes_late_is_reminded_of_what_is_left_and_of_nothing_that_is_over(
    since: str, days: list[int]
) -> None:
    found = list(reminder_instants(DEADLINE, BANGKOK, bangkok(since)))
    assert [one.days for one in found] == days
    assert all(bangkok(since) <= one.at <= DEADLINE.received_by for one in found)


clauses = st.builds(
    lambda initial, renewal: Clauses(initial_months=initial, renewal_months=renewal if initial else None),
    st.none() | st.integers(1, 40),
    st.none() | st.integers(1, 24),
)


@given(clauses, st.integers(0, 3), st.booleans(), st.sampled_from([BANGKOK, "Europe/Berlin", "Pacific/Apia"]))
def test_the_certain_end_of_one_version_is_that_of_its_schedule(
    agreed: Clauses, times: int, is_voided: bool, zone: str
) -> None:
    """The one is asked for ten thousand contracts at once, the other wherever there are amendments."""
    terms: tuple[Term, ...] = (_first(agreed),)
    for _ in range(times if agreed.renewal_months else 0):
        terms = renewed(terms, plan_of(terms, agreed.renewal_months))
    first_end = terms[0].ends_on
    if is_voided and first_end is not None:
        terms = voided(terms, first_end)
    found = certain_end(agreed, terms, zone)
    assert found == schedule(version(agreed, zone=zone), terms=terms).end()
    if found is not None:
        assert found in {end_instant(term.ends_on, zone) for term in terms if term.ends_on is not None}


def _first(agreed: Clauses) -> Term:
    if agreed.initial_months is None:
        return first_term(START, None)
    return first_term(START, TermPlan(START, agreed.initial_months, agreed.renewal_months))
