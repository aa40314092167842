"""Say who supports an agreement, and accept what they cannot deliver."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sla_plugin.domain.agreements import AgreementKind
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.support.gaps import Waiver
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.metrics import metric_definitions
from sla_plugin.storage.session import Session
from sla_plugin.storage.support import SupportLinkEndRow, SupportLinkRow, add_link, add_waiver


async def link_support(session: Session, link: SupportLink, by: str, now: datetime) -> AgreementId:
    """What comes of it, `check_support` tells: a chain is made part by part. NotFound; BadInput
    `support.link`, `metric.unknown`."""
    agreement = await session.get(AgreementRow, id=link.agreement)
    if not AgreementKind(agreement.kind).promises_tickets:
        raise _no_link(f"{agreement.code} is itself a promise of a team or supplier.", "agreement")
    if link.supporter is not None:
        supporter = await session.get(AgreementRow, id=link.supporter)
        if AgreementKind(supporter.kind).promises_tickets:
            raise _no_link(f"{supporter.code} promises customers something, and nothing to us.", "supporter")
    known = await metric_definitions(session)
    for metric in (link.metric, link.supporter_metric):
        if metric is not None and metric not in known:
            raise BadInput(
                Code.METRIC_UNKNOWN,
                f"Nobody has defined a metric {metric}.",
                hint=f"Define it first, or take one of {', '.join(known)}.",
                field="metric",
            )
    await add_link(session, link, by, now)
    return link.agreement


async def withdraw_support_link(session: Session, which: UUID, by: str, now: datetime) -> AgreementId:
    """From now on. NotFound; Conflict `object.duplicate` where that was done before."""
    link = await session.get(SupportLinkRow, id=which)
    await session.add(SupportLinkEndRow(link_id=which, recorded_by=by, recorded_at=now))
    return AgreementId(link.agreement_id)


async def waive_support_gap(session: Session, waiver: Waiver, now: datetime) -> AgreementId:
    """Also one that only the next version will have. NotFound; BadInput `support.waiver`."""
    await session.get(AgreementRow, id=waiver.agreement)
    if waiver.gap.supporter is not None:
        await session.get(AgreementRow, id=waiver.gap.supporter)
    if waiver.until is not None and waiver.until < now.date():
        raise BadInput(
            Code.SUPPORT_WAIVER,
            f"{waiver.until} is over, so that nothing would be accepted.",
            hint="Leave the day out, or take one that comes.",
            field="until",
        )
    await add_waiver(session, waiver, now)
    return waiver.agreement


def _no_link(what: str, field: str) -> BadInput:
    return BadInput(
        Code.SUPPORT_LINK,
        what,
        hint="Link a customer's or a department's agreement to an OLA or UC.",
        field=field,
    )
