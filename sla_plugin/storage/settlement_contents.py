"""What a sealed settlement says, from the form in which it is kept beside its hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import (
    BindingCount,
    ClosedClock,
    Duty,
    Evidence,
    Item,
    Settlement,
    Sum,
    TicketCover,
    Unwinding,
)
from sla_plugin.storage.end_plans import day, money

Json = Mapping[str, Any]


def settlement_from_json(stated: Json) -> Settlement:
    """Of its canonical form, to an equal value of the same hash."""
    scope = stated.get("scope")
    return Settlement(
        case=UUID(stated["case"]),
        contract=ContractId(UUID(stated["contract"])),
        parties=tuple(OrganisationId(UUID(one)) for one in stated["parties"]),
        ground=Ground(stated["ground"]),
        scope=None if scope is None else frozenset(ServiceId(UUID(one)) for one in scope),
        evidence=_evidence(stated["evidence"]),
        rule=stated["rule"],
        trace=tuple(Step(one["rule"], one["said"], date.fromisoformat(one["on"])) for one in stated["trace"]),
        effective_on=date.fromisoformat(stated["effective_on"]),
        ends_at=datetime.fromisoformat(stated["ends_at"]),
        counts=tuple(_count(one) for one in stated["counts"]),
        clocks=tuple(_clock(one) for one in stated["clocks"]),
        sums=tuple(_sum(one) for one in stated["sums"]),
        duties=tuple(_duty(one) for one in stated["duties"]),
        surviving=tuple(stated["surviving"]),
        unwinding=tuple(_unwinding(one) for one in stated["unwinding"]),
        cover=tuple(_cover(one) for one in stated["cover"]),
        total=_money(stated["total"]),
        is_disputed=stated["is_disputed"],
    )


def _evidence(stated: Json) -> Evidence:
    sent_at = stated.get("sent_at")
    return Evidence(
        sent_at=None if sent_at is None else datetime.fromisoformat(sent_at),
        received_at=datetime.fromisoformat(stated["received_at"]),
        recorded_at=datetime.fromisoformat(stated["recorded_at"]),
        document=stated.get("document"),
    )


def _count(stated: Json) -> BindingCount:
    period = stated["period"]
    return BindingCount(
        service=ServiceId(UUID(stated["service"])),
        agreement=AgreementId(UUID(stated["agreement"])),
        period=Days(date.fromisoformat(period["since"]), date.fromisoformat(period["until"])),
        is_partial=stated["is_partial"],
        met=stated["met"],
        breached=stated["breached"],
        censored=stated["censored"],
    )


def _clock(stated: Json) -> ClosedClock:
    return ClosedClock(
        ticket=TicketId(UUID(stated["ticket"])),
        metric=stated["metric"],
        cycle=stated["cycle"],
        state=stated["state"],
        verdict=stated["verdict"],
        elapsed_us=stated["elapsed_us"],
        overrun_us=stated.get("overrun_us"),
    )


def _sum(stated: Json) -> Sum:
    return Sum(Item(stated["item"]), stated["what"], stated["basis"], _money(stated["amount"]))


def _duty(stated: Json) -> Duty:
    return Duty(
        kind=stated["kind"],
        what=stated["what"],
        due_on=date.fromisoformat(stated["due_on"]),
        state=stated["state"],
        evidence=stated.get("evidence"),
    )


def _unwinding(stated: Json) -> Unwinding:
    return Unwinding(
        contract=ContractId(UUID(stated["contract"])),
        earliest_end=day(stated.get("earliest_end")),
        gap_days=stated["gap_days"],
        stranded=money(stated.get("stranded")),
    )


def _cover(stated: Json) -> TicketCover:
    by = stated.get("by")
    return TicketCover(TicketId(UUID(stated["ticket"])), None if by is None else ContractId(UUID(by)))


def _money(stated: Json) -> Money:
    return Money(Decimal(stated["amount"]), stated["currency"])
