"""What MANDATORY and FLOOR mean, over every way in which three levels can state a target."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from sla_plugin.domain.agreements import AgreementVersion, Level, Scope
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import Terms
from tests.support.stories import (
    CLINICAL,
    HOSPITAL,
    OFFICE_RULE,
    clock_of,
    hours,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

Stated = tuple[int | None, Combination | None]
"""Hours, and how they bind those who are more specific."""

LEVELS = (
    ("corporate", Level.CORPORATE, Scope()),
    ("hospital", Level.CUSTOMER, Scope(customer=HOSPITAL)),
    ("clinical", Level.SERVICE, Scope(customer=HOSPITAL, service=CLINICAL)),
)


def promised_hours(stated: Sequence[Stated]) -> int | None:
    """In the words of 40-levels, from general to specific: what is MANDATORY more specific levels cannot
    change, and below a FLOOR they may only promise more, which is less time."""
    current: int | None = None
    floors: list[int] = []
    for count, how in stated:
        if count is None:
            continue
        current = min([count, *floors])
        if how is Combination.FLOOR:
            floors.append(count)
        if how is Combination.MANDATORY:
            break
    return current


def _version(place: int, stated: Stated) -> AgreementVersion:
    (code, level, scope), (count, how) = LEVELS[place], stated
    terms = Terms(
        targets=targets(None if count is None else within(hours(count)), within(hours(1))),
        calendar=OFFICE_RULE,
        combine={} if how is None else {Attribute.TARGET: how},
    )
    return version(terms, code, level=level, scope=scope)


def test_every_combination_of_three_levels_is_resolved_as_the_rules_say() -> None:
    story = told(("2026-03-02 09:30", opened(service="clinical")))
    how = [None, Combination.MANDATORY, Combination.FLOOR]
    ways = list(product(product([None, 2, 4, 8], how), repeat=3))
    assert len(ways) == 1_728
    for way in ways:
        expected = promised_hours(way)
        if expected is None:
            continue
        commitments = promised(*[_version(place, stated) for place, stated in enumerate(way)])
        clock = clock_of(story, commitments, "2026-03-02 10:00", Metric.RESOLUTION)
        assert (way, clock.target) == (way, hours(expected))
