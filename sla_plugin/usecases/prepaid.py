"""What was paid in advance under a contract, and what of it a termination gives back."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.charges import Charge, Prepayment, refund
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.states import GOVERNING
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.settlements import PrepaymentRow
from sla_plugin.usecases.termination_cases import CasesOnRecord


@dataclass(frozen=True, slots=True)
class Paid:
    """`service`: whose code or name `what` is, in whatever case; None where it is of none. `back`: for the
    days after the end."""

    what: str
    service: ServiceId | None
    prepaid: Prepayment
    back: Money

    @property
    def used(self) -> Money:
        return self.prepaid.amount - self.back

    def pays_for(self, charge: Charge) -> bool:
        """For its service; or else it is the very price of its billing period."""
        if charge.full.currency != self.prepaid.amount.currency:
            return False
        if self.service is not None:
            return self.service == charge.line.service
        return (self.prepaid.period, self.prepaid.amount) == (charge.period, charge.full)


async def paid_ahead(cases: CasesOnRecord, case: Case, end: End) -> tuple[Paid, ...]:
    """What the case settles. What was paid for a service is settled with its line, where that ends alone;
    all else with the whole contract."""
    session = cases.record.session
    named: dict[str, ServiceId] = {}
    for service in await session.query(ServiceRow):
        named |= {text.casefold(): ServiceId(service.id) for text in (service.name, service.code)}
    rows = session.query(PrepaymentRow).filter(contract_id=cases.record.id).order_by("since", "id")
    found = []
    for row in await rows:
        of = named.get(row.what.strip().casefold())
        if _is_settled_by(cases, case, end, row, of):
            prepaid = row.value()
            found.append(Paid(row.what, of, prepaid, refund(prepaid, end.effective_on)))
    return tuple(found)


def _is_settled_by(
    cases: CasesOnRecord, case: Case, end: End, row: PrepaymentRow, of: ServiceId | None
) -> bool:
    earlier = (
        one
        for one in cases.values
        if one.id != case.id and one.state in GOVERNING and one.end and one.end.ends_at < end.ends_at
    )
    if any(one.end and _settles(one, one.end, row, of) for one in earlier):
        return False
    return case.is_whole or _settles(case, end, row, of)


def _settles(case: Case, end: End, row: PrepaymentRow, of: ServiceId | None) -> bool:
    """What is paid later for later days is for a line that was agreed on again."""
    is_of_then = row.recorded_at < end.ends_at or row.since <= end.effective_on
    return case.scope is not None and of in case.scope and is_of_then
