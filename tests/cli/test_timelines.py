"""What `sla explain` prints of a clock: whose promise, who lost and why, and which steps come."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from rich.console import Console

from sla_plugin.cli.timelines import draw, wide_console
from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.escalations import Action, ActionKind, AtPercent, EscalationStep
from sla_plugin.domain.facts import Assigned, Fact
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.terms import Terms
from sla_plugin.storage.tickets import TicketRow
from tests.support.stories import (
    CLINICAL,
    OFFICE,
    OFFICE_RULE,
    WARD,
    WORKPLACE,
    at,
    contract,
    hours,
    line,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

LEAD = EscalationStep(AtPercent(Decimal(75)), (Action(ActionKind.NOTIFY, "team_lead"),))
STORY = told(
    ("2026-03-02 09:00", opened(service="workplace", site="crm:ward", priority="P1")),
    ("2026-03-02 09:30", Assigned("network")),
)


def _drawn(story: list[Fact], commitments: Commitments, as_of: datetime) -> str:
    row = TicketRow(key="T-1", subject="No light", priority="P1", desk_status="open")
    page = io.StringIO()
    evaluation = evaluate_ticket(story, commitments, as_of)
    draw(Console(file=page, width=200), row, story, evaluation, commitments, {OFFICE: "Office"}, as_of)
    return page.getvalue()


def test_of_four_candidates_every_loser_is_named_with_its_reason() -> None:
    commitments = promised(
        version(
            Terms(targets=targets(within(hours(40))), calendar=OFFICE_RULE, escalations=(LEAD,)),
            "corporate",
            level=Level.CORPORATE,
        ),
        version(Terms(targets=targets(within(hours(16)))), "hospital", under=contract()),
        version(Terms(targets=targets(within(hours(8)))), "ward", under=contract(), scope=Scope(site=WARD)),
        version(
            Terms(targets=targets(within(hours(2)))),
            "clinical",
            level=Level.SERVICE,
            under=contract(),
            scope=Scope(service=CLINICAL),
        ),
    )
    drawn = _drawn(STORY, commitments, at("2026-03-02 10:00"))
    _, target = [row for row in drawn.splitlines() if row.startswith("target ")]
    assert "PT8H" in target
    assert "ward v1" in target
    for loser in (
        "less specific scope (site): hospital v1",
        "less specific level (CORPORATE): corporate v1",
        "scope mismatch (service: wants clinical, the ticket says workplace): clinical v1",
    ):
        assert loser in drawn
    assert "comes Mon 2026-03-02 15:00: at 75 %: notify team_lead" in drawn


def test_lines_that_name_the_same_level_are_told_apart_and_so_is_a_suspension() -> None:
    first, second = (contract("C-1", suspended=[Lasting(at("2026-03-02 09:30"))]), contract("C-2"))
    gold = version(
        Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE),
        "gold",
        level=Level.SERVICE,
        offered=True,
    )
    lines = [
        line("gold", first, WORKPLACE, WARD),
        line("gold", first, WORKPLACE),
        line("gold", second, WORKPLACE),
    ]
    commitments = promised(gold, contracts=(first, second), lines=lines)
    drawn = _drawn(STORY, commitments, at("2026-03-02 10:00"))
    for said in (
        "gold v1 (C-1: workplace, crm:ward)",
        "less specific scope (site): gold v1 (C-1: workplace), gold v1 (C-2: workplace)",
        "contract suspended",
    ):
        assert said in drawn


def test_what_a_team_promises_us_is_told_apart() -> None:
    commitments = promised(
        version(Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE), under=contract()),
        _ola(),
    )
    drawn = _drawn(STORY, commitments, at("2026-03-02 10:00"))
    assert "OLA network: RESOLUTION #1  ON_TRACK, running" in drawn
    assert "target 2 h 00 min, used 30 min, left 1 h 30 min, due Mon 2026-03-02 11:30" in drawn


def _ola() -> AgreementVersion:
    made = version(
        Terms(targets=targets(within(hours(2))), calendar=OFFICE_RULE), "ola", kind=AgreementKind.OLA
    )
    return replace(made, supporter="network")


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    named = version(
        Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE), "[/b] office", under=contract()
    )
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 09:30", Assigned("[th] network")))
    row = TicketRow(key="T-1", subject="[red]No light", priority="P1", desk_status="[/]")
    console, as_of = wide_console(), at("2026-03-02 10:00")
    console.file = io.StringIO()
    commitments = promised(named)
    draw(
        console, row, story, evaluate_ticket(story, commitments, as_of), commitments, {OFFICE: "[/b]"}, as_of
    )
    drawn = console.file.getvalue()
    for text in ("[/b] office v1", "[th] network", "[red]No light", "P1, [/], as of"):
        assert text in drawn
