"""Every part of a settlement statement can be asked for (60-termination, "Preview and settlement")."""

from __future__ import annotations

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, build_schema

from sla_plugin import published

PARTS = {
    1: ["Settlement.terminationCase", "SettlementStatement.parties", "SettlementStatement.ground",
        "SettlementStatement.scope"],
    2: ["NoticeEvidence.sentAt", "NoticeEvidence.receivedAt", "NoticeEvidence.recordedAt",
        "NoticeEvidence.document"],
    3: ["SettlementStatement.rule", "SettlementStatement.trace", "SettlementStatement.effectiveOn",
        "SettlementStatement.endsAt"],
    4: ["SettlementCount.isPartial", "SettlementCount.met", "SettlementCount.breached",
        "SettlementCount.censored", "SettlementCount.service", "SettlementCount.serviceLevel"],
    5: ["SettlementStatement.clocks", "ClosedClock.ticket", "ClosedClock.verdict", "ClosedClock.elapsed",
        "ClosedClock.overrun"],
    6: ["SettlementSum.item=CREDIT"],
    7: ["SettlementSum.item=CHARGE"],
    8: ["SettlementSum.item=REFUND", "Contract.prepayments"],
    9: ["SettlementSum.item=FEE", "SettlementSum.basis"],
    10: ["SettlementStatement.duties", "ExitObligation.dueOn", "ExitObligation.state",
         "ExitObligation.evidence", "TerminationCase.obligations"],
    11: ["SettlementStatement.surviving"],
    12: ["SettlementUnwinding.contract", "SettlementUnwinding.earliestEnd", "SettlementUnwinding.gapDays",
         "SettlementUnwinding.stranded"],
    13: ["TicketCover.ticket", "TicketCover.by"],
    14: ["SettlementStatement.isDisputed", "SettlementSum.item=RESERVED"],
    15: ["Settlement.approvedBy", "Settlement.sealedBy", "Settlement.hash", "SettlementStatement.hash",
         "SettlementStatement.total", "Settlement.adjustments"],
}  # fmt: skip


def test_there_are_fifteen() -> None:
    assert list(PARTS) == list(range(1, 16))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_there(part: int) -> None:
    schema = build_schema(published.schema_text())
    items = schema.type_map["SettlementItem"]
    assert isinstance(items, GraphQLEnumType)
    for path in PARTS[part]:
        where, _, value = path.partition("=")
        kind, _, field = where.partition(".")
        found = schema.type_map[kind]
        assert isinstance(found, GraphQLObjectType)
        assert field in found.fields, path
        assert not value or value in items.values, path
