"""What one agreement states otherwise than another, as a contract manager reads it."""

from __future__ import annotations

from sla_plugin.agreement_files.differences import Difference, differences
from sla_plugin.agreement_files.documents import read_agreement

FIRST = """agreement: x
kind: CUSTOMER_SLA
level: CORPORATE
effective_from: 2026-01-01
calendar: {default: office, P1: always}
targets: {RESOLUTION: {P1: PT4H, P2: {working_days: 2}}}
escalations:
  - {at: 75%, do: [{notify: lead}]}
goal: {attainment: 95%, outcome: {csat_mean: 4}}
"""
SECOND = (
    FIRST.replace("PT4H", "PT2H")
    .replace("P1: always", "P2: always")
    .replace("75%", "due-PT1H")
    .replace("csat_mean: 4", "reopen_rate: 5%")
)


def test_every_promise_that_differs_is_told_alone() -> None:
    found = differences(read_agreement(FIRST, "a").stated, read_agreement(SECOND, "b").stated)
    assert found == (
        Difference("calendar.P1", "always", None),
        Difference("targets.RESOLUTION.P1", "PT4H", "PT2H"),
        Difference("escalations: {at: 75%, do: [{notify: lead}]}", "stated", None),
        Difference("goal.outcome.csat_mean", "4", None),
        Difference("calendar.P2", None, "always"),
        Difference("escalations: {at: due-PT1H, do: [{notify: lead}]}", None, "stated"),
        Difference("goal.outcome.reopen_rate", None, "5%"),
    )


def test_calendars_that_are_brought_are_compared_day_by_day() -> None:
    days = "mon: [['09:00', '17:00']], tue: [['09:00', '12:00']]"
    hours = f"calendars: {{office: {{time_zone: UTC, hours: {{{days}}}}}}}\n"
    before, after = FIRST + hours, FIRST + hours.replace("mon: [['09:00'", "mon: [['08:00'")
    found = differences(read_agreement(before, "a").stated, read_agreement(after, "b").stated)
    assert found == (
        Difference("calendars.office.hours.mon: [09:00, 17:00]", "stated", None),
        Difference("calendars.office.hours.mon: [08:00, 17:00]", None, "stated"),
    )


def test_the_same_promises_in_other_words_do_not_differ() -> None:
    other = FIRST.replace("PT4H", "PT240M").replace("95%", "95.0%")
    found = differences(read_agreement(FIRST, "a").stated, read_agreement(other, "b").stated)
    assert found == ()
