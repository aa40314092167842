"""Create an agreement with its first version, or publish a further version of one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, ContractId
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import Terms
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.terms import terms_to_json
from sla_plugin.storage.tickets import mark_all_due


@dataclass(frozen=True, slots=True)
class NewVersion:
    effective_from: datetime
    contract: ContractId | None = None
    scope: Scope = field(default_factory=Scope)
    terms: Terms = field(default_factory=Terms)


async def create_agreement(
    session: Session,
    *,
    code: str,
    name: str,
    kind: AgreementKind,
    level: Level,
    first: NewVersion,
    now: datetime,
) -> AgreementId:
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "An agreement needs a code and a name.", field="code")
    row = AgreementRow(code=code, name=name, kind=kind.value, level=level.value)
    await session.add(row)
    await _publish(session, row, 1, first, now)
    return AgreementId(row.id)


async def publish_agreement_version(
    session: Session, which: AgreementId, version: NewVersion, now: datetime
) -> AgreementVersionId:
    """A version is immutable. BadInput where it would take over before the last version did."""
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
    _check_level(Level(agreement.level), version)
    _check_targets(version.terms)
    await _check_calendars(session, version.terms)
    terms = terms_to_json(version.terms)
    scope = version.scope
    row = AgreementVersionRow(
        agreement_id=agreement.id,
        number=number,
        contract_id=version.contract,
        effective_from=version.effective_from,
        service_id=scope.service,
        customer_id=scope.customer,
        site_id=scope.site,
        department=scope.department,
        ticket_type=scope.ticket_type,
        priority=scope.priority,
        terms=terms,
        content_hash=hashlib.sha256(orjson.dumps(terms, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        recorded_at=now,
    )
    await session.add(row)
    await mark_all_due(session, now)
    return AgreementVersionId(row.id)


def _check_level(level: Level, version: NewVersion) -> None:
    """A level says for whom it holds (40-levels, "Levels"); a scope that says otherwise is a mistake."""
    missing = {
        Level.CORPORATE: False,
        Level.CUSTOMER: version.scope.customer is None,
        Level.SERVICE: version.scope.service is None,
    }[level]
    if missing:
        raise BadInput(
            Code.AGREEMENT_SCOPE,
            f"An agreement at level {level} must name its {level.lower()} in the scope.",
            field="scope",
        )


def _check_targets(terms: Terms) -> None:
    for metric, of_metric in terms.targets.items():
        for priority, target in of_metric.items():
            if _is_negative(target):
                raise BadInput(
                    Code.TARGET_NEGATIVE,
                    f"The target of {metric} for {priority} is negative.",
                    hint="Promise zero for work that is handled at once, or more.",
                    field="targets",
                )


def _is_negative(target: Target) -> bool:
    match target:
        case WorkingDuration(duration):
            return duration < timedelta(0)
        case WorkingDays(days) | ByTime(days):
            return days < 0


async def _check_calendars(session: Session, terms: Terms) -> None:
    if terms.calendar is None:
        return
    for calendar in {terms.calendar.default, *terms.calendar.by_priority.values()}:
        await session.get(CalendarRow, id=calendar)
