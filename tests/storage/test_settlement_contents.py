"""What is kept of plans and settlements is what was hashed, and comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.plan import ChildEnd, EndPlan, Unwind
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
from sla_plugin.storage.end_plans import plan_from_json
from sla_plugin.storage.settlement_contents import settlement_from_json

AT, DAY = datetime(2026, 5, 31, 22, tzinfo=UTC), date(2026, 5, 31)
MONEY = Money(Decimal("1840.5"), "EUR")
CONTRACT, LEVEL, TICKET = ContractId(uuid4()), AgreementId(uuid4()), TicketId(uuid4())

PLAN = EndPlan(
    DAY,
    AT,
    children=(ChildEnd(CONTRACT, "C-2", Children.RUN_OFF, DAY), ChildEnd(CONTRACT, "C-3", Children.SURVIVE)),
    unwinding=(Unwind(CONTRACT, "UC-1", LEVEL, 0, DAY, 92, MONEY), Unwind(CONTRACT, "UC-2", LEVEL, 3)),
    cancelled=(2, 3),
    fee=MONEY,
    refund=MONEY,
)
SETTLEMENT = Settlement(
    case=uuid4(),
    contract=CONTRACT,
    parties=(OrganisationId(uuid4()), OrganisationId(uuid4())),
    ground=Ground.SWITCHING,
    scope=frozenset({ServiceId(uuid4()), ServiceId(uuid4())}),
    evidence=Evidence(AT, AT, AT, "0" * 64),
    rule="SWITCHING: 2 MONTH, NONE",
    trace=(Step("R4", "received; this day is not counted", DAY),),
    effective_on=DAY,
    ends_at=AT,
    counts=(BindingCount(ServiceId(uuid4()), LEVEL, Days(DAY, DAY), True, 1, 2, 3),),
    clocks=(
        ClosedClock(TICKET, "RESOLUTION", 1, "CENSORED", "BREACHED", 7, 3),
        ClosedClock(TICKET, "NEXT_RESPONSE", 2, "CENSORED", "CENSORED", 7),
    ),
    sums=(Sum(Item.CHARGE, "printing", "31 of 31 days of 1840.50", MONEY),),
    duties=(Duty("DATA_EXPORT", "Queues", DAY, "DONE", "1" * 64), Duty("ERASURE", "Disks", DAY, "OPEN")),
    surviving=("Confidentiality",),
    unwinding=(Unwinding(CONTRACT, DAY, 92, MONEY), Unwinding(CONTRACT, None, 0, None)),
    cover=(TicketCover(TICKET, CONTRACT), TicketCover(TICKET, None)),
    total=MONEY,
    is_disputed=True,
)


def test_a_plan_comes_back_with_its_hash() -> None:
    for plan in (PLAN, EndPlan(DAY, AT)):
        found = plan_from_json(json.loads(canonical_text(plan)))
        assert (found, found.hash) == (plan, plan.hash)


def test_a_settlement_comes_back_with_its_hash() -> None:
    least = replace(
        SETTLEMENT, scope=None, evidence=Evidence(None, AT, AT, None), trace=(), counts=(), clocks=(),
        sums=(), duties=(), surviving=(), unwinding=(), cover=(), is_disputed=False,
    )  # fmt: skip
    for settled in (SETTLEMENT, least):
        found = settlement_from_json(json.loads(canonical_text(settled)))
        assert (found, found.hash) == (settled, settled.hash)
