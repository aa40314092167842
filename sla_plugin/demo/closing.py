"""What the provider did about last month, and what it announced for the days ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_plugin.demo.world import ISOLA, Customer, Provider
from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.ids import ConnectionId, ContractId, OrganisationId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.periods import Month, Period
from sla_plugin.sdk.records import RecordKind
from sla_plugin.storage.connections import StreamRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.accrue_credits import accrue_credits
from sla_plugin.usecases.announce_exclusion_window import announce_exclusion_window
from sla_plugin.usecases.seal_period import seal_period

MANAGER = "Somchai (สมชาย)"
IN_TWO_DAYS, FOUR_HOURS = timedelta(days=2), timedelta(hours=4)


async def confirm(session: Session, desk: ConnectionId, now: datetime) -> None:
    """The made-up desk has told everything up to now."""
    stream = StreamRow(connection_id=desk, kind=RecordKind.TICKET.value, confirmed_until=now, last_run_at=now)
    await session.add(stream)


async def close_last_month(session: Session, provider: Provider, now: datetime) -> None:
    """The books are closed, missed goals acted on, and credits given where they are promised."""
    month = Month.of(now, provider.office.zone).after(-1)
    await seal_period(session, month.period, MANAGER, now)
    for customer in provider.customers:
        if customer.charge is not None:
            contract = await _contract(session, customer)
            last = Month.of(now, customer.hours.zone).after(-1)
            await accrue_credits(session, contract, Metric.RESOLUTION, str(last), customer.charge, now)


async def announce_maintenance(session: Session, now: datetime) -> None:
    """The hotels' network is rebuilt: four hours in two days do not count."""
    organisation = await session.get(OrganisationRow, code=ISOLA.code)
    start = (now + IN_TWO_DAYS).replace(minute=0, second=0, microsecond=0)
    await announce_exclusion_window(
        session,
        Period(start, start + FOUR_HOURS),
        Scope(customer=OrganisationId(organisation.id)),
        ExclusionReason.EXCLUSION_WINDOW,
        "New switches in all hotels.",
        MANAGER,
        now,
    )


async def _contract(session: Session, customer: Customer) -> ContractId:
    organisation = await session.get(OrganisationRow, code=customer.code)
    contract = await session.get(ContractRow, customer_id=organisation.id)
    return ContractId(contract.id)
