"""Anything by its global id, as far as the token may see that kind of thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from sla_plugin.api.context import Info
from sla_plugin.api.ids import parse_global_id
from sla_plugin.api.loaders import Seen
from sla_plugin.api.types.agreement import Agreement, AgreementVersion
from sla_plugin.api.types.availability import outage
from sla_plugin.api.types.calendar import calendar
from sla_plugin.api.types.clock import Clock, clock_part
from sla_plugin.api.types.contract import contract
from sla_plugin.api.types.contract_life import suspension
from sla_plugin.api.types.contract_version import contract_version
from sla_plugin.api.types.customer_group import customer_group
from sla_plugin.api.types.document import document
from sla_plugin.api.types.exclusion import exclusion, exclusion_window
from sla_plugin.api.types.improvement import improvement_action
from sla_plugin.api.types.metric import metric_definition
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.obligation import obligation
from sla_plugin.api.types.organisation import organisation, site
from sla_plugin.api.types.requirement import requirement
from sla_plugin.api.types.sealed_period import sealed_period
from sla_plugin.api.types.service import service
from sla_plugin.api.types.settlement import settlement
from sla_plugin.api.types.termination import termination_case
from sla_plugin.api.types.termination_request import termination_request
from sla_plugin.api.types.ticket import ticket
from sla_plugin.auth.scopes import Scope

Find = Callable[[Info, UUID], Awaitable[Node | None]]


async def _agreement(info: Info, key: UUID) -> Agreement | None:
    row = await info.context.loaders.agreements.load(key)
    return None if row is None else Agreement.of(row)


async def _agreement_version(info: Info, key: UUID) -> AgreementVersion | None:
    row = await info.context.loaders.agreement_versions.load(key)
    return None if row is None else AgreementVersion.of(row)


FINDERS: dict[str, tuple[Scope, Find]] = {
    "Agreement": (Scope.AGREEMENTS_READ, _agreement),
    "AgreementVersion": (Scope.AGREEMENTS_READ, _agreement_version),
    "Calendar": (Scope.CALENDARS_READ, calendar),
    "Contract": (Scope.CONTRACTS_READ, contract),
    "ContractVersion": (Scope.CONTRACTS_READ, contract_version),
    "CustomerGroup": (Scope.ORGANISATIONS_READ, customer_group),
    "Document": (Scope.CONTRACTS_READ, document),
    "Exclusion": (Scope.REPORTS_READ, exclusion),
    "ExclusionWindow": (Scope.REPORTS_READ, exclusion_window),
    "ImprovementAction": (Scope.REPORTS_READ, improvement_action),
    "MetricDefinition": (Scope.AGREEMENTS_READ, metric_definition),
    "Obligation": (Scope.CONTRACTS_READ, obligation),
    "Organisation": (Scope.ORGANISATIONS_READ, organisation),
    "Outage": (Scope.REPORTS_READ, outage),
    "Requirement": (Scope.CONTRACTS_READ, requirement),
    "SealedPeriod": (Scope.REPORTS_READ, sealed_period),
    "Service": (Scope.SERVICES_READ, service),
    "Settlement": (Scope.TERMINATIONS_READ, settlement),
    "Site": (Scope.ORGANISATIONS_READ, site),
    "Suspension": (Scope.CONTRACTS_READ, suspension),
    "TerminationCase": (Scope.TERMINATIONS_READ, termination_case),
    "TerminationRequest": (Scope.TERMINATIONS_READ, termination_request),
    "Ticket": (Scope.TICKETS_READ, ticket),
}
"""The right to see a kind is the right of its list."""


async def find_node(info: Info, given: str) -> Node | None:
    kind, key, part = parse_global_id(given)
    if kind == "Clock":
        return await _clock(info, key, part)
    scope, find = FINDERS.get(kind, (None, None))
    if find is None or scope not in info.context.principal.scopes or part:
        return None
    return await find(info, key)


async def _clock(info: Info, key: UUID, part: str) -> Clock | None:
    if Scope.TICKETS_READ not in info.context.principal.scopes:
        return None
    if await info.context.loaders.tickets.load(key) is None:
        return None
    evaluation = await info.context.loaders.evaluations.load(Seen(key, info.context.now))
    found = (c for c in evaluation.clocks if clock_part(c) == part)
    return next((Clock.of(key, clock) for clock in found), None)
