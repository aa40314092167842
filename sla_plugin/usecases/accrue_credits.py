"""Give back what a missed goal costs, within the caps of its schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.announcements import SYNC_GRACE, Certainty, certainty
from sla_plugin.domain.attainment import attainment
from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import Counted, Result
from sla_plugin.domain.credit_rows import ChargedPeriod, entitlements, rows_due
from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.customer_promises import customer_promises
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Month, Period, contract_year
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.connections import confirmed_for_tickets
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.counted import books
from sla_plugin.storage.credits import ChargedPeriodRow, CreditTableRow, charges_of, credits_of
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import mark_sealed_due

MONTHS_OF_A_YEAR = 12


async def accrue_credits(
    session: Session,
    contract: ContractId,
    metric: MetricName,
    month: str,
    charge: Money,
    now: datetime,
) -> ContractId:
    """For one month (`2026-10`) in the contract's zone, and for the earlier ones of its contract year as
    they stand now: what turned out too much is taken back. A year is charged twelve times the latest month.

    BadInput `period.open`, `credit.unpromised`, `currency.mixed`; Conflict `credit.waiting` while a breach
    may still turn out to be none.
    """
    row = await session.get(ContractRow, id=contract)
    if row.monitored_from is None:
        raise _unpromised(row, metric)
    period = Month.parse(month, row.zone, field="month").period
    if now < period.end:
        raise BadInput(Code.PERIOD_OPEN, f"The month ends at {period.end.isoformat()} only.", field="month")
    schedule = await _schedule(session, row, metric, period)
    year = contract_year(row.monitored_from, row.zone, period.start)
    counted = await books(session, _spanning(year, period), _of(contract, metric))
    await _check_certain(session, counted, now)
    await _charge(session, contract, metric, period, charge)
    charges = [held for held in await charges_of(session, contract, metric) if held.starts_at in year]
    charged = [
        ChargedPeriod(held.period, attainment(counted, held.period).share, held.charge) for held in charges
    ]
    whole_year = Money(charge.amount * MONTHS_OF_A_YEAR, charge.currency)
    rows = [held.value() for held in await credits_of(session, [contract], metric)]
    due_rows = rows_due(entitlements(schedule, charged, whole_year), rows)
    for due in due_rows:
        await session.add(
            CreditTableRow(
                contract_id=contract, metric=metric, starts_at=due.period.start, ends_at=due.period.end,
                kind=due.kind.value, amount=due.amount.amount, currency=due.amount.currency, recorded_at=now,
            )
        )  # fmt: skip
    if due_rows:
        await mark_sealed_due(session, contract, now)
    return contract


def _of(contract: ContractId, metric: MetricName) -> Slice:
    return Slice.of({Dimension.CONTRACT: contract, Dimension.METRIC: metric, Dimension.SIDE: Side.SLA})


def _spanning(year: Period, period: Period) -> Period:
    """A month that begins in the contract year may end after it."""
    return Period(year.start, max(year.end, period.end))


async def _schedule(
    session: Session, contract: ContractRow, metric: MetricName, period: Period
) -> CreditSchedule:
    """What holds at the end of the month, or held when the contract ended in it."""
    ended_at, customer = contract.monitored_until, contract.customer_id
    last = period.last if ended_at is None or ended_at >= period.end else Period(period.start, ended_at).last
    commitments = await load_commitments(session)
    promises = {} if customer is None else customer_promises(commitments, OrganisationId(customer), last)
    promise = promises.get(metric)
    if promise is None or promise.credits is None:
        raise _unpromised(contract, metric)
    return promise.credits


def _unpromised(contract: ContractRow, metric: MetricName) -> BadInput:
    return BadInput(
        Code.CREDIT_UNPROMISED,
        f"No agreement of {contract.number} gives credits for {metric}.",
        hint="State a credit schedule in the agreement first.",
        field="metric",
    )


async def _check_certain(session: Session, counted: Sequence[Counted], now: datetime) -> None:
    breached = [one for one in counted if one.result is Result.BREACHED]
    confirmed = await confirmed_for_tickets(session, [one.clock.ticket for one in breached])
    for one in breached:
        known = certainty(one.at, confirmed.get(one.clock.ticket), SYNC_GRACE, now)
        if known is Certainty.WAITING:
            raise Conflict(
                Code.CREDIT_WAITING,
                f"A breach of {one.at.isoformat()} waits for the desk to confirm it.",
                hint=f"Ask again after {(one.at + SYNC_GRACE).isoformat()}.",
            )


async def _charge(
    session: Session, contract: ContractId, metric: MetricName, period: Period, charge: Money
) -> None:
    which = {"contract_id": contract, "metric": metric, "starts_at": period.start}
    values = {"ends_at": period.end, "amount": charge.amount, "currency": charge.currency}
    if await session.query(ChargedPeriodRow).filter(**which).exists():
        await session.change(ChargedPeriodRow, which, **values)
    else:
        await session.add(ChargedPeriodRow(**which, **values))
