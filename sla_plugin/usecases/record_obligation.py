"""What the parties owe each other besides service: put it on record, and settle it."""

from __future__ import annotations

from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.obligations import Obligation, ObligationState, settled
from sla_plugin.domain.contracting.reasons import no_reason
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.notice.term_ends import MOST_MONTHS
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.session import Session
from sla_plugin.usecases.draft_contract import require_role
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.tell_deadlines import tell_deadlines
from sla_plugin.usecases.termination_cases import cases_of

KEEPERS = frozenset({Role.CONTRACT_MANAGER, Role.LEGAL, Role.FINANCE})


async def record_obligation(session: Session, deed: Deed, which: ContractId, obligation: Obligation) -> UUID:
    """Forbidden `right.role`; BadInput `text.empty` and `obligation.interval`; NotFound for the contract or
    the owner."""
    require_role(deed, KEEPERS)
    record = await take_up(session, which)
    if not obligation.kind.strip() or not obligation.what.strip():
        raise BadInput(Code.TEXT_EMPTY, "An obligation says what is owed.", field="what")
    if not obligation.comes_again_at_some_time:
        raise BadInput(
            Code.OBLIGATION_INTERVAL,
            "Nobody would know when this is owed again.",
            hint=f"Give 1 to {MOST_MONTHS} months, and the day on which it is due first.",
            field="everyMonths",
        )
    with named_by("owner"):
        row = await owe(record, deed, obligation)
    await record.write_down(deed, "contract.obligation_recorded")
    return row.id


async def settle_obligation(
    session: Session,
    deed: Deed,
    which: UUID,
    state: ObligationState,
    because: str | None = None,
    evidence: UUID | None = None,
) -> UUID:
    """DONE, WAIVED or LAPSED, the latter two for a reason. What comes again is owed again. Conflict
    `obligation.state`, BadInput `reason.missing`, NotFound, Forbidden `right.role`."""
    require_role(deed, KEEPERS)
    record = await take_up(session, ContractId((await session.get(ObligationRow, id=which)).contract_id))
    await tell_deadlines(await cases_of(record), deed)
    # Read anew under the lock.
    row = await session.get(ObligationRow, id=which)
    after, following = settled(row.value(), state)
    refusal = None if state is ObligationState.DONE else no_reason(because)
    if refusal is not None:
        raise refusal
    if evidence is not None:
        with named_by("evidence"):
            await session.get(ContractDocumentRow, id=evidence, contract_id=record.id)
    await record.change(
        row,
        state=after.state.value,
        settled_by=deed.actor.name,
        settled_at=deed.at,
        because=because,
        evidence_id=evidence,
    )
    if following is not None:
        await owe(record, deed, following, row.case_id)
    await record.write_down(deed, "contract.obligation_settled", {"as": state.value})
    await look_again(record, deed.at)
    return which


async def owe(record: ContractRecord, deed: Deed, one: Obligation, case: UUID | None = None) -> ObligationRow:
    """`case`: the termination that it follows from."""
    row = ObligationRow(
        contract_id=record.id,
        case_id=case,
        owner_id=one.owner,
        kind=one.kind,
        what=one.what,
        due_on=one.due_on,
        every_months=one.every_months,
        survives_until=one.survives_until,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )
    await record.add(row)
    return row
