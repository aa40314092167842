"""The models say what the migrations made: every column, and the rules that only the database can keep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from tortoise.fields import Field

from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.clock import Side
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.contracting.requirements import Side as JudgedSide
from sla_plugin.domain.contracting.states import AFTER_SIGNING, ContractKind, ContractState
from sla_plugin.domain.contracting.terms import TermKind
from sla_plugin.domain.counted import Result
from sla_plugin.domain.credit_rows import CreditKind
from sla_plugin.domain.improvements import ActionState
from sla_plugin.domain.reviews import ReviewCause
from sla_plugin.domain.support.gaps import SupportGapKind
from sla_plugin.domain.termination.cases import Side as Initiator
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.domain.verdicts import ClockState, Verdict
from sla_plugin.storage import migrations
from sla_plugin.storage.models import __models__
from sla_plugin.storage.rows import Row
from sla_plugin.storage.termination_requests import Outcome

TABLES = "".join(
    file.read_text("utf-8") for file in sorted(Path(migrations.__file__).parent.glob("tables_*.sql"))
)

TYPES = {
    "ArrayField": "text[]",
    "BigIntField": "bigint",
    "BinaryField": "bytea",
    "BooleanField": "boolean",
    "DateField": "date",
    "DatetimeField": "timestamp with time zone",
    "DecimalField": "numeric(19,4)",
    "IntField": "integer",
    "JSONField": "jsonb",
    "TextField": "text",
    "UUIDField": "uuid",
}

COLUMNS = """
select attname as name, format_type(atttypid, atttypmod) as type,
    not attnotnull and relkind <> 'v' as nullable -- of a view, PostgreSQL does not know
from pg_attribute join pg_class on pg_class.oid = attrelid
where attrelid = $1::regclass and attnum > 0 and not attisdropped
"""

CONSTRAINTS = """
select conname, pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'public'::regnamespace and contype = $1
  and conrelid <> 'tortoise_migrations'::regclass
"""

NEGOTIATED = [state for state in ContractState if state not in AFTER_SIGNING]

CHECKED: dict[str, Iterable[StrEnum]] = {
    "agreement_kind_check": AgreementKind,
    "agreement_level_check": Level,
    "clock_side_check": Side,
    "clock_state_check": ClockState,
    "clock_verdict_check": Verdict,
    "contract_consent_consent_check": Consent,
    "contract_document_kind_check": DocumentKind,
    "contract_ends_as_check": EndCause,
    "contract_judgement_side_check": JudgedSide,
    "contract_kind_check": ContractKind,
    "contract_obligation_state_check": ObligationState,
    "contract_state_check": NEGOTIATED,
    "contract_term_kind_check": TermKind,
    "contract_version_state_check": NEGOTIATED,
    "counted_result_check": Result,
    "termination_case_ground_check": Ground,
    "termination_case_initiator_check": Initiator,
    "termination_case_state_check": CaseState,
    "termination_request_outcome_check": Outcome,
    "credit_kind_check": CreditKind,
    "improvement_action_state_check": ActionState,
    "review_trigger_cause_check": [cause for cause in ReviewCause if cause is not ReviewCause.SCHEDULED],
    "sealed_count_result_check": Result,
    "support_waiver_kind_check": SupportGapKind,
}


def _column(field: Field[Any]) -> tuple[str, bool]:
    return TYPES[type(field).__name__], field.null


@pytest.mark.parametrize("model", __models__, ids=lambda model: model.__name__)
async def test_a_model_has_the_columns_of_its_table(model: type[Row], schema: Any) -> None:
    columns = await schema.fetch(COLUMNS, model._meta.db_table)
    assert {name: _column(field) for name, field in model._meta.fields_map.items()} == {
        column["name"]: (column["type"], column["nullable"]) for column in columns
    }


async def test_every_table_of_tenants_has_its_model(schema: Any) -> None:
    tables = await schema.fetch(
        "select table_name from information_schema.columns where column_name = 'tenant_id'"
    )
    assert sorted(table for (table,) in tables) == sorted(model._meta.db_table for model in __models__)


async def test_a_checked_column_takes_the_words_of_the_domain_and_no_others(schema: Any) -> None:
    checks = dict(await schema.fetch(CONSTRAINTS, b"c"))
    for name, words in CHECKED.items():
        assert re.findall(r"'([A-Z_]+)'", checks[name]) == [word.value for word in words]


async def test_the_database_checks_what_the_migration_says(schema: Any) -> None:
    checks = await schema.fetch(CONSTRAINTS, b"c")
    assert {name for name, _ in checks} == {
        *CHECKED,
        "agreement_version_check",
        "agreement_version_number_check",
        "answered_request_key_check",
        "calendar_version_check",
        "calendar_version_number_check",
        "charged_period_check",
        "clock_cycle_check",
        "clock_elapsed_us_check",
        "clock_target_us_check",
        "connection_key_check",
        "contract_audit_number_check",
        "contract_consent_check",
        "contract_document_size_check",
        "contract_obligation_check",
        "contract_obligation_every_months_check",
        "contract_revision_check",
        "contract_suspension_check",
        "contract_suspension_line",
        "contract_term_check",
        "contract_term_number_check",
        "contract_version_check",
        "contract_version_number_check",
        "contract_version_round_check",
        "counted_check",
        "customer_group_rank_check",
        "exclusion_reason_check",
        "exclusion_window_check",
        "exclusion_window_check1",
        "exclusion_window_reason_check",
        "improvement_action_check",
        "metric_name_check",
        "outage_fact_check",
        "outage_fact_kind_check",
        "sealed_count_entry_check",
        "sealed_period_check",
        "sla_binding_check",
        "sla_binding_check1",
        "support_link_stage_check",
        "contract_prepayment_check",
        "tenant_key_check",
        "termination_case_check",
        "termination_case_check1",
        "termination_case_round_check",
    }


DROPPED = {b"c": "_check", b"f": "_fkey", b"u": "_key"}
"""How PostgreSQL names what a later migration has put another one in place of."""


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (b"c", r"\bcheck \("),
        (b"f", r"foreign key|references tenant"),
        (b"u", r"^    unique (?:nulls not distinct )?\(|not null unique|add unique \("),
    ],
)
async def test_no_constraint_of_the_migration_was_dropped(schema: Any, kind: bytes, written: str) -> None:
    """Tortoise's own table builder does that; every table was therefore written as SQL."""
    found = await schema.fetch(CONSTRAINTS, kind)
    dropped = len(re.findall(r"drop constraint \w+" + DROPPED[kind], TABLES))
    assert len(found) == len(re.findall(written, TABLES, re.MULTILINE)) - dropped > 1
