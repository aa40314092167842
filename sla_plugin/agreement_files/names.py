"""Who and what is meant by the names in a file, and how what is meant is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from sla_plugin.agreement_files.cursors import Log
from sla_plugin.agreement_files.problems import Path
from sla_plugin.agreement_files.stated import StatedAgreement, StatedCalendars, StatedScope
from sla_plugin.domain.agreements import AgreementVersion, Scope
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.ids import (
    CalendarId,
    ContractId,
    CustomerGroupId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.domain.terms import CalendarRule
from sla_plugin.errors import BadInput, Code

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Names:
    """Of a tenant. Where something has several names, the first one is written."""

    customers: Mapping[str, OrganisationId] = field(default_factory=dict)
    customer_groups: Mapping[str, CustomerGroupId] = field(default_factory=dict)
    services: Mapping[str, ServiceId] = field(default_factory=dict)
    sites: Mapping[str, SiteId] = field(default_factory=dict)
    tickets: Mapping[str, TicketId] = field(default_factory=dict)
    contracts: Mapping[str, ContractId] = field(default_factory=dict)
    calendars: Mapping[str, CalendarId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meant:
    scope: Scope
    contract: ContractId | None
    calendar: CalendarRule | None


def find_meant(stated: StatedAgreement, names: Names, log: Log) -> Meant:
    """What nothing is called is told, and left out."""
    seek = _Seeker(log, _HINTS)
    scope = stated.scope
    return Meant(
        scope=Scope(
            service=seek.find(names.services, scope.service, "service", ("scope", "service")),
            customer=seek.find(names.customers, scope.customer, "customer", ("scope", "customer")),
            site=seek.find(names.sites, scope.site, "site", ("scope", "site")),
            department=scope.department,
            ticket_type=scope.ticket_type,
            priority=scope.priority,
            customer_group=seek.find(
                names.customer_groups, scope.customer_group, "customer group", ("scope", "customer_group")
            ),
            ticket=seek.find(names.tickets, scope.ticket, "ticket", ("scope", "ticket")),
        ),
        contract=seek.find(names.contracts, stated.contract, "contract", ("contract",)),
        calendar=None if stated.calendars is None else seek.calendars(names.calendars, stated.calendars),
    )


Nearest = Callable[[str, Collection[str]], str | None]


def nearest(name: str, known: Collection[str]) -> str | None:
    """The one that was meant, most likely."""
    near = get_close_matches(name, known, n=1)
    return near[0] if near else None


class Seeker:
    """Tells what nothing is called. `hints`: for a kind of thing, how its names are written."""

    def __init__(self, log: Log, hints: Mapping[str, str], near: Nearest = nearest) -> None:
        self._log, self._hints, self._near = log, hints, near

    def find(self, known: Mapping[str, K], name: str | None, noun: str, path: Path) -> K | None:
        if name is None or name in known:
            return None if name is None else known[name]
        near = self._near(name, known)
        self._log.tell(
            BadInput(
                Code.FILE_NAME_UNKNOWN,
                f"There is no {noun} {name!r}.",
                hint=f"Did you mean {near!r}?" if near else self._hints.get(noun, "Create it first."),
            ),
            path,
        )
        return None


class _Seeker(Seeker):
    def calendars(self, known: Mapping[str, CalendarId], stated: StatedCalendars) -> CalendarRule | None:
        path = ("calendar", "default") if ("calendar", "default") in self._log.places else ("calendar",)
        default = self.find(known, stated.default, "calendar", path)
        by_priority = {
            priority: self.find(known, code, "calendar", self._priority(priority))
            for priority, code in stated.by_priority.items()
        }
        found = {priority: key for priority, key in by_priority.items() if key is not None}
        return None if default is None else CalendarRule(default, found)

    def _priority(self, priority: str) -> Path:
        nested: Path = ("calendar", "by_priority", priority)
        return nested if nested in self._log.places else ("calendar", priority)


_HINTS = {
    "customer": "Name it by its code, by `system:id` as its CRM knows it, or by its name.",
    "site": "Name it by `system:id` as its CRM knows it, or by its name.",
    "ticket": "Name it by `system:number`.",
    "contract": "Name it by its number; record it first.",
    "calendar": "Create it first, or let the file bring it under `calendars`.",
}


def as_stated(
    version: AgreementVersion, names: Names, calendars: Mapping[CalendarId, Calendar]
) -> StatedAgreement:
    """How a file says the same, bringing those of `calendars` that it names. What has no name of its own is
    given as its id, which no file finds."""
    scope, rule = version.scope, version.terms.calendar
    codes = {key: code for code, key in names.calendars.items()}
    used = {rule.default, *rule.by_priority.values()} if rule else set()
    return StatedAgreement(
        code=version.agreement.code,
        name=version.agreement.name,
        kind=version.agreement.kind,
        level=version.agreement.level,
        effective_from=version.effective_from,
        contract=_name(names.contracts, version.contract),
        scope=StatedScope(
            customer=_name(names.customers, scope.customer),
            customer_group=_name(names.customer_groups, scope.customer_group),
            service=_name(names.services, scope.service),
            site=_name(names.sites, scope.site),
            ticket=_name(names.tickets, scope.ticket),
            department=scope.department,
            ticket_type=scope.ticket_type,
            priority=scope.priority,
        ),
        calendars=None if rule is None else _calendars(codes, rule),
        terms=version.terms,
        supporter=version.supporter,
        approval=version.approval,
        offered=version.agreement.offered,
        bring={codes[key]: calendars[key] for key in used},
    )


def _calendars(codes: Mapping[CalendarId, str], rule: CalendarRule) -> StatedCalendars:
    return StatedCalendars(codes[rule.default], {p: codes[key] for p, key in rule.by_priority.items()})


def _name(known: Mapping[str, K], of: K | None) -> str | None:
    return None if of is None else next((name for name, key in known.items() if key == of), str(of))
