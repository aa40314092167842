"""An agreement version as a file states it: everything else that it names, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form
from sla_plugin.domain.agreements import AgreementKind, Approval, Level
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.terms import Terms

ANY = "any"
_MANY = "by_priority"


@dataclass(frozen=True, slots=True)
class StatedScope:
    """None means any. Customers and sites by `system:id`, a ticket by `system:number`, the others by code or,
    from `department` on, by the desk's own word; what has neither by its name, if no other has that."""

    customer: str | None = None
    customer_group: str | None = None
    service: str | None = None
    site: str | None = None
    ticket: str | None = None
    department: str | None = None
    ticket_type: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class StatedCalendars:
    """Codes of calendars."""

    default: str
    by_priority: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatedAgreement:
    """`effective_from`: a date is midnight where the contract is at home, or else the default calendar.
    `terms` say nothing about calendars. `offered`: it holds only where a signed contract line names it.
    `bring` are calendars by code, for a tenant who has none of that code yet; where there is one, it must be
    the same."""

    code: str
    kind: AgreementKind
    level: Level
    effective_from: date | datetime
    name: str | None = None
    contract: str | None = None
    scope: StatedScope = field(default_factory=StatedScope)
    calendars: StatedCalendars | None = None
    terms: Terms = field(default_factory=Terms)
    supporter: str | None = None
    approval: Approval | None = None
    offered: bool = False
    bring: Mapping[str, Calendar] = field(default_factory=dict)


def read_scope(at: Cursor) -> StatedScope:
    """`any`, without quotes, is as if the key were not there."""
    stated = at.readable({name.name: _read_named for name in fields(StatedScope)})
    return StatedScope(**stated)


def _read_named(at: Cursor) -> str | None:
    return None if at.plain == ANY else values.any_text(at)


def scope_form(scope: StatedScope) -> Form:
    stated = {name.name: getattr(scope, name.name) for name in fields(scope)}
    return {name: of for name, of in stated.items() if of is not None}


def read_calendars(at: Cursor) -> StatedCalendars:
    """`office`, `{default: office, P1: always}`, or, where a priority is itself called `default`,
    `{default: office, by_priority: {default: always}}`."""
    if not at.is_section:
        return StatedCalendars(values.text(at))
    if at.has(_MANY):
        return StatedCalendars(**at.section({"default": values.text, _MANY: _read_priorities}, ("default",)))
    codes = at.whole_entries(values.text, needed=("default",))
    return StatedCalendars(codes.pop("default"), codes)


def _read_priorities(at: Cursor) -> dict[str, str]:
    return at.whole_entries(values.text)


def calendars_form(calendars: StatedCalendars) -> Form:
    if not calendars.by_priority:
        return calendars.default
    by_priority = dict(sorted(calendars.by_priority.items()))
    if by_priority.keys() & {"default", _MANY}:
        return {"default": calendars.default, _MANY: by_priority}
    return {"default": calendars.default, **by_priority}
