"""Negotiate another version of a contract that is signed, beside the one in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.instants import term_plan
from sla_plugin.domain.contracting.life_table import LifeCommand
from sla_plugin.domain.contracting.states import ContractState, LifeStep
from sla_plugin.domain.contracting.terms import extended
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.periods import midnight
from sla_plugin.domain.transitions import WrongState
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.session import Session
from sla_plugin.usecases.complete_content import complete
from sla_plugin.usecases.contract_cases import check_life, terms
from sla_plugin.usecases.draft_contract import add_version
from sla_plugin.usecases.take_effect import refuse_extension


async def amend_contract(
    session: Session, deed: Deed, which: ContractId, expected: int | None, content: VersionContent
) -> ContractId:
    """In PRICING; it takes over at its first day, also one that is over. Refused as the table of a signed
    contract has it; BadInput `contract.overlap` for a day before the contract starts, or after it ends."""
    record = await take_up(session, which, expected)
    _check_amendable(record, deed)
    content = await complete(session, content)
    check_place(record, content)
    number = max((row.number for row in record.versions), default=0) + 1
    await add_version(record, deed, number, ContractState.PRICING, content)
    await record.change(record.contract, revision=record.contract.revision + 1)
    await record.write_down(deed, "contract.amendment_opened", {"version": number})
    return which


def _check_amendable(record: ContractRecord, deed: Deed) -> None:
    """As `check_life` has it; where time alone is in the way, WrongState says what to do."""
    try:
        check_life(record, deed.at, LifeCommand(LifeStep.AMEND, deed.actor))
    except WrongState as refusal:
        hint = _instead(record, refusal)
        raise WrongState(refusal.event, refusal.state, refusal.allowed, hint) from None


def _instead(record: ContractRecord, refusal: WrongState) -> str | None:
    begins = record.contract.monitored_from
    if refusal.state is ContractState.SIGNED and begins is not None:
        first = begins.astimezone(ZoneInfo(record.contract.zone)).date()
        return f"It can be amended once it is ACTIVE, from {first} on: do it again then."
    if refusal.state in {ContractState.ENDED, ContractState.CLOSED}:
        return "It is over: conclude another contract, with a number of its own."
    return None


def check_place(record: ContractRecord, content: VersionContent) -> None:
    """Whether it takes effect while the contract lasts, and leaves the terms as long as they are: BadInput
    and Conflict `contract.overlap`."""
    at = midnight(content.effective_on, content.zone)
    begins, ends = record.contract.monitored_from, record.contract.monitored_until
    if (begins is not None and at < begins) or (ends is not None and at >= ends):
        raise BadInput(
            Code.CONTRACT_OVERLAP,
            f"A version of {content.effective_on} would take effect when the contract does not hold.",
            hint=f"It holds from {begins} to {ends or 'no end'}: choose a day in between.",
            field="effectiveOn",
        )
    agreed = terms(record)
    if agreed:
        extended(agreed, term_plan(content.clauses, agreed))
        refuse_extension(record, content)
