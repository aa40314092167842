"""A UC that ends first leaves a gap under every promise that needs it, also where signed lines name both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.support.check import support_gaps
from sla_plugin.domain.support.gaps import Gap, GapKey, SupportGapKind
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.domain.terms import CalendarRule, Terms
from tests.support.stories import (
    ALWAYS,
    CLINICAL,
    at,
    contract,
    hours,
    line,
    promised,
    targets,
    version,
    within,
)

MONDAY = at("2026-03-02 00:00")
END = at("2026-09-01 00:00")
SLA, UC, OTHER_UC = contract(), contract("U-1"), contract("U-2")


def _offered(code: str, kind: AgreementKind) -> AgreementVersion:
    terms = Terms(targets=targets(within(hours(4))), calendar=CalendarRule(ALWAYS))
    return version(terms, code, kind=kind, level=Level.SERVICE, offered=True)


GOLD = _offered("gold", AgreementKind.CUSTOMER_SLA)
NETWORK = replace(_offered("network", AgreementKind.UC), supporter="carrier")
NEEDED = SupportLink(GOLD.agreement.id, Metric.RESOLUTION, 1, NETWORK.agreement.id, Metric.RESOLUTION)


def _gaps(lines: Sequence[LineBinding], at: datetime = MONDAY) -> tuple[Gap, ...]:
    contracts: list[Contract] = [SLA, UC, OTHER_UC]
    return support_gaps(GOLD, [NEEDED], promised(GOLD, NETWORK, contracts=contracts, lines=lines), at)


def _gap(since: datetime) -> Gap:
    key = GapKey(SupportGapKind.DATES, Metric.RESOLUTION, None, NETWORK.agreement.id)
    return Gap(key, unsupported_from=since)


def test_a_uc_whose_line_ends_first_leaves_a_gap_from_then_on() -> None:
    lines = [line("gold", SLA, CLINICAL), line("network", UC, CLINICAL, until=END)]
    assert _gaps(lines) == (_gap(END),)
    later = at("2026-10-01 00:00")
    assert _gaps(lines, later) == (_gap(later),)


def test_none_is_left_where_what_it_supports_ends_no_later() -> None:
    lines = [line("gold", SLA, CLINICAL, until=END), line("network", UC, CLINICAL, until=END)]
    assert _gaps(lines) == ()


def test_another_contract_may_go_on_supporting_it() -> None:
    first = line("network", UC, CLINICAL, until=END)
    second = line("network", OTHER_UC, CLINICAL, since=END)
    assert _gaps([line("gold", SLA, CLINICAL), first, second]) == ()


def test_a_uc_that_begins_later_leaves_a_gap_until_then() -> None:
    lines = [line("gold", SLA, CLINICAL), line("network", UC, CLINICAL, since=END)]
    assert _gaps(lines) == (_gap(MONDAY),)
