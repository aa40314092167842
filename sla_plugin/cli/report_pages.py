"""A service report for the terminal, from what GraphQL answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sla_plugin.domain.durations import parse_duration
from sla_plugin.domain.spoken import spoken

Data = Mapping[str, Any]


def draw(console: Console, report: Data) -> None:
    console.print(Text(f"{report['customer']['name']}, {report['month']}", style="bold"))
    console.print(f"[dim]as known at {report['madeAt']}, months of {report['zone']}[/dim]")
    _rows(
        console,
        ("metric", "met of n", "attained", "goal", "verdict", "months"),
        map(_metric, report["metrics"]),
    )
    _rows(console, ("service", "agreed", "down", "available"), map(_availability, report["availability"]))
    _rows(
        console,
        ("breached", "ticket", "metric", "late by", "held by", "held longest by"),
        map(_breach, report["breaches"]),
    )
    _rows(console, ("who", "worked"), (_worked(of, "party") for of in report["load"]["byParty"]))
    _rows(console, ("waited for", "time"), map(_pause, report["pauses"]))
    _rows(console, ("excluded", "because", "approved by"), map(_exclusion, report["exclusions"]))
    _rows(console, ("credit", "amount"), map(_credit, report["credits"]))
    _rows(console, ("improvement", "state", "owner", "due"), map(_improvement, report["improvements"]))
    _rows(console, ("contract", "what", "when"), map(_date, report["datesAhead"]))
    _outcome(console, report["outcome"])
    ahead = report["forecast"]
    alone = f"{ahead['expectedUnstaffed']:.0f} of them when nobody is there"
    console.print(f"next month: {ahead['expected']:.0f} tickets expected, {alone}")


def _rows(console: Console, headings: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Nothing where there is nothing to tell."""
    found = list(rows)
    if found:
        table = Table(*headings, box=SIMPLE_HEAD)
        for row in found:
            table.add_row(*row)
        console.print(table)


def _metric(metric: Data) -> Sequence[str | Text]:
    found = metric["attainment"]
    months = " ".join(_percent(one["share"]) for one in metric["trend"])
    return (
        metric["metric"],
        f"{found['met']} of {found['n']}",
        _percent(found["share"]),
        _percent(metric["goal"]),
        _verdict(metric),
        months,
    )


def _verdict(metric: Data) -> Text:
    if metric["watermelon"]:
        missed = ", ".join(one["measure"].lower().replace("_", " ") for one in metric["shortfalls"])
        return Text(f"watermelon: {missed}", style="bold magenta")
    words = {True: ("met", "green"), False: ("missed", "bold red"), None: ("-", "dim")}
    return Text(*words[metric["goalMet"]])


def _availability(of: Data) -> Sequence[str]:
    return of["service"]["code"], _spoken(of["agreed"]), _spoken(of["down"]), _percent(of["share"])


def _breach(breach: Data) -> Sequence[str]:
    clock = breach["clock"] or {"metric": "-", "ticket": {"key": "-"}}
    late = _spoken(breach["lateBy"]) + ("" if breach["stoppedAt"] else " so far")
    who = (_party(breach["heldBy"]), _party(breach["heldLongest"]))
    return breach["breachedAt"], clock["ticket"]["key"], clock["metric"], late, *who


def _worked(of: Data, name: str) -> Sequence[str]:
    return _party(of[name]), _spoken(of["worked"])


def _pause(pause: Data) -> Sequence[str]:
    return pause["reason"].lower().replace("_", " "), _spoken(pause["waited"])


def _exclusion(exclusion: Data) -> Sequence[str]:
    reason = exclusion["reason"].lower().replace("_", " ")
    return reason, exclusion["because"], exclusion["approver"]


def _credit(credit: Data) -> Sequence[str]:
    return credit["kind"].lower(), f"{credit['amount']['amount']} {credit['amount']['currency']}"


def _improvement(action: Data) -> Sequence[str]:
    return action["metric"] or "-", action["state"].lower(), action["owner"], action["dueOn"]


def _date(date: Data) -> Sequence[str]:
    return date["contract"]["number"], date["kind"].lower().replace("_", " "), date["at"]


def _outcome(console: Console, outcome: Data) -> None:
    mean = "-" if outcome["csatMean"] is None else f"{outcome['csatMean']:.1f} of 5"
    console.print(
        f"satisfaction {mean} ({outcome['csatN']} scores), {_percent(outcome['reopenRate'])} of "
        f"{outcome['resolved']} resolved tickets came back"
    )


def _party(party: Data) -> str:
    return str(party["name"] or party["kind"].lower())


def _percent(share: float | str | None) -> str:
    return "-" if share is None else f"{float(share):.1%}"


def _spoken(duration: str) -> str:
    return spoken(parse_duration(duration))
