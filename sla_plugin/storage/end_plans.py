"""What is planned for the end of a contract, from the form in which it is kept beside its hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.ids import AgreementId, ContractId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.plan import ChildEnd, EndPlan, Unwind

Json = Mapping[str, Any]


def plan_from_json(stated: Json) -> EndPlan:
    """Of a plan's canonical form, to an equal value of the same hash."""
    return EndPlan(
        effective_on=date.fromisoformat(stated["effective_on"]),
        ends_at=datetime.fromisoformat(stated["ends_at"]),
        children=tuple(_child(one) for one in stated["children"]),
        unwinding=tuple(_unwind(one) for one in stated["unwinding"]),
        cancelled=tuple(stated["cancelled"]),
        fee=money(stated.get("fee")),
        refund=money(stated.get("refund")),
    )


def _child(stated: Json) -> ChildEnd:
    return ChildEnd(
        contract=ContractId(UUID(stated["contract"])),
        number=stated["number"],
        becomes=Children(stated["becomes"]),
        on=day(stated.get("on")),
    )


def _unwind(stated: Json) -> Unwind:
    return Unwind(
        contract=ContractId(UUID(stated["contract"])),
        number=stated["number"],
        agreement=AgreementId(UUID(stated["agreement"])),
        needed_by=stated["needed_by"],
        earliest_end=day(stated.get("earliest_end")),
        gap_days=stated["gap_days"],
        stranded=money(stated.get("stranded")),
    )


def day(stated: str | None) -> date | None:
    return None if stated is None else date.fromisoformat(stated)


def money(stated: Json | None) -> Money | None:
    return None if stated is None else Money(Decimal(stated["amount"]), stated["currency"])
