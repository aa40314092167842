"""A ticket's clocks, drawn for the terminal: when each minute was used, by whom, and why that target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.clocks import Clock, Evaluation
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.ledger import ledger
from sla_plugin.domain.provenance import Choice
from sla_plugin.domain.segments import SegmentKind
from sla_plugin.domain.spoken import spoken, step_text, value_text
from sla_plugin.domain.steps import StepTaken
from sla_plugin.domain.verdicts import Verdict
from sla_plugin.storage.tickets import TicketRow

WIDTH = 60
MARKS = {
    SegmentKind.RUNNING: ("█", "green"),
    SegmentKind.OUT_OF_HOURS: ("·", "dim"),
    SegmentKind.PAUSED: ("░", "yellow"),
}
COLOURS = {
    Verdict.BREACHED: "bold red",
    Verdict.AT_RISK: "yellow",
    Verdict.MET: "green",
    Verdict.ON_TRACK: "green",
}


def wide_console() -> Console:
    """As wide as the terminal; into a file or a pipe, wide enough that nothing is cut. What people have named
    is printed as it is, also where it looks like markup."""
    console = Console(markup=False)
    return console if console.is_terminal else Console(width=160, markup=False)


def draw(
    console: Console,
    ticket: TicketRow,
    history: Sequence[Fact],
    evaluation: Evaluation,
    commitments: Commitments,
    calendars: Mapping[CalendarId, str],
    as_of: datetime,
) -> None:
    console.print(Text(f"{ticket.key}  {ticket.subject}", style="bold"))
    console.print(f"{ticket.priority or 'no priority'}, {ticket.desk_status}, as of {as_of:%Y-%m-%d %H:%MZ}")
    if not evaluation.clocks:
        found = evaluation.coverage
        console.print(f"No clock: {found.status}{f' ({found.because})' if found.because else ''}.")
    for clock in evaluation.clocks:
        zone = ZoneInfo(clock.contract.zone)
        _clock(console, clock, zone, as_of)
        _reasons(console, clock, calendars, commitments)
    console.print(f"{len(history)} facts from the desk.", style="dim")


def _clock(console: Console, clock: Clock, zone: ZoneInfo, as_of: datetime) -> None:
    console.print()
    head = Text(f"{_of_whom(clock)}{clock.metric} #{clock.cycle}  ", style="bold")
    head.append(f"{clock.verdict}", style=COLOURS.get(clock.verdict, ""))
    head.append(f", {clock.state.lower()}{' (out of hours)' if clock.out_of_hours else ''}")
    console.print(head)
    console.print(
        f"target {spoken(clock.target)}, used {spoken(clock.counted)}, left {spoken(clock.remaining)}"
        f", due {_local(clock.due_at or clock.projected_due_at, zone)}"
        + (f", breached {_local(clock.breached_at, zone)}" if clock.breached_at else "")
    )
    console.print(_bar(clock, as_of))
    table = Table(box=None, pad_edge=False)
    for heading in ("from", "to", "what", "why", "who", "fact"):
        table.add_column(heading, style="dim" if heading == "fact" else "")
    for segment in clock.segments:
        who = segment.party.name or segment.party.kind.lower()
        table.add_row(
            _local(segment.start, zone),
            _local(segment.end, zone),
            segment.kind.lower().replace("_", " "),
            segment.reason.lower().replace("_", " "),
            who,
            segment.cause or "",
        )
    console.print(table)
    used = ", ".join(
        f"{party.name or party.kind.lower()} {spoken(entry.running)}"
        for party, entry in ledger(clock.segments).items()
        if entry.running
    )
    console.print(f"used by: {used or 'nobody yet'}")
    for step in clock.steps:
        console.print(f"{_taken(step, zone)}: {step_text(step.step)}")


def _of_whom(clock: Clock) -> str:
    """Nothing where it is promised to the customer."""
    supporter = clock.commitment.winner.supporter
    return "" if supporter is None else f"{clock.side} {supporter}: "


def _taken(step: StepTaken, zone: ZoneInfo) -> str:
    if step.taken_at is not None:
        return f"taken {_local(step.taken_at, zone)}"
    return "waits" if step.planned_at is None else f"comes {_local(step.planned_at, zone)}"


def _bar(clock: Clock, as_of: datetime) -> Text:
    """The whole life in one line, `|` where it was or is due."""
    end = max(clock.stopped_at or as_of, clock.due_at or as_of)
    step = max((end - clock.started_at) / WIDTH, timedelta(microseconds=1))
    bar = Text()
    for place in range(WIDTH):
        at = clock.started_at + place * step
        segment = next((s for s in clock.segments if s.start <= at < s.end), None)
        if clock.due_at is not None and at <= clock.due_at < at + step:
            bar.append("|", style="bold red")
        elif segment is None:
            bar.append(" ")
        else:
            mark, style = MARKS[segment.kind]
            bar.append(mark, style=style)
    return bar


def _reasons(
    console: Console, clock: Clock, calendars: Mapping[CalendarId, str], commitments: Commitments
) -> None:
    """What anybody states, each with everybody who lost; what nobody does, in one line."""
    table = Table(box=None, pad_edge=False)
    for heading in ("attribute", "holds", "said by", "others, and why not"):
        table.add_column(heading)
    for choice in clock.explanation.choices:
        if choice.winner is not None:
            said_by = _winner(choice.winner, choice, commitments)
            others = _losers(choice, commitments)
            table.add_row(choice.attribute.lower(), _value(choice, calendars), said_by, others)
    console.print(table)
    unsaid = [choice for choice in clock.explanation.choices if choice.winner is None and choice.value]
    defaults = ", ".join(f"{choice.attribute.lower()} {value_text(choice.value)}" for choice in unsaid)
    if defaults:
        console.print(f"nobody states, so by default: {defaults}", style="dim")
    for change in clock.explanation.changes:
        before = change.before.version.agreement.name if change.before else "nothing"
        after = change.after.version.agreement.name if change.after else "nothing"
        console.print(
            f"{change.at:%Y-%m-%d %H:%MZ} {change.kind.lower().replace('_', ' ')}: {before} → {after}"
        )


def _value(choice: Choice, calendars: Mapping[CalendarId, str]) -> str:
    named = {str(key): name for key, name in calendars.items()}
    return named.get(str(choice.value)) or value_text(choice.value)


def _winner(winner: AgreementVersion, choice: Choice, commitments: Commitments) -> str:
    return " + ".join(_named(version, commitments) for version in (winner, *choice.added))


def _named(version: AgreementVersion, commitments: Commitments) -> str:
    """`gold v1 (C-17: clinical)`: what is on offer is told apart by the lines that name it."""
    name = f"{version.agreement.code} v{version.number}"
    if version.contract is None or not version.agreement.offered:
        return name
    places = (place for place in (version.scope.service, version.scope.site) if place is not None)
    line = ", ".join(commitments.name(place) for place in places)
    return f"{name} ({commitments.contract(version.contract).number}: {line})"


def _losers(choice: Choice, commitments: Commitments) -> str:
    """Every one, by its short name, under its reason."""
    reasons: dict[str, list[str]] = {}
    for loser in choice.losers:
        detail = f" ({loser.detail})" if loser.detail else ""
        reason = f"{loser.because.lower().replace('_', ' ')}{detail}"
        reasons.setdefault(reason, []).append(_named(loser.version, commitments))
    return "\n".join(f"{reason}: {', '.join(names)}" for reason, names in reasons.items())


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return "-" if at is None else f"{at.astimezone(zone):%a %Y-%m-%d %H:%M}"
