"""Create an agreement with its first version, or publish a further version of one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Approval, Level, Scope
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, ContractId
from sla_plugin.domain.publication import check_version
from sla_plugin.domain.terms import Terms
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.customer_groups import CustomerGroupRow
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.terms import terms_to_json
from sla_plugin.storage.tickets import TicketRow, mark_all_due
from sla_plugin.usecases.check_support import refuse_unsupported


@dataclass(frozen=True, slots=True)
class NewVersion:
    """`supporter`: of an OLA or UC, the team or supplier as the desk names it; `approval`: of an
    EXCEPTION; `author`: who publishes it."""

    effective_from: datetime
    contract: ContractId | None = None
    scope: Scope = field(default_factory=Scope)
    terms: Terms = field(default_factory=Terms)
    supporter: str | None = None
    approval: Approval | None = None
    author: str | None = None


async def create_agreement(
    session: Session,
    *,
    code: str,
    name: str,
    kind: AgreementKind,
    level: Level,
    first: NewVersion,
    now: datetime,
    offered: bool = False,
) -> AgreementId:
    """`offered`: a service level of the catalogue, which holds only where a signed contract line names it."""
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "An agreement needs a code and a name.", field="code")
    row = AgreementRow(code=code, name=name, kind=kind.value, level=level.value, offered=offered)
    await session.add(row)
    await _publish(session, row, 1, first, now)
    return AgreementId(row.id)


async def publish_agreement_version(
    session: Session, which: AgreementId, version: NewVersion, now: datetime
) -> AgreementVersionId:
    """A version is immutable. BadInput where it would take over before the last version did; what else is
    refused stands in `domain/publication.py`."""
    agreement = await session.get(AgreementRow, id=which)
    last = await session.query(AgreementVersionRow).filter(agreement_id=which).order_by("-number").first()
    assert last is not None
    if version.effective_from <= last.effective_from:
        raise BadInput(
            Code.VERSION_NOT_LATER,
            f"Version {last.number} takes over at {last.effective_from.isoformat()}.",
            hint="The next version must do so later: choose a later effectiveFrom.",
            field="effectiveFrom",
        )
    return await _publish(session, agreement, last.number + 1, version, now)


async def _publish(
    session: Session, agreement: AgreementRow, number: int, version: NewVersion, now: datetime
) -> AgreementVersionId:
    terms, scope, approval = terms_to_json(version.terms), version.scope, version.approval
    row = AgreementVersionRow(
        agreement_id=agreement.id,
        number=number,
        contract_id=version.contract,
        effective_from=version.effective_from,
        service_id=scope.service,
        customer_id=scope.customer,
        customer_group_id=scope.customer_group,
        site_id=scope.site,
        ticket_id=scope.ticket,
        department=scope.department,
        ticket_type=scope.ticket_type,
        priority=scope.priority,
        supporter=version.supporter,
        approver=approval and approval.approver,
        approval_reason=approval and approval.reason,
        author=version.author,
        terms=terms,
        content_hash=hashlib.sha256(orjson.dumps(terms, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        recorded_at=now,
    )
    await find_what_is_named(session, version)
    draft, commitments = draft_of(agreement.value(), version, number), await load_commitments(session)
    check_version(draft, commitments)
    await refuse_unsupported(session, draft, commitments, now)
    await session.add(row)
    await mark_all_due(session, now)
    return AgreementVersionId(row.id)


def draft_of(agreement: Agreement, version: NewVersion, number: int = 1) -> AgreementVersion:
    """As it would be in force, with an id that nothing has."""
    return AgreementVersion(
        id=AgreementVersionId(new_id()),
        agreement=agreement,
        number=number,
        effective_from=version.effective_from,
        contract=version.contract,
        scope=version.scope,
        terms=version.terms,
        supporter=version.supporter,
        approval=version.approval,
    )


async def find_what_is_named(session: Session, version: NewVersion) -> None:
    """NotFound where a contract, a calendar or anything in the scope is not there."""
    scope = version.scope
    named = {
        ContractRow: version.contract,
        ServiceRow: scope.service,
        OrganisationRow: scope.customer,
        CustomerGroupRow: scope.customer_group,
        SiteRow: scope.site,
        TicketRow: scope.ticket,
    }
    for model, key in named.items():
        if key is not None:
            await session.get(model, id=key)
    rule = version.terms.calendar
    for calendar in {rule.default, *rule.by_priority.values()} if rule else ():
        await session.get(CalendarRow, id=calendar)
