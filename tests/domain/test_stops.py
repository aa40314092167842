"""When nothing is measured on a ticket any more, and what its desk is told then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_plugin.domain.agreements import Level
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.facts import Fact, Opened, Reopened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.status_line import StatusLine, status_line
from sla_plugin.domain.stops import Stop, stop_of
from sla_plugin.domain.terms import Terms
from tests.support.stories import (
    CLINICAL,
    OFFICE,
    OFFICE_RULE,
    at,
    contract,
    history,
    hours,
    line,
    office_hours,
    promised,
    targets,
    told,
    version,
    within,
)

END = at("2026-03-03 12:00")
OPENED = ("2026-03-03 11:00", Opened(Status.OPEN, fields=((TicketField.CUSTOMER, "crm:hospital"),)))
RESOLVED = StatusChanged(Status.RESOLVED)
HOURS = {OFFICE: history((None, office_hours()))}
TERMS = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)
LATER = "2026-03-04 12:00"


def ending(*, runs_off: bool = False) -> Commitments:
    under = replace(contract(until=END), runs_off=runs_off)
    return promised(version(TERMS, under=under), contracts=(under,), calendars=HOURS)


def stop(story: list[Fact], when: str = LATER, world: Commitments | None = None) -> Stop | None:
    found = evaluate_ticket(story, world or ending(), at(when))
    return stop_of(found.clocks, found.coverage)


def shown(story: list[Fact], when: str = LATER, world: Commitments | None = None) -> StatusLine:
    found = evaluate_ticket(story, world or ending(), at(when))
    return status_line(found.clocks, found.coverage)


def story(*happened: tuple[str, What]) -> list[Fact]:
    return told(OPENED, *happened)


def test_an_open_ticket_stops_at_the_end_of_its_contract_and_not_before() -> None:
    assert stop(story(), "2026-03-03 11:59") is None
    assert stop(story(), "2026-03-03 12:00") == Stop(END, "C-1", is_whole=True)
    assert shown(story()) == StatusLine(
        None, None, "Not covered: measuring stopped at 2026-03-03 12:00Z: its contract C-1 has ended."
    )


@pytest.mark.parametrize("when", ["2026-03-03 12:00", "2026-03-09 12:00", "2027-03-04 12:00"])
def test_what_is_said_of_it_does_not_depend_on_when_it_is_said(when: str) -> None:
    assert stop(story(), when) == stop(story())
    assert shown(story(), when) == shown(story())


def test_a_ticket_that_was_done_before_the_end_keeps_what_it_shows() -> None:
    done = story(("2026-03-03 11:30", RESOLVED))
    assert stop(done) is None
    assert shown(done).state == "MET"


def test_one_that_is_done_after_the_end_was_stopped_by_then() -> None:
    assert stop(story(("2026-03-03 13:00", RESOLVED))) == Stop(END, "C-1", is_whole=True)


def test_one_that_comes_back_after_the_end_is_stopped() -> None:
    back = story(("2026-03-03 11:30", RESOLVED), ("2026-03-03 13:00", Reopened()))
    assert stop(back, "2026-03-03 12:30") is None
    assert stop(back) == Stop(END, "C-1", is_whole=True)


def test_one_that_is_opened_after_the_end_never_had_a_contract() -> None:
    late = told(("2026-03-03 13:00", OPENED[1]))
    assert stop(late) == Stop(END, None, is_whole=True)
    assert shown(late).reason == (
        "Not covered: measuring stopped at 2026-03-03 12:00Z: the contract has ended."
    )


def test_work_that_runs_off_goes_on_and_stops_with_its_own_end() -> None:
    running_off = ending(runs_off=True)
    assert stop(story(), "2026-03-03 15:00", running_off) is None
    assert shown(story(), "2026-03-03 15:00", running_off).state == "ON_TRACK"


def test_where_another_contract_takes_over_nothing_stops() -> None:
    old, new = contract(until=END), contract("C-2", since=END)
    both = promised(
        version(TERMS, under=old), version(TERMS, "successor", under=new), contracts=(old, new),
        calendars=HOURS,
    )  # fmt: skip
    assert stop(story(), LATER, both) is None
    assert shown(story(), LATER, both).reason.endswith("contract C-2")
    done = story(("2026-03-03 13:00", RESOLVED))
    assert stop(done, LATER, both) is None
    assert shown(done, LATER, both).state == "MET"


def test_a_line_that_ends_by_itself_stops_its_tickets_while_the_contract_goes_on() -> None:
    under = contract()
    gold = version(TERMS, "gold", level=Level.SERVICE, offered=True)
    signed = replace(line("gold", under, CLINICAL, until=END), terminated_at=END)
    world = promised(gold, contracts=(under,), calendars=HOURS, lines=[signed])
    fields = ((TicketField.CUSTOMER, "crm:hospital"), (TicketField.SERVICE, "clinical"))
    about = told(("2026-03-03 11:00", Opened(Status.OPEN, fields=fields)))
    found = stop(about, LATER, world)
    assert found == Stop(END, "C-1", is_whole=False)
    assert found is not None
    assert found.reason == (
        "stopped at 2026-03-03 12:00Z: what was promised for it in its contract C-1 has ended"
    )


def test_nobodys_ticket_was_never_measured_so_nothing_stops() -> None:
    nobodys = told(("2026-03-03 11:00", Opened(Status.OPEN)))
    assert stop(nobodys) is None


def _of_a_line(*more: LineBinding, until: str | None = None) -> Commitments:
    """A line that is terminated while its contract goes on, and what else was signed."""
    under = contract() if until is None else contract(until=at(until))
    gold = version(TERMS, "gold", level=Level.SERVICE, offered=True)
    signed = replace(line("gold", under, CLINICAL, until=END), terminated_at=END)
    return promised(gold, contracts=(under,), calendars=HOURS, lines=[signed, *more])


def _about_the_line(when: str, *happened: tuple[str, What]) -> list[Fact]:
    fields = ((TicketField.CUSTOMER, "crm:hospital"), (TicketField.SERVICE, "clinical"))
    return told((when, Opened(Status.OPEN, fields=fields)), *happened)


@pytest.mark.parametrize("opened", ["2026-03-03 12:00", "2026-03-04 09:00"])
def test_a_ticket_that_comes_after_the_end_of_its_line_is_told_so_and_has_no_clock(opened: str) -> None:
    found = evaluate_ticket(_about_the_line(opened), _of_a_line(), at(LATER))
    assert found.clocks == ()
    assert found.coverage == Coverage(CoverageStatus.CONTRACT_ENDED, since=END, ended_line="C-1")
    said = "stopped at 2026-03-03 12:00Z: what was promised for it in its contract C-1 has ended"
    assert stop_of(found.clocks, found.coverage) == Stop(END, "C-1", is_whole=False)
    assert status_line(found.clocks, found.coverage) == StatusLine(
        None, None, f"Not covered: measuring {said}."
    )


def test_so_is_one_that_comes_back_after_it_and_keeps_the_verdict_that_it_had() -> None:
    back = _about_the_line(
        "2026-03-03 09:00", ("2026-03-03 11:00", RESOLVED), ("2026-03-04 09:00", Reopened())
    )
    found = evaluate_ticket(back, _of_a_line(), at(LATER))
    assert [(clock.state.value, clock.verdict.value) for clock in found.clocks] == [("STOPPED", "MET")]
    assert (found.coverage.status, found.coverage.since) == (CoverageStatus.CONTRACT_ENDED, END)


def test_one_that_was_done_before_it_is_covered() -> None:
    done = _about_the_line("2026-03-03 09:00", ("2026-03-03 11:00", RESOLVED))
    assert evaluate_ticket(done, _of_a_line(), at(LATER)).coverage.status is CoverageStatus.COVERED


def test_a_line_that_was_agreed_on_again_covers_from_its_own_beginning() -> None:
    again = line("gold", contract(), CLINICAL, since=at("2026-03-05 08:00"))
    between = evaluate_ticket(_about_the_line("2026-03-04 09:00"), _of_a_line(again), at(LATER))
    assert (between.coverage.status, between.coverage.since) == (CoverageStatus.CONTRACT_ENDED, END)
    [clock] = evaluate_ticket(
        _about_the_line("2026-03-05 09:00"), _of_a_line(again), at("2026-03-05 10:00")
    ).clocks
    assert (clock.state.value, clock.elapsed) == ("RUNNING", hours(1))


def test_once_the_contract_itself_has_ended_that_is_what_is_told() -> None:
    ended = "2026-03-04 08:00"
    found = evaluate_ticket(_about_the_line("2026-03-04 09:00"), _of_a_line(until=ended), at(LATER))
    assert found.coverage == Coverage(CoverageStatus.CONTRACT_ENDED, since=at(ended))


def test_a_line_that_an_amendment_took_away_has_not_ended_its_contract() -> None:
    under = contract()
    gold = version(TERMS, "gold", level=Level.SERVICE, offered=True)
    world = promised(
        gold, contracts=(under,), calendars=HOURS, lines=[line("gold", under, CLINICAL, until=END)]
    )
    found = evaluate_ticket(_about_the_line("2026-03-04 09:00"), world, at(LATER))
    assert found.coverage.status is CoverageStatus.NO_AGREEMENT
