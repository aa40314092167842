"""Everything that is wrong in a file is told at once, each with its place, its code, and what to do."""

from __future__ import annotations

import pytest

from sla_plugin.agreement_files.documents import read_agreement
from sla_plugin.agreement_files.flaws import check_alone
from sla_plugin.agreement_files.problems import FilesRefused, Problem

HEAD = "agreement: x\nkind: CUSTOMER_SLA\nlevel: CORPORATE\neffective_from: 2026-01-01\n"


def problems(text: str) -> list[Problem]:
    with pytest.raises(FilesRefused) as refusal:
        check_alone(read_agreement(text, "x.yaml"))
    return list(refusal.value.problems)


def places(text: str) -> list[tuple[int, int, str, str]]:
    return [(one.place.line, one.place.column, one.code, one.path) for one in problems(text)]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_text() -> None:
    text = """agreement: x
kind: CUSTOMER_SL
levle: CORPORATE
effective_from: 2026-13-01
targets:
  RESOLUTION: {P1: 4, P2: PT4H, P3: PT4}
  Resolution: PT4H
  FIRST_RESPONSE:
escalations:
  - {at: 75, do: [{notify: lead}]}
  - {at: due-PT5H, metric: RESOLUTION}
goal: {attainment: 195%}
calendars: {o: {time_zone: Asia/Bankok, hours: {}}}
"""
    assert places(text) == [
        (1, 1, "file.key_missing", ""),
        (2, 7, "file.value", "kind"),
        (3, 1, "file.key_unknown", "levle"),
        (4, 17, "date.malformed", "effective_from"),
        (6, 20, "duration.malformed", "targets.RESOLUTION.P1"),
        (6, 37, "duration.malformed", "targets.RESOLUTION.P3"),
        (7, 15, "metric.malformed", "targets.Resolution"),
        (8, 3, "file.shape", "targets.FIRST_RESPONSE"),
        (10, 10, "escalation.moment", "escalations[0].at"),
        (11, 5, "file.key_missing", "escalations[1]"),
        (12, 20, "share.out_of_range", "goal.attainment"),
        (13, 28, "calendar.unknown_zone", "calendars.o.time_zone"),
    ]


def test_a_problem_says_what_to_do() -> None:
    [problem] = problems(HEAD + "tragets: {RESOLUTION: PT4H}\n")
    assert (problem.message, problem.hint) == ("There is no key 'tragets' here.", "Did you mean 'targets'?")
    [problem] = problems(HEAD.replace("CORPORATE", "CORPARATE"))
    assert problem.hint == "Did you mean CORPORATE?"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("targets:\n  RESOLUTION: {P1: -PT4H}\n", (6, 20, "target.negative", "targets.RESOLUTION.P1")),
        (
            "targets: {RESOLUTION: PT4H}\nescalations:\n  - {at: due-PT5H, do: [{notify: lead}]}\n",
            (7, 5, "escalation.step", "escalations[0]"),
        ),
        ("combine:\n  pause: FLOOR\n", (6, 10, "agreement.combination", "combine.pause")),
        ("review: {every: P2Y}\n", (5, 17, "review.interval", "review.every")),
        ("supporter: the network team\n", (5, 12, "agreement.supporter", "supporter")),
        ("approval: {approver: Nok, reason: it was urgent}\n", (5, 11, "agreement.exception", "approval")),
    ],
)
def test_what_no_agreement_may_promise_is_told_at_its_place(
    rest: str, expected: tuple[int, int, str, str]
) -> None:
    assert places(HEAD + rest) == [expected]


def test_what_is_on_offer_says_not_for_whom() -> None:
    text = HEAD + "offered: true\ncontract: C-1\nscope: {customer: x, service: y}\n"
    assert places(text) == [
        (3, 8, "agreement.offered", "level"),
        (6, 11, "agreement.offered", "contract"),
        (7, 19, "agreement.offered", "scope.customer"),
    ]
    assert places(HEAD + "offered: perhaps\n") == [(5, 10, "file.value", "offered")]


def test_a_level_that_lacks_its_scope_is_told_for_the_file() -> None:
    assert places(HEAD.replace("CORPORATE", "CUSTOMER")) == [(1, 1, "agreement.scope", "scope")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 1, "file.syntax", "")),
        ("agreement: [", (1, 13, "file.syntax", "")),
        ("agreement: x\nagreement: y\n", (2, 1, "file.key_twice", "agreement")),
        (HEAD + "targets: &all {RESOLUTION: PT4H}\n", (5, 10, "file.syntax", "")),
        (HEAD + "targets: !!map {RESOLUTION: PT4H}\n", (5, 10, "file.syntax", "")),
        (HEAD + "---\nagreement: y\n", (5, 1, "file.syntax", "")),
        (HEAD + "scope: " + "[" * 20 + "]" * 20 + "\n", (5, 19, "file.syntax", "")),
        (HEAD + "amendment: \x00\n", (5, 12, "file.syntax", "")),
        ("x" * 70_000, (1, 1, "file.too_large", "")),
    ],
)
def test_what_is_no_yaml_or_more_than_is_needed_is_refused_where_it_stands(
    text: str, expected: tuple[int, int, str, str]
) -> None:
    assert expected in places(text)


def test_a_value_is_what_it_looks_like() -> None:
    """No `16:00` becomes sixty times sixteen, and no `no` becomes false."""
    text = HEAD + "scope: {department: no, priority: 010, ticket_type: any, site: 'any'}\n"
    scope = read_agreement(text, "x.yaml").stated.scope
    assert (scope.department, scope.priority, scope.ticket_type, scope.site) == ("no", "010", None, "any")
