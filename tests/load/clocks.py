"""How fast very many clocks are evaluated over arrays, beside one by one.

A million tickets of thirteen months, six facts each, of forty customers in two zones: eight stories in which
tickets wait, come back, change their priority, are answered again, or are still open. What is timed is
everything from the columns of facts to the columns of clocks, on one core, the tickets that the batch leaves
to the scalar evaluator included. For the scalar evaluator the facts are there as values, too; its time is
taken from a part of the same tickets. Every field of ten thousand tickets' clocks is compared, and any that
differs ends the run. `--tickets 50000` takes fewer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid5

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.batch.clock_columns import ClockColumns
from sla_plugin.domain.batch.clocks import evaluate_many
from sla_plugin.domain.batch.columns import Indices
from sla_plugin.domain.batch.fact_columns import FactColumns
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.clock import Clock
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.commitments import Commitments, Directory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.escalations import Action, ActionKind, AtPercent, EscalationStep
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    FieldChanged,
    InternalNote,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    CalendarId,
    ContractId,
    OrganisationId,
    ServiceId,
)
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.microseconds import to_us
from sla_plugin.domain.targets import Target, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, OnAmendment, Terms
from tests.support.figures import show
from tests.support.same_clocks import differences

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
PERIOD = timedelta(days=396)
TICKETS, FACTS, COMPARED = 1_000_000, 6, 10_000
SECOND_US = 1_000_000

CUSTOMERS, SERVICES = 40, 4
PRIORITIES = {"P1": 0.05, "P2": 0.15, "P3": 0.5, "P4": 0.3}

TEAM, OTHER_TEAM = Assigned("first line"), Assigned("second line")
ANSWER, QUESTION, NOTE = PublicReply(Author.AGENT), PublicReply(Author.REQUESTER), InternalNote()
WAITS, WORKED_ON = StatusChanged(Status.PENDING_CUSTOMER), StatusChanged(Status.OPEN)
RESOLVED, CLOSED = StatusChanged(Status.RESOLVED), StatusChanged(Status.CLOSED)
URGENT, CALMER = FieldChanged(TicketField.PRIORITY, "P1"), FieldChanged(TicketField.PRIORITY, "P3")

STORIES: dict[tuple[What, ...], float] = {
    (TEAM, ANSWER, WAITS, WORKED_ON, RESOLVED): 0.3,
    (TEAM, WORKED_ON, ANSWER, RESOLVED, CLOSED): 0.3,
    (ANSWER, TEAM, WAITS, QUESTION, RESOLVED): 0.1,
    (TEAM, ANSWER, URGENT, OTHER_TEAM, RESOLVED): 0.08,
    (TEAM, CALMER, ANSWER, NOTE, RESOLVED): 0.05,
    (TEAM, ANSWER, RESOLVED, Reopened(), RESOLVED): 0.1,
    (TEAM, ANSWER, QUESTION, ANSWER, WAITS): 0.04,
    (TEAM, ANSWER, WAITS, WORKED_ON, NOTE): 0.03,
}
"""What happens after the opening, and how often."""

_NAMES = UUID("c10c0000-0000-4000-8000-000000000000")


def _id(name: str) -> UUID:
    return uuid5(_NAMES, name)


def _calendar(zone: str, hours: Sequence[Sequence[str]], days: Sequence[str]) -> CalendarHistory:
    holidays = {
        f"{year}-{day}": "closed" for year in range(2025, 2029) for day in ("01-01", "05-01", "12-25")
    }
    content = {"time_zone": zone, "hours": dict.fromkeys(days, hours), "holidays": holidays}
    return CalendarHistory(((None, parse_calendar(content)),))


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
BANGKOK, BERLIN, ALWAYS = (CalendarId(_id(name)) for name in ("bangkok", "berlin", "always"))
CALENDARS = {
    BANGKOK: _calendar("Asia/Bangkok", [["08:30", "17:30"]], WEEKDAYS),
    BERLIN: _calendar("Europe/Berlin", [["08:00", "12:00"], ["13:00", "18:00"]], WEEKDAYS),
    ALWAYS: _calendar("UTC", [["00:00", "24:00"]], (*WEEKDAYS, "sat", "sun")),
}


def _within(**hours: float) -> dict[str, Target]:
    return {
        ANY_PRIORITY if name == "others" else name: WorkingDuration(timedelta(hours=value))
        for name, value in hours.items()
    }


def _version(
    code: str, level: Level, terms: Terms, contract: Contract | None, **scope: object
) -> AgreementVersion:
    agreement = Agreement(AgreementId(_id(code)), code, code, AgreementKind.CUSTOMER_SLA, level)
    return AgreementVersion(
        id=AgreementVersionId(_id(f"{code} v1")),
        agreement=agreement,
        number=1,
        effective_from=FIRST,
        contract=None if contract is None else contract.id,
        scope=Scope(**scope),  # type: ignore[arg-type]  # each caller names fields of Scope
        terms=terms,
    )


def promises() -> Commitments:
    """A corporate agreement, one for each tenth customer with its own calendar, effort and escalations, and
    one for a service of each fourth; one customer was amended in the middle of the thirteen months."""
    customers = [OrganisationId(_id(f"customer {n}")) for n in range(CUSTOMERS)]
    services = [ServiceId(_id(f"service {n}")) for n in range(SERVICES)]
    contracts = [
        Contract(ContractId(_id(f"contract {n}")), f"C-{n}", c, "UTC", FIRST) for n, c in enumerate(customers)
    ]
    everybody = Terms(
        targets={
            Metric.FIRST_RESPONSE: _within(P1=0.25, P2=1, others=4),
            Metric.RESOLUTION: _within(P1=4, P2=8, P3=24, others=40),
            Metric.ASSIGNMENT: _within(others=1),
        },
        calendar=CalendarRule(BANGKOK, {"P1": ALWAYS}),
        on_amendment=OnAmendment.RETARGET,
    )
    own = Terms(
        targets={Metric.NEXT_RESPONSE: _within(others=2), Metric.RESOLUTION: _within(P1=2, P2=6, others=16)},
        calendar=CalendarRule(BERLIN, {"P1": ALWAYS}),
        expected_effort=timedelta(hours=1),
        escalations=(EscalationStep(AtPercent(Decimal(75)), (Action(ActionKind.NOTIFY, "team lead"),)),),
    )
    of_service = Terms(targets={Metric.RESOLUTION: _within(P2=5, others=12)})
    versions = [_version("corporate", Level.CORPORATE, everybody, None)]
    versions += [_version(f"own {n}", Level.CUSTOMER, own, contracts[n]) for n in range(0, CUSTOMERS, 10)]
    versions += [
        _version(f"service {n}", Level.SERVICE, of_service, contracts[n], service=services[n % SERVICES])
        for n in range(1, CUSTOMERS, 4)
    ]
    return Commitments(
        agreements=tuple(versions),
        contracts=tuple(contracts),
        calendars=CALENDARS,
        directory=Directory(
            customers={f"crm:{n}": customer for n, customer in enumerate(customers)},
            services={f"service-{n}": service for n, service in enumerate(services)},
        ),
    )


def tickets(many: int) -> FactColumns:
    """The same whenever it is asked, to the second."""
    dice = np.random.default_rng(20261123)
    openings = [
        Opened(
            Status.NEW,
            fields=(
                (TicketField.CUSTOMER, f"crm:{customer}"),
                (TicketField.SERVICE, f"service-{service}"),
                (TicketField.PRIORITY, priority),
            ),
        )
        for customer in range(CUSTOMERS)
        for service in range(SERVICES)
        for priority in PRIORITIES
    ]
    whats: list[What] = [*openings, *dict.fromkeys(what for story in STORIES for what in story)]
    stories = np.array([[whats.index(what) for what in story] for story in STORIES], np.int32)
    priority = dice.choice(len(PRIORITIES), many, p=list(PRIORITIES.values()))
    opening = dice.integers(CUSTOMERS * SERVICES, size=many) * len(PRIORITIES) + priority
    story = dice.choice(len(STORIES), many, p=list(STORIES.values()))
    opened_at = to_us(NOW - PERIOD) + dice.integers(int(PERIOD.total_seconds()), size=many) * SECOND_US
    # From minutes to days between one fact and the next.
    gaps = dice.lognormal(np.log(2 * 3600), 1.5, (many, FACTS - 1)).astype(np.int64) * SECOND_US
    at = opened_at[:, None] + np.concatenate((np.zeros((many, 1), np.int64), np.cumsum(gaps, 1)), 1)
    what = np.concatenate((opening[:, None], stories[story]), 1).astype(np.int32)
    return FactColumns(
        bounds=np.arange(many + 1, dtype=np.intp) * FACTS,
        at=at.ravel(),
        what=what.ravel(),
        whats=whats,
        apart=np.zeros(many, np.bool_),
    )


def one_by_one(
    facts: FactColumns, which: Sequence[int], commitments: Commitments
) -> tuple[list[list[Clock]], float]:
    """The clocks of these tickets, and how many seconds they took."""
    histories = [facts.facts(ticket) for ticket in which]
    evaluate(histories[0], commitments, NOW)  # Builds the calendars' tables.
    began = perf_counter()
    clocks = [list(evaluate(history, commitments, NOW)) for history in histories]
    return clocks, perf_counter() - began


def compare(found: ClockColumns, which: Indices, expected: Sequence[Sequence[Clock]]) -> None:
    """Every field of every clock of these tickets, in their order. SystemExit at the first that differs."""
    starts, ends = (np.searchsorted(found.ticket, which, side) for side in ("left", "right"))
    for ticket, start, end, clocks in zip(which, starts, ends, expected, strict=True):
        if end - start != len(clocks):
            sys.exit(f"Ticket {ticket} has {end - start} clocks in the batch, and {len(clocks)} one by one.")
        for row, clock in zip(range(start, end), clocks, strict=True):
            if differ := differences(found, row, clock):
                sys.exit(f"Ticket {ticket}, {clock.metric} {clock.cycle}: {differ}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--json", action="store_true")
    many = parser.parse_args().tickets
    facts, commitments = tickets(many), promises()
    began = perf_counter()
    found = evaluate_many(facts, commitments, NOW)
    taken = perf_counter() - began
    sample = np.sort(np.random.default_rng(1).choice(many, min(COMPARED, many), replace=False))
    expected, one_by_one_taken = one_by_one(facts, sample.tolist(), commitments)
    compare(found, sample, expected)
    per_second = len(found) / taken
    show(
        {
            "tickets": many,
            "clocks": len(found),
            "seconds": taken,
            "clocks_per_second": per_second,
            "batch_vs_scalar": per_second / (sum(map(len, expected)) / one_by_one_taken),
            "clocks_compared": sum(map(len, expected)),
        }
    )


if __name__ == "__main__":
    main()
