"""How long the demo's thirteen months take to be replayed through a draft, beside reading them."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.domain.agreements import Level
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.targets import Target, WorkingDuration
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.usecases.publish_agreement import NewVersion
from sla_plugin.usecases.simulate_agreement import simulate_agreement
from tests.support.figures import show
from tests.support.loaded import demo_database

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
THIRTEEN_MONTHS = Period(NOW - timedelta(days=396), NOW)


def _halved(target: Target) -> Target:
    return WorkingDuration(target.duration / 2) if isinstance(target, WorkingDuration) else target


async def _figures() -> dict[str, float]:
    async with demo_database(NOW) as loaded, loaded.database.session(loaded.tenant) as session:
        promised = (await load_commitments(session)).agreements
        held = next(version for version in promised if version.agreement.level is Level.CORPORATE)
        targets = {
            metric: {priority: _halved(target) for priority, target in of_metric.items()}
            for metric, of_metric in held.terms.targets.items()
        }
        draft = NewVersion(NOW, held.contract, held.scope, replace(held.terms, targets=targets))
        started = perf_counter()
        found = await simulate_agreement(
            session, AgreementId(held.agreement.id), draft, THIRTEEN_MONTHS, "Asia/Bangkok", NOW
        )
        return {
            "tickets": found.tickets,
            "flips": len(found.flips),
            "seconds": round(perf_counter() - started, 2),
        }


if __name__ == "__main__":
    show(asyncio.run(_figures()))
