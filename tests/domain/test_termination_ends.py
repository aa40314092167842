"""When a notice ends a contract, to the instant (60-termination, "Dates")."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.receipt import DeemedReceipt
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.termination.ends import EndClauses, Notice, end_of
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.errors import BadInput
from tests.support.terminations import CLAUSES, NOW, STD, notice


def test_notice_ends_it_at_the_start_of_the_day_after_the_last_one() -> None:
    """Received on 31 March in Bangkok: one month to the month's end."""
    found = end_of(notice(), CLAUSES)
    assert (found.effective_on, found.ends_at) == (date(2026, 4, 30), datetime(2026, 4, 30, 17, tzinfo=UTC))
    assert [step.rule for step in found.trace] == ["R4", "R8, R9", "R10"]


def test_an_email_from_new_york_is_received_on_the_day_it_is_in_berlin() -> None:
    sent = datetime.fromisoformat("2026-03-31T23:30-04:00").astimezone(UTC)
    found = end_of(
        Notice(Ground.CONVENIENCE, sent, sent),
        replace(CLAUSES, zone="Europe/Berlin", starts_on=date(2025, 1, 1)),
    )
    assert (found.received_on, found.effective_on) == (date(2026, 4, 1), date(2026, 5, 31))
    assert found.ends_at == datetime(2026, 5, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize("ground", [g for g, rule in GROUNDS.items() if rule.timing is Timing.IMMEDIATE])
def test_an_immediate_ground_ends_it_at_the_instant_of_receipt(ground: Ground) -> None:
    found = end_of(notice(ground), CLAUSES)
    assert (found.ends_at, found.effective_on, found.is_backdated) == (NOW, date(2026, 3, 31), False)


def test_what_comes_after_hours_ends_it_when_business_opens_again() -> None:
    friday_evening = datetime(2026, 4, 3, 12, tzinfo=UTC)
    clauses = replace(CLAUSES, deemed=DeemedReceipt(STD, time(17)))
    found = end_of(notice(Ground.INSOLVENCY, friday_evening), clauses)
    assert found.effective_on == date(2026, 4, 6)
    assert found.ends_at > friday_evening + timedelta(days=2)
    assert found.trace[0].rule == "R16"


@pytest.mark.parametrize(
    ("given", "on"),
    [
        (notice(Ground.MUTUAL, on=date(2026, 2, 28)), date(2026, 2, 28)),
        (notice(Ground.MUTUAL, on=date(2026, 8, 31)), date(2026, 8, 31)),
        (notice(Ground.VOID, on=date(2025, 12, 31)), date(2025, 12, 31)),
        (notice(Ground.SWITCHING), date(2026, 5, 31)),
        (notice(Ground.CONVENIENCE, on=date(2026, 4, 2)), date(2026, 4, 30)),
        (notice(Ground.CONVENIENCE, on=date(2026, 7, 3)), date(2026, 7, 31)),
    ],
)
def test_a_day_that_is_named_counts_as_far_as_its_ground_allows(given: Notice, on: date) -> None:
    assert end_of(given, CLAUSES).effective_on == on


def test_expiry_and_non_renewal_end_it_with_its_term() -> None:
    yearly = Circumstances(STD, TermPlan(date(2026, 1, 1), 12, 12))
    clauses = EndClauses(
        "Asia/Bangkok", NoticeRule(NoticePeriod(3, Unit.MONTH)), yearly, date(2026, 1, 1),
        term_ends_on=date(2026, 12, 31),
    )  # fmt: skip
    assert end_of(notice(Ground.EXPIRY), clauses).effective_on == date(2026, 12, 31)
    late = notice(Ground.NON_RENEWAL, datetime(2026, 10, 1, tzinfo=UTC))
    assert end_of(late, clauses).effective_on == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("given", "change", "code"),
    [
        (notice(), {"notice": None}, "termination.no_rule"),
        (notice(Ground.MUTUAL), {}, "termination.date"),
        (notice(Ground.REPLACEMENT, on=date(2026, 3, 1)), {}, "termination.date"),
        (notice(Ground.VOID, on=date(2025, 12, 30)), {}, "termination.date"),
        (notice(Ground.MUTUAL, on=date(2026, 2, 1)), {"sealed_until": date(2026, 2, 28)}, "termination.date"),
        (notice(Ground.EXPIRY), {}, "notice.no_term_end"),
        (notice(Ground.NON_RENEWAL), {}, "notice.no_term_end"),
    ],
)
def test_a_day_that_cannot_be_is_refused(given: Notice, change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        end_of(given, replace(CLAUSES, **change))
    assert refusal.value.code == code
