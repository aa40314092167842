"""Open a case to end a contract, or some of its lines. Nothing else changes by it."""

from __future__ import annotations

from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.termination.case_table import OPENERS
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.bound_lines import bound_lines
from sla_plugin.usecases.contract_cases import recorded_content
from sla_plugin.usecases.draft_contract import require_role
from sla_plugin.usecases.end_clauses import check_rule, ending_of, not_before_signed


async def open_termination(
    session: Session,
    deed: Deed,
    which: ContractId,
    *,
    ground: Ground,
    initiator: Side,
    scope: frozenset[ServiceId] | None = None,
) -> UUID:
    """In DRAFT. Forbidden `right.role`; Conflict `state.wrong` for a contract that is not signed, or has
    ended; BadInput `termination.scope`, and `termination.no_rule` for a ground that no person names, or for
    which the contract has no clause."""
    require_role(deed, OPENERS)
    record = await take_up(session, which)
    not_before_signed(record)
    refuse_ended(record, deed)
    if GROUNDS[ground].timing is Timing.TERM_OVER:
        raise BadInput(
            Code.TERMINATION_NO_RULE,
            f"{ground} comes by itself.",
            hint="Use NON_RENEWAL to keep a contract from being renewed.",
            field="ground",
        )
    check_rule(record, ground, deed.at)
    check_scope(record, deed, scope)
    await _check_lines_go_on(record, deed, scope)
    row = await add_case(record, deed, ground, initiator, scope)
    await record.write_down(deed, "termination.opened", {"ground": ground.value})
    return row.id


async def add_case(
    record: ContractRecord, deed: Deed, ground: Ground, initiator: Side, scope: frozenset[ServiceId] | None
) -> CaseRow:
    row = CaseRow(
        contract_id=record.id,
        ground=ground.value,
        initiator=initiator.value,
        scope=None if scope is None else sorted(str(one) for one in scope),
        opened_by=deed.actor.name,
        opened_at=deed.at,
        converts=ending_of(record, deed.at).converts,
    )
    await record.add(row)
    return row


def refuse_ended(record: ContractRecord, deed: Deed) -> None:
    ended = record.contract.monitored_until
    if ended is None or ended > deed.at:
        return
    raise Conflict(
        Code.STATE_WRONG,
        f"The contract ended at {ended.isoformat()}.",
        hint="What was agreed since is another contract.",
        field="contract",
    )


async def _check_lines_go_on(record: ContractRecord, deed: Deed, scope: frozenset[ServiceId] | None) -> None:
    """What was agreed on again after its end goes on."""
    if scope is None:
        return
    bound = await bound_lines(record)
    going_on = {
        one.line.service for one in bound if one.monitored_until is None or one.monitored_until > deed.at
    }
    if scope <= going_on:
        return
    raise BadInput(
        Code.TERMINATION_SCOPE,
        "Some of these lines have ended already.",
        hint="Leave them out.",
        field="scope",
    )


def check_scope(record: ContractRecord, deed: Deed, scope: frozenset[ServiceId] | None) -> None:
    if scope is None:
        return
    delivered = {line.service for line in recorded_content(record, deed.at).lines}
    if scope and scope < delivered:
        return
    raise BadInput(
        Code.TERMINATION_SCOPE,
        "Some lines are to end, and they are none of this contract, or all of them.",
        hint="Name services that its lines deliver, or leave them out to end the whole contract.",
        field="scope",
    )
