"""Terms come back as they were stated, and one statement has one form, from which its hash is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import TypeVar

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import Terms
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow, all_versions
from sla_plugin.storage.session import Database
from sla_plugin.storage.terms import terms_from_json, terms_to_json
from tests.support.database import undone
from tests.support.desks import MONDAY
from tests.support.terms import terms

K = TypeVar("K")
V = TypeVar("V")


@given(terms)
def test_terms_survive_json(stated: Terms) -> None:
    assert terms_from_json(orjson.loads(orjson.dumps(terms_to_json(stated)))) == stated


def _backwards(of: Mapping[K, V]) -> dict[K, V]:
    return dict(reversed(list(of.items())))


@given(terms)
def test_one_statement_has_one_form(stated: Terms) -> None:
    calendar = stated.calendar
    reordered = replace(
        stated,
        targets=_backwards({metric: _backwards(of) for metric, of in stated.targets.items()}),
        calendar=calendar and replace(calendar, by_priority=_backwards(calendar.by_priority)),
    )
    assert orjson.dumps(terms_to_json(reordered)) == orjson.dumps(terms_to_json(stated))


def test_what_is_not_stated_is_not_written() -> None:
    assert terms_to_json(Terms()) == {}


@pytest.mark.parametrize(
    ("target", "written"),
    [
        (WorkingDuration(timedelta(hours=4)), {"duration": "PT4H"}),
        (WorkingDays(2, at_end=True), {"working_days": 2, "at_end": True}),
        (ByTime(1, time(12), time(16, 30)), {"days": 1, "at": "12:00:00", "cutoff": "16:30:00"}),
    ],
)
def test_the_written_form_of_a_target_stays_as_it_is(target: Target, written: object) -> None:
    """It lies in databases, and hashes were made of it."""
    assert terms_to_json(Terms(targets={Metric.RESOLUTION: {"P1": target}})) == {
        "targets": {"RESOLUTION": {"P1": written}}
    }


@given(terms)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is kept
async def test_terms_survive_the_database(database: Database, tenant: TenantId, stated: Terms) -> None:
    async with undone(database, tenant) as session:
        agreement = AgreementRow(code="A", name="A", kind="CUSTOMER_SLA", level="CORPORATE")
        await session.add(agreement)
        await session.add(
            AgreementVersionRow(
                agreement_id=agreement.id,
                number=1,
                effective_from=MONDAY,
                terms=terms_to_json(stated),
                content_hash="",
                recorded_at=MONDAY,
            )
        )
        assert [version.terms for version in await all_versions(session)] == [stated]
