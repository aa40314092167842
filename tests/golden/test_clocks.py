"""Every clock story of the golden pages comes out as it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from sla_plugin.domain.clock import Clock, Side
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.spoken import spoken, step_text
from tests.support.golden_facts import facts
from tests.support.golden_pages import Story, instant, stories, written
from tests.support.golden_worlds import TICKET, world

STORIES = stories("clocks")

SHOWN: Mapping[str, Callable[[Clock], str]] = {
    "State": lambda clock: clock.state,
    "Verdict": lambda clock: clock.verdict,
    "Due": lambda clock: written(clock.due_at),
    "Would be due": lambda clock: written(clock.projected_due_at),
    "Elapsed": lambda clock: spoken(clock.elapsed),
    "Counted": lambda clock: spoken(clock.counted),
    "Remaining": lambda clock: spoken(clock.remaining),
    "Breached": lambda clock: written(clock.breached_at),
    "Next": lambda clock: written(clock.next_instant),
    "Steps taken": lambda clock: "; ".join(
        f"{step_text(one.step)}, {written(one.taken_at)}" for one in clock.steps if one.taken_at
    ),
    "Time": lambda clock: ", ".join(f"{s.kind} {spoken(s.length)}" for s in clock.segments),
    "Change": lambda clock: clock.explanation.changes[-1].kind if clock.explanation.changes else "",
    "Agreement": lambda clock: clock.commitment.winner.agreement.code,
}


def name(clock: Clock) -> str:
    """`RESOLUTION`, `NEXT_RESPONSE 2`, `OLA RESOLUTION`."""
    side = "" if clock.side is Side.SLA else f"{clock.side} "
    return f"{side}{clock.metric}" + (f" {clock.cycle}" if clock.cycle > 1 else "")


def shown(story: Story, asked: str, columns: list[str]) -> list[dict[str, str]]:
    clocks = evaluate(facts(story.tables[0]), world(story), instant(asked), TICKET)
    return [{"Clock": name(c)} | {column: str(SHOWN[column](c)) for column in columns} for c in clocks]


def test_there_are_sixty_stories_at_least() -> None:
    assert len({story.title for story in STORIES}) == len(STORIES) >= 60


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_story_comes_out_as_it_says(story: Story) -> None:
    said = [line for line in story.lines if line.startswith("Seen at ")]
    assert len(said) == len(story.tables) - 1
    for line, expected in zip(said, story.tables[1:], strict=True):
        asked = line.removeprefix("Seen at ").removesuffix(":")
        columns = [column for column in expected[0] if column != "Clock"]
        assert shown(story, asked, columns) == list(expected), asked
