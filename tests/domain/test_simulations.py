"""What would have been: the same tickets, another promise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.facts import Fact, Status, StatusChanged
from sla_plugin.domain.ids import AgreementVersionId, TicketId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.periods import Period
from sla_plugin.domain.simulations import CreditChange, Flip, Move, Simulation, simulate
from sla_plugin.domain.terms import OnAmendment, Terms
from sla_plugin.domain.verdicts import Verdict
from sla_plugin.errors import BadInput, Code
from tests.support.stories import (
    OFFICE_RULE,
    WORKPLACE,
    at,
    contract,
    hours,
    line,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

MARCH = Period(at("2026-03-01 00:00"), at("2026-04-01 00:00"))
NOW = at("2026-03-20 12:00")
ONE, TWO, OPEN = (TicketId(UUID(int=n)) for n in (1, 2, 3))


def stating(duration: float, *, number: int = 1, **terms: object) -> AgreementVersion:
    stated = Terms(targets=targets(within(hours(duration))), calendar=OFFICE_RULE, **terms)  # type: ignore[arg-type]  # each test names fields of Terms
    made = version(stated, number=number, under=contract())
    return replace(made, id=AgreementVersionId(UUID(int=number)))


def resolved_after(duration: str) -> list[Fact]:
    return told(
        ("2026-03-02 09:00", opened(priority="P1")),
        (f"2026-03-02 {duration}", StatusChanged(Status.RESOLVED)),
    )


HISTORIES = {
    ONE: resolved_after("11:00"),
    TWO: resolved_after("15:00"),
    OPEN: told(("2026-03-20 10:00", opened(priority="P2"))),
}


def replayed(draft: AgreementVersion, commitments: Commitments, period: Period = MARCH) -> Simulation:
    return simulate(draft, commitments, HISTORIES, period, "Asia/Bangkok", NOW)


def test_a_shorter_promise_would_have_been_broken_by_name() -> None:
    draft = replace(stating(4, number=2), effective_from=NOW)
    found = replayed(draft, promised(stating(8)))
    [p1] = found.compared
    assert (p1.metric, p1.priority) == (Metric.RESOLUTION, "P1")
    assert p1.today is not None
    assert p1.drafted is not None
    assert (len(p1.today.met), len(p1.today.breached)) == (2, 0)
    assert (len(p1.drafted.met), len(p1.drafted.breached)) == (1, 1)
    assert found.flips == (Flip(ClockKey(TWO, Metric.RESOLUTION, 1), Verdict.MET, Verdict.BREACHED),)
    assert found.tickets == 3


def test_an_amendment_for_new_tickets_only_moves_no_open_deadline() -> None:
    draft = replace(stating(1, number=2), effective_from=NOW)
    assert replayed(draft, promised(stating(8))).moves == ()


def test_an_amendment_of_open_tickets_tells_which_would_be_breached_at_once() -> None:
    earlier = stating(8, on_amendment=OnAmendment.RETARGET)
    draft = replace(stating(1, number=2, on_amendment=OnAmendment.RETARGET), effective_from=NOW)
    found = replayed(draft, promised(earlier))
    clock = ClockKey(OPEN, Metric.RESOLUTION, 1)
    assert found.moves == (
        Move(clock, at("2026-03-23 10:00"), at("2026-03-20 11:00"), would_be_breached=True),
    )


def test_what_a_month_would_have_given_back_is_told_beside_what_it_does() -> None:
    schedule = CreditSchedule((CreditStep(Decimal("0.95"), Decimal("0.05")),))
    draft = replace(stating(4, number=2, credits=schedule), effective_from=NOW)
    [change] = replayed(draft, promised(stating(8, credits=schedule))).credits
    assert isinstance(change, CreditChange)
    assert (change.contract, change.month.number) == (contract().id, 3)
    assert (change.today, change.drafted) == (Decimal(0), Decimal("0.05"))


def test_the_busiest_hours_are_those_in_which_most_falls_due() -> None:
    found = replayed(replace(stating(4, number=2), effective_from=NOW), promised(stating(8)))
    # 13:00 and 14:00 UTC are 20:00 and 21:00 in Bangkok.
    assert {hour: n for hour, n in enumerate(found.busiest) if n} == {20: 2, 21: 1}


def test_a_new_agreement_stands_beside_the_others() -> None:
    draft = version(Terms(targets=targets(response=within(hours(1)))), "response", under=contract())
    found = replayed(draft, promised(stating(8)))
    assert {(c.metric, c.today is None) for c in found.compared} == {
        (Metric.FIRST_RESPONSE, True),
        (Metric.RESOLUTION, False),
    }


def test_a_period_in_which_nothing_was_decided_is_refused() -> None:
    april = Period(at("2026-04-01 00:00"), at("2026-05-01 00:00"))
    with pytest.raises(BadInput) as refused:
        replayed(replace(stating(4, number=2), effective_from=NOW), promised(stating(8)), april)
    assert refused.value.code is Code.SIMULATION_NO_DATA


def test_progress_is_told_up_to_the_end() -> None:
    told_of: list[tuple[int, int]] = []
    draft = replace(stating(4, number=2), effective_from=NOW)
    simulate(
        draft,
        promised(stating(8)),
        HISTORIES,
        MARCH,
        "UTC",
        NOW,
        progress=lambda done, of: told_of.append((done, of)),
    )
    assert (told_of[0], told_of[-1]) == ((0, 3), (3, 3))
    assert told_of == sorted(told_of)


def test_an_amendment_of_what_is_on_offer_is_replayed_for_those_whose_lines_name_it() -> None:
    gold = version(stating(8).terms, "gold", level=Level.SERVICE, offered=True)
    draft = replace(gold, id=AgreementVersionId(UUID(int=9)), number=2, terms=stating(4).terms)
    draft = replace(draft, effective_from=NOW)
    filed = {
        ticket: [replace(facts[0], what=opened(priority="P1", service="clinical")), *facts[1:]]
        for ticket, facts in HISTORIES.items()
    }
    signed = promised(gold, lines=[line("gold", contract(), WORKPLACE)])
    found = simulate(draft, signed, filed, MARCH, "UTC", NOW)
    assert found.flips == (Flip(ClockKey(TWO, Metric.RESOLUTION, 1), Verdict.MET, Verdict.BREACHED),)
    with pytest.raises(BadInput) as refused:
        simulate(draft, promised(gold), filed, MARCH, "UTC", NOW)
    assert refused.value.code is Code.SIMULATION_NO_DATA
