"""Seal what is owed when a contract has ended; what is found out afterwards is added beside it."""

from __future__ import annotations

import json
from decimal import Decimal
from uuid import UUID

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.reasons import no_reason
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.money import Money
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.settlement import settlement_flaws
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import WrongState
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import SettlementAdjustmentRow, SettlementRow
from sla_plugin.usecases.draft_contract import require_role
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.render_settlement import render_settlement
from sla_plugin.usecases.tell_deadlines import tell_deadlines
from sla_plugin.usecases.termination_cases import cases_of, contract_of_case

SEALERS = frozenset({Role.FINANCE})


async def seal_settlement(
    session: Session, deed: Deed, case: UUID, seen: str, store: DocumentStore | None = None
) -> UUID:
    """As it was read: `seen` is its hash. `store`: takes its papers; None: none are made.

    Forbidden `right.role`; Conflict `termination.plan` where it says something else by now, `state.wrong`,
    `object.duplicate` where it is sealed already; Unavailable `paper.store`."""
    require_role(deed, SEALERS)
    record = await take_up(session, await contract_of_case(session, case))
    cases = await cases_of(record)
    held = cases.value(cases.row(case))
    if held.state is not CaseState.SETTLING:
        raise WrongState(CaseStep.CLOSE, held.state, (CaseState.SETTLING,))
    settlement = await draft_settlement(cases, held, deed.at)
    if settlement.hash != seen:
        raise Conflict(
            Code.TERMINATION_PLAN,
            "The settlement says something else than what was seen.",
            hint=f"Read it again: its hash is {settlement.hash} now.",
            field="hash",
        )
    for flaw in settlement_flaws(settlement):
        raise flaw
    await tell_deadlines(cases, deed)
    row = SettlementRow(
        contract_id=record.id,
        case_id=case,
        content=json.loads(canonical_text(settlement)),
        hash=settlement.hash,
        approved_by=sorted({one.by for one in held.counting} | {deed.actor.name}),
        sealed_by=deed.actor.name,
        sealed_at=deed.at,
    )
    await record.add(row)
    if store is not None:
        await render_settlement(record, held, settlement, row, store, deed)
    await record.write_down(deed, "termination.settlement_sealed", {"hash": settlement.hash})
    await look_again(record, deed.at)
    return row.id


async def adjust_settlement(
    session: Session, deed: Deed, settlement: UUID, *, what: str, because: str, amount: Money
) -> UUID:
    """What was found out after it was sealed: a row beside it, never a change. Forbidden `right.role`,
    BadInput `reason.missing`, `currency.mixed`; NotFound."""
    require_role(deed, SEALERS)
    sealed = await session.get(SettlementRow, id=settlement)
    refusal = no_reason(because)
    if refusal is not None:
        raise refusal
    total = sealed.content["total"]
    _ = Money(Decimal(total["amount"]), total["currency"]) + amount
    record = await take_up(session, ContractId(sealed.contract_id))
    row = SettlementAdjustmentRow(
        contract_id=record.id,
        settlement_id=settlement,
        what=what,
        because=because,
        amount=amount.amount,
        currency=amount.currency,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )
    await record.add(row)
    await record.write_down(deed, "termination.settlement_adjusted", {"settlement": str(settlement)})
    return row.id
