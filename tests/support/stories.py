"""A ticket's story in a few lines: who it belongs to, what was promised, and what happened when.

The customer is Doi Kham Hospital, the zone is UTC, and the desk's source is "desk". Instants are written
"2026-03-02 09:00"; 2 March 2026 is a Monday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.clocks import Clock, evaluate
from sla_plugin.domain.commitments import Commitments, Directory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.facts import Fact, Opened, Status, TicketField, What
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    CalendarId,
    ContractId,
    OrganisationId,
    ServiceId,
    SiteId,
)
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.domain.targets import Target, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.trees import Tree

_NAMES = UUID("5e0a4f1e-0000-4000-8000-000000000000")


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)


HOSPITAL = OrganisationId(_id("hospital"))
GROUP = OrganisationId(_id("group"))
DAIRY = OrganisationId(_id("dairy"))
WORKPLACE = ServiceId(_id("workplace"))
CLINICAL = ServiceId(_id("clinical"))
CITY = SiteId(_id("city"))
WARD = SiteId(_id("ward"))

OFFICE = CalendarId(_id("office"))
ALWAYS = CalendarId(_id("always"))

FIRST = datetime(2020, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def office_hours(**more: object) -> Mapping[str, object]:
    """Monday to Friday, 09:00 to 17:00."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return {"time_zone": "UTC", "hours": week, **more}


def around_the_clock() -> Mapping[str, object]:
    week = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return {"time_zone": "UTC", "hours": week}


def history(*versions: tuple[datetime | None, Mapping[str, object]]) -> CalendarHistory:
    return CalendarHistory(tuple((since, parse_calendar(definition)) for since, definition in versions))


def contract(
    number: str = "C-1",
    customer: OrganisationId = HOSPITAL,
    since: datetime = FIRST,
    until: datetime | None = None,
    *,
    also: Sequence[OrganisationId] = (),
    suspended: Sequence[Lasting] = (),
) -> Contract:
    return Contract(
        ContractId(_id(number)), number, customer, "UTC", since, until, tuple(also), united(suspended)
    )


def targets(
    resolution: Mapping[str, Target] | Target | None = None,
    response: Mapping[str, Target] | Target | None = None,
) -> Mapping[MetricName, Mapping[str, Target]]:
    given = {Metric.RESOLUTION: resolution, Metric.FIRST_RESPONSE: response}
    return {
        metric: target if isinstance(target, Mapping) else {ANY_PRIORITY: target}
        for metric, target in given.items()
        if target is not None
    }


def within(duration: timedelta) -> WorkingDuration:
    return WorkingDuration(duration)


def version(
    terms: Terms,
    code: str = "hospital",
    *,
    number: int = 1,
    level: Level = Level.CUSTOMER,
    kind: AgreementKind = AgreementKind.CUSTOMER_SLA,
    under: Contract | None = None,
    scope: Scope | None = None,
    since: datetime = FIRST,
    until: datetime | None = None,
    offered: bool = False,
) -> AgreementVersion:
    """One version of an agreement; `under` None: tenant-wide, or on offer."""
    return AgreementVersion(
        id=AgreementVersionId(_id(f"{code} v{number}")),
        agreement=Agreement(AgreementId(_id(code)), code, code.title(), kind, level, offered),
        number=number,
        effective_from=since,
        effective_until=until,
        contract=None if under is None else under.id,
        scope=scope or Scope(),
        terms=terms,
    )


def line(
    code: str,
    under: Contract,
    service: ServiceId,
    site: SiteId | None = None,
    since: datetime = FIRST,
    until: datetime | None = None,
    version: int = 1,
) -> LineBinding:
    """A signed line of this contract that names this version of the agreement of this code."""
    return LineBinding(under.id, AgreementId(_id(code)), version, service, site, since, until)


OFFICE_RULE = CalendarRule(OFFICE)


def promised(
    *versions: AgreementVersion,
    contracts: Sequence[Contract] | None = None,
    calendars: Mapping[CalendarId, CalendarHistory] | None = None,
    lines: Sequence[LineBinding] = (),
) -> Commitments:
    """A small world around the hospital: its group above it, the dairy beside it, two services, two sites."""
    return Commitments(
        agreements=versions,
        contracts=tuple(contracts) if contracts is not None else (contract(),),
        calendars={
            OFFICE: history((None, office_hours())),
            ALWAYS: history((None, around_the_clock())),
            **(calendars or {}),
        },
        customers=Tree({HOSPITAL: GROUP}),
        services=Tree({CLINICAL: WORKPLACE}),
        sites=Tree({WARD: CITY}),
        directory=Directory(
            customers={"crm:hospital": HOSPITAL, "crm:group": GROUP, "crm:dairy": DAIRY},
            services={"workplace": WORKPLACE, "clinical": CLINICAL},
            sites={"crm:city": CITY, "crm:ward": WARD},
        ),
        bindings=tuple(lines),
    )


def promise(
    resolution: timedelta | None = None, response: timedelta | None = None, **terms: object
) -> Commitments:
    """One agreement of the hospital's, by office hours unless `calendar` says otherwise."""
    stated: dict[str, object] = {
        "calendar": OFFICE_RULE,
        "targets": targets(
            None if resolution is None else within(resolution), None if response is None else within(response)
        ),
    }
    return promised(version(Terms(**{**stated, **terms}), under=contract()))  # type: ignore[arg-type]  # each test names fields of Terms


def opened(status: Status = Status.OPEN, **fields: str | None) -> Opened:
    """Of the hospital unless `customer` says otherwise."""
    named = {"customer": "crm:hospital", **fields}
    return Opened(
        status=status,
        fields=tuple(
            (TicketField[name.upper()], value) for name, value in named.items() if value is not None
        ),
    )


def told(*happened: tuple[str, What]) -> list[Fact]:
    """Facts with external ids "1", "2", … in the order given."""
    return [
        Fact(occurred_at=at(when), source="desk", sequence=n, external_id=str(n), what=what)
        for n, (when, what) in enumerate(happened, start=1)
    ]


def derived(facts: Sequence[Fact]) -> list[Fact]:
    return [replace(fact, derived=True) for fact in facts]


def clock_of(
    facts: Sequence[Fact],
    commitments: Commitments,
    as_of: str,
    metric: Metric = Metric.RESOLUTION,
    cycle: int = 1,
) -> Clock:
    found = [c for c in evaluate(facts, commitments, at(as_of)) if c.metric is metric and c.cycle == cycle]
    assert len(found) == 1, f"{len(found)} clocks of {metric} cycle {cycle}"
    return found[0]
