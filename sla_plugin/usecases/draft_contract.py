"""Begin a contract: from what the customer needs, to be judged, priced, reviewed and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.states import ContractKind, ContractState
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code, Forbidden
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.contract_contents import content_to_json
from sla_plugin.storage.contract_projections import project_content
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.complete_content import complete
from sla_plugin.usecases.take_effect import customer_of

WRITERS = frozenset({Role.CRM_AGENT, Role.SYSTEMS_ENGINEER, Role.CONTRACT_MANAGER})


@dataclass(frozen=True, slots=True)
class Need:
    """`need`: in the customer's own words. `service`: what of the catalogue meets it, where that is known."""

    need: str
    outcome: str
    service: ServiceId | None = None


async def draft_contract(
    session: Session,
    deed: Deed,
    *,
    number: str,
    kind: ContractKind,
    content: VersionContent,
    needs: Sequence[Need] = (),
    parent: ContractId | None = None,
    predecessor: ContractId | None = None,
) -> ContractId:
    """In DRAFT, at revision 1. Forbidden `right.role`; Conflict `object.duplicate` for a number that is
    taken; NotFound for a parent, a party or a service that is not there; BadInput as `complete` has it."""
    require_role(deed, WRITERS)
    content = await complete(session, content)
    record = await open_record(session, deed, number, kind, content, parent, predecessor)
    await add_version(record, deed, 1, ContractState.DRAFT, content)
    for need in needs:
        await add_need(record, deed, need)
    await record.write_down(deed, "contract.drafted")
    return record.id


async def open_record(
    session: Session,
    deed: Deed,
    number: str,
    kind: ContractKind,
    content: VersionContent,
    parent: ContractId | None = None,
    predecessor: ContractId | None = None,
) -> ContractRecord:
    """A contract without any version. As none stands above it yet, it closes no circle of parents."""
    if not number.strip():
        raise BadInput(Code.NAME_EMPTY, "A contract needs a number.", field="number")
    for other in (parent, predecessor):
        if other is not None:
            await session.get(ContractRow, id=other)
    contract = new_contract(deed, number, kind, content, parent, predecessor)
    record = ContractRecord(session, contract)
    with named_by("parties"):
        await record.add(contract)
    return record


def new_contract(
    deed: Deed,
    number: str,
    kind: ContractKind,
    content: VersionContent,
    parent: ContractId | None = None,
    predecessor: ContractId | None = None,
) -> ContractRow:
    return ContractRow(
        number=number.strip(),
        kind=kind.value,
        state=ContractState.DRAFT.value,
        customer_id=customer_of(content),
        zone=content.zone,
        parent_id=parent,
        predecessor_id=predecessor,
        recorded_at=deed.at,
    )


async def add_version(
    record: ContractRecord, deed: Deed, number: int, state: ContractState, content: VersionContent
) -> ContractVersionRow:
    version = new_version(record.id, deed, number, state, content)
    await record.add(version)
    await project_content(record.session, version, content)
    return version


def new_version(
    contract: ContractId, deed: Deed, number: int, state: ContractState, content: VersionContent
) -> ContractVersionRow:
    return ContractVersionRow(
        contract_id=contract,
        number=number,
        state=state.value,
        content=content_to_json(content),
        content_hash=content.hash,
        authors=[deed.actor.name],
        opened_at=deed.at,
        recorded_at=deed.at if state is ContractState.SIGNED else None,
    )


async def add_need(record: ContractRecord, deed: Deed, need: Need) -> RequirementRow:
    """To its last version. BadInput `text.empty` for one that says nothing."""
    if not need.need.strip() or not need.outcome.strip():
        raise BadInput(
            Code.TEXT_EMPTY,
            "A requirement says what is needed, and what comes of it.",
            hint="Write both down in the customer's own words.",
            field="need",
        )
    row = need_row(record.versions[-1], deed, need)
    with named_by("service"):
        await record.add(row)
    return row


def need_row(version: ContractVersionRow, deed: Deed, need: Need) -> RequirementRow:
    return RequirementRow(
        contract_id=version.contract_id,
        version_id=version.id,
        need=need.need,
        outcome=need.outcome,
        service_id=need.service,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )


def require_role(deed: Deed, allowed: frozenset[Role]) -> None:
    """Forbidden `right.role`."""
    if not deed.actor.roles & allowed:
        raise Forbidden(
            Code.RIGHT_ROLE,
            f"This is for {', '.join(sorted(allowed))}.",
            hint="Let one of them do it.",
        )
