"""The demo's thirteen months, replayed: today's column is what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sla_plugin.demo.seed import seed
from sla_plugin.domain.attainment import Attainment, attainments
from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.ids import AgreementId, TenantId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import books
from sla_plugin.storage.session import Database
from sla_plugin.usecases.publish_agreement import NewVersion
from sla_plugin.usecases.simulate_agreement import simulate_agreement
from tests.support.contracting import KEY

NOW = datetime(2026, 11, 23, 3, 0, 41, 250_417, tzinfo=UTC)
THIRTEEN_MONTHS = Period(NOW - timedelta(days=396), NOW)
BY = (Dimension.METRIC, Dimension.PRIORITY)


async def test_the_column_of_today_is_the_stored_attainment(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=400)
    async with database.session(tenant) as session:
        corporate = await session.get(AgreementRow, code="corporate")
        agreements = (await load_commitments(session)).agreements
        held = next(version for version in agreements if version.agreement.id == corporate.id)
        halved = {
            metric: {
                priority: WorkingDuration(target.duration / 2)
                for priority, target in of_metric.items()
                if isinstance(target, WorkingDuration)
            }
            for metric, of_metric in held.terms.targets.items()
        }
        draft = NewVersion(NOW, held.contract, held.scope, replace(held.terms, targets=halved))
        which = AgreementId(corporate.id)
        found = await simulate_agreement(session, which, draft, THIRTEEN_MONTHS, "Asia/Bangkok", NOW)
        stored = [one for one in await books(session, THIRTEEN_MONTHS) if one.clock.side is Side.SLA]
    assert {
        Slice.of({Dimension.METRIC: c.metric, Dimension.PRIORITY: c.priority}): _sorted(c.today)
        for c in found.compared
        if c.today is not None
    } == {slice_: _sorted(of) for slice_, of in attainments(stored, THIRTEEN_MONTHS, BY).items()}
    both = [(c.today, c.drafted) for c in found.compared if c.today and c.drafted]
    assert any(len(drafted.breached) > len(today.breached) for today, drafted in both)
    assert found.flips


def _sorted(of: Attainment) -> tuple[list[ClockKey], list[ClockKey], int]:
    return sorted(of.met), sorted(of.breached), sum(map(len, of.excluded.values()))
