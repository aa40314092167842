"""Stretches of time as sets of instants: what is in which, by its edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.intervals import Lasting, edges_of, united, without

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
TICK = timedelta(microseconds=1)

ticks = st.integers(0, 9).map(lambda n: FIRST + n * TICK)
stretches = st.lists(st.builds(Lasting, ticks, st.none() | ticks), max_size=4)
EVERY = [FIRST + n * TICK for n in range(-1, 12)]


def instants(of: list[Lasting] | tuple[Lasting, ...]) -> set[datetime]:
    return {at for at in EVERY if any(at in one for one in of)}


@given(stretches)
def test_what_is_united_holds_the_same_instants_and_is_apart(given_: list[Lasting]) -> None:
    found = united(given_)
    assert instants(found) == instants(given_)
    edges = list(edges_of(found))
    assert all(one < other for one, other in pairwise(edges))


@given(stretches, stretches)
def test_without_its_gaps_a_stretch_holds_all_other_instants_of_it(
    given_: list[Lasting], gaps: list[Lasting]
) -> None:
    found = without(given_, gaps)
    assert instants(found) == instants(given_) - instants(gaps)
    assert found == united(found)
