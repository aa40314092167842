"""Sealed settlements and their corrections together say what is known, in whatever steps it became known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.corrections import Correction, corrections
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import (
    BindingCount,
    ClosedClock,
    Evidence,
    Item,
    Settlement,
    Sum,
    total_of,
)

AT, DAY = datetime(2026, 6, 30, 17, tzinfo=UTC), date(2026, 6, 30)
TICKETS = [TicketId(UUID(int=n)) for n in (1, 2)]
PRINTING, GOLD = ServiceId(UUID(int=3)), AgreementId(UUID(int=4))
NAMES = {TICKETS[0]: "desk:1", TICKETS[1]: "desk:2", PRINTING: "printing", GOLD: "gold"}
NONE = Money.none("THB")
EMPTY = Settlement(
    case=UUID(int=5), contract=ContractId(UUID(int=6)), parties=(OrganisationId(UUID(int=7)),),
    ground=Ground.MUTUAL, scope=None, evidence=Evidence(None, AT, AT, None), rule="", trace=(),
    effective_on=DAY, ends_at=AT, counts=(), clocks=(), sums=(), duties=(), surviving=(), unwinding=(),
    cover=(), total=NONE,
)  # fmt: skip
HOUR_US = 3_600_000_000


def _with(
    counts: tuple[BindingCount, ...], clocks: tuple[ClosedClock, ...], sums: tuple[Sum, ...]
) -> Settlement:
    return replace(EMPTY, counts=counts, clocks=clocks, sums=sums, total=total_of(sums, "THB"))


def _clock(ticket: TicketId, hours: int, verdict: str = "CENSORED") -> ClosedClock:
    return ClosedClock(ticket, "RESOLUTION", 1, "CENSORED", verdict, hours * HOUR_US)


def _sum(item: Item, what: str, amount: str) -> Sum:
    return Sum(item, what, "computed", Money(Decimal(amount), "THB"))


@st.composite
def settlements(draw: st.DrawFn) -> Settlement:
    numbers = st.integers(0, 2)
    counts = [
        BindingCount(PRINTING, GOLD, Days(date(2026, month, 1), DAY), True, *draw(st.tuples(*3 * [numbers])))
        for month in draw(st.sets(st.integers(5, 6)))
    ]
    clocks = [_clock(one, draw(numbers)) for one in draw(st.sets(st.sampled_from(TICKETS)))]
    sums = draw(
        st.lists(
            st.builds(
                _sum,
                st.sampled_from(Item),
                st.sampled_from(["RESOLUTION", "printing"]),
                st.sampled_from(["-90.00", "30", "0.05"]),
            ),
            max_size=4,
        )
    )
    return _with(tuple(counts), tuple(clocks), tuple(sums))


@given(sealed=settlements(), steps=st.lists(settlements(), min_size=1, max_size=4))
def test_sums_and_corrections_add_up_to_what_is_known_and_again_nothing_is_added(
    sealed: Settlement, steps: list[Settlement]
) -> None:
    told: list[Correction] = []
    for known in steps:
        told += corrections(sealed, known, told, NAMES)
        assert corrections(sealed, known, told, NAMES) == ()
        assert sum((one.amount for one in told), sealed.total) == known.total


@given(sealed=settlements())
def test_nothing_is_corrected_where_nothing_became_known(sealed: Settlement) -> None:
    assert corrections(sealed, sealed, (), NAMES) == ()


def test_a_correction_says_how_a_thing_was_sealed_and_what_is_known_of_it_now() -> None:
    sealed = _with((), (_clock(TICKETS[0], 2),), (_sum(Item.CREDIT, "RESOLUTION", "-90.00"),))
    known = _with((), (_clock(TICKETS[0], 2, "BREACHED"),), (_sum(Item.CREDIT, "RESOLUTION", "-150.00"),))
    assert corrections(sealed, known, (), NAMES) == (
        Correction("CREDIT RESOLUTION", "Sealed: -90. Known now: -150.", Money(Decimal("-60.00"), "THB")),
        Correction(
            "RESOLUTION 1 of desk:1",
            "Sealed: CENSORED after 2 h 00 min. Known now: BREACHED after 2 h 00 min.",
            NONE,
        ),
    )


def test_what_is_reserved_is_in_no_total_and_so_in_no_correction() -> None:
    known = _with((), (), (_sum(Item.RESERVED, "early end", "3000.00"),))
    assert corrections(EMPTY, known, (), NAMES) == ()
