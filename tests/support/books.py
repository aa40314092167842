"""Clocks that counted, made up: one of each kind in a line, or any for laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from sla_plugin.domain.clock import Side
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.counted import ClockKey, Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, ContractId, ServiceId, TicketId
from tests.support.stories import CLINICAL, DAIRY, HOSPITAL, WORKPLACE, at

_NAMES = UUID("b00c5000-0000-4000-8000-000000000000")


def ticket_id(name: str) -> TicketId:
    return TicketId(uuid5(_NAMES, name))


CONTRACT = ContractId(uuid5(_NAMES, "contract"))
AGREEMENT = AgreementId(uuid5(_NAMES, "agreement"))
VERSION = AgreementVersionId(uuid5(_NAMES, "version"))


def clock_key(name: str, metric: str = "RESOLUTION", cycle: int = 1, side: Side = Side.SLA) -> ClockKey:
    return ClockKey(ticket_id(name), metric, cycle, side)


def booked(
    name: str,
    result: Result = Result.MET,
    when: str = "2026-03-10 12:00",
    *,
    excluded_for: ExclusionReason | None = None,
    metric: str = "RESOLUTION",
    service: ServiceId | None = WORKPLACE,
    priority: str | None = "P2",
) -> Counted:
    """A clock of the hospital's that counted at this instant."""
    return Counted(
        clock=clock_key(name, metric),
        at=at(when),
        subject=Subject(customer=HOSPITAL, service=service, priority=priority),
        contract=CONTRACT,
        agreement=AGREEMENT,
        version=VERSION,
        result=Result.EXCLUDED if excluded_for else result,
        excluded_for=excluded_for,
    )


_FEBRUARY = datetime(2026, 2, 15, tzinfo=UTC)
_OUTCOMES = [
    (Result.MET, None),
    (Result.BREACHED, None),
    *((Result.EXCLUDED, reason) for reason in ExclusionReason),
]


@st.composite
def _entries(draw: st.DrawFn, name: int) -> Counted:
    result, reason = draw(st.sampled_from(_OUTCOMES))
    return Counted(
        clock=clock_key(str(name)),
        at=_FEBRUARY + timedelta(hours=draw(st.integers(0, 24 * 60))),
        subject=Subject(
            customer=draw(st.sampled_from([HOSPITAL, DAIRY])),
            service=draw(st.sampled_from([WORKPLACE, CLINICAL, None])),
            priority=draw(st.sampled_from(["P1", "P2", None])),
        ),
        contract=CONTRACT,
        agreement=AGREEMENT,
        version=VERSION,
        result=result,
        excluded_for=reason,
    )


@st.composite
def books(draw: st.DrawFn) -> list[Counted]:
    """Some of twelve clocks, counted from mid-February 2026 to mid-April, in any order."""
    names = draw(st.lists(st.integers(0, 11), unique=True))
    return [draw(_entries(name)) for name in names]
