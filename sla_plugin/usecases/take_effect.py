"""What follows from a signed version: since when it is monitored, until when, and by which agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.instants import term_plan
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.terms import Term, extended, first_term
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.periods import midnight
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_projections import project_bindings
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.tickets import mark_all_due
from sla_plugin.usecases.bound_lines import bound_lines
from sla_plugin.usecases.contract_cases import terms
from sla_plugin.usecases.contract_dates import business_days, schedule_of


async def take_effect(record: ContractRecord, content: VersionContent, at: datetime) -> None:
    """Of the version that was signed just now. Nothing is configured twice: it all follows from its content.

    Conflict `contract.overlap` where an amendment would end the running term, and `state.wrong` where it
    would let a contract go on that has ended meanwhile."""
    ended_at = record.contract.monitored_until if record.terms else None
    if not record.terms:
        await add_terms(record, (first_agreed(content),), at)
    else:
        refuse_extension(record, content)
        await add_terms(record, extended(terms(record), term_plan(content.clauses, terms(record))), at)
    contract = record.contract
    await record.change(
        contract,
        state=ContractState.SIGNED.value,
        customer_id=customer_of(content),
        zone=content.zone,
        monitored_from=contract.monitored_from or midnight(content.effective_on, content.zone),
    )
    await settle_end(record)
    if ended_at is not None and ended_at <= at and contract.monitored_until != ended_at:
        raise Conflict(
            Code.STATE_WRONG,
            f"The contract ended at {ended_at.isoformat()}, and no amendment lets it go on.",
            hint="Draft a successor that takes effect where it ended.",
            field="contract",
        )
    await monitor(record, at)


def refuse_extension(record: ContractRecord, content: VersionContent) -> None:
    """Conflict `contract.overlap` for a longer term of a contract that is being terminated: only a withdrawal
    reinstates it, with the other side's consent."""
    agreed, ends_at = terms(record), record.contract.monitored_until
    if ends_at is None or record.contract.end_cause is not EndCause.TERMINATED:
        return
    if extended(agreed, term_plan(content.clauses, agreed)) != agreed:
        raise Conflict(
            Code.CONTRACT_OVERLAP,
            f"Notice was given: the contract ends at {ends_at.isoformat()}, and its term would be longer.",
            hint="Let the notice be withdrawn with the other side's consent first; that reinstates it.",
            field="initialMonths",
        )


async def settle_end(record: ContractRecord) -> bool:
    """When the contract ends with its term, as far as that is certain. Whether it is another instant than
    before; what a termination has settled stays."""
    contract = record.contract
    schedule = schedule_of(record, await business_days(record.session, [record]))
    if schedule is None or contract.end_cause is EndCause.TERMINATED:
        return False
    at, before = schedule.end(), contract.monitored_until
    await record.change(contract, monitored_until=at, ends_as=None if at is None else EndCause.EXPIRED.value)
    return at != before


async def monitor(record: ContractRecord, at: datetime) -> None:
    """Bind what is measured to the lines anew, and let every ticket be looked at."""
    bound = await bound_lines(record)
    await project_bindings(record.session, record.id, record.versions, bound)
    await mark_all_due(record.session, at)


async def add_terms(record: ContractRecord, agreed: Sequence[Term], at: datetime) -> None:
    for term in agreed[len(record.terms) :]:
        await record.add(term_row(record.id, term, at))


def term_row(contract: ContractId, term: Term, at: datetime) -> TermRow:
    return TermRow(
        contract_id=contract,
        number=term.number,
        kind=term.kind.value,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        recorded_at=at,
    )


def first_agreed(content: VersionContent) -> Term:
    """The first term, of a contract that has none yet."""
    clauses = content.clauses
    if clauses.initial_months is None:
        return first_term(content.effective_on, None)
    plan = TermPlan(content.effective_on, clauses.initial_months, clauses.renewal_months)
    return first_term(content.effective_on, plan)


def customer_of(content: VersionContent) -> OrganisationId | None:
    """Whose tickets it covers first; the others, and beneficiaries, are found by its parties."""
    return min(content.organisations(PartyRole.CUSTOMER), default=None)
