"""Every resolution of the golden pages comes out as it says: who won, who lost, and why."""

from __future__ import annotations

import pytest

from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.provenance import Attribute, Choice
from sla_plugin.domain.spoken import value_text
from tests.support.golden_facts import what
from tests.support.golden_pages import Story, instant, stories
from tests.support.golden_worlds import TICKET, world
from tests.support.stories import ALWAYS, OFFICE

STORIES = stories("levels")
CALENDARS = {ALWAYS: "always", OFFICE: "office"}


def test_there_are_thirty_resolutions_at_least() -> None:
    assert len({story.title for story in STORIES}) == len(STORIES) >= 30


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_a_resolution_comes_out_as_it_says(story: Story) -> None:
    asked = story.said(r"A ticket (.*?), asked for (\w+) on (.+):")
    assert asked is not None, "A ticket opened as …, asked for RESOLUTION on Mon 2 Mar 10:00:"
    commitments = world(story)
    found = resolve(commitments, asked[2], subject(commitments, asked[1]), instant(asked[3]))
    if not isinstance(found, Commitment):
        assert story.lines[-1] == f"Nothing is promised: {found.status}."
        return
    [expected] = story.tables
    assert [row(found.choice(Attribute(one["Attribute"]))) for one in expected] == list(expected)


def subject(commitments: Commitments, words: str) -> Subject:
    opened = what(words)
    fields: dict[TicketField, str] = dict(opened.fields)  # type: ignore[union-attr]  # a ticket is opened
    return commitments.subject(fields, TICKET)


def row(choice: Choice) -> dict[str, str]:
    losers = "; ".join(sorted(f"{one.version.agreement.code}: {one.because}" for one in choice.losers))
    value = CALENDARS.get(choice.value) if choice.attribute is Attribute.CALENDAR else None  # type: ignore[arg-type]  # of a calendar it is an id
    return {
        "Attribute": choice.attribute,
        "Value": value or value_text(choice.value),
        "Winner": "the product" if choice.winner is None else choice.winner.agreement.code,
        "Losers": losers,
    }
