"""Everything that is wrong in a contract's file is told at once, with its place, its code, and what to do."""

from __future__ import annotations

import pytest

from sla_plugin.agreement_files.problems import FilesRefused, Problem
from sla_plugin.contract_files.documents import read_contract
from sla_plugin.contract_files.flaws import check_alone, tell_flaws
from sla_plugin.contract_files.names import ContractNames, find_meant
from sla_plugin.domain.notice.rules import MonthRule, Roll
from tests.support.negotiations import GOLD, HOSPITAL, PRINTING, PROVIDER

HEAD = "contract: C-1\nkind: CUSTOMER\neffective_on: 2026-04-01\nzone: Asia/Bangkok\ncurrency: THB\n"
SIDES = "parties:\n- {role: CUSTOMER, organisation: hospital}\n- {role: PROVIDER, organisation: lanna}\n"
NAMES = ContractNames(
    organisations={"hospital": HOSPITAL, "crm:8841": HOSPITAL, "lanna": PROVIDER},
    services={"printing": PRINTING},
    levels={"gold": GOLD},
)

Told = tuple[int, int, str, str]


def problems(text: str) -> list[Problem]:
    with pytest.raises(FilesRefused) as refusal:
        check_alone(read_contract(text, "x.yaml"))
    return list(refusal.value.problems)


def told(found: list[Problem]) -> list[Told]:
    return [(one.place.line, one.place.column, one.code, one.path) for one in found]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_text() -> None:
    text = """contract: C-1
kind: CUSTOMR
effective_on: 2569-04-01
zone: Asia/Bangkock
curency: THB
term: {months: 0, renewal_months: twelve}
notice: {period: 3, align: TERM_END}
cure: {period: 30 days, fiscal_year_start_month: 13}
credit_cap: 20
parties:
  - {role: CUSTOMER}
  - {role: PROVIDER, organisation: lanna, since: 1.4.2026}
lines:
  - {service: printing, quantity: "1,5", unit_price: 3.000,00}
  - {service: printing, unit_price: 30 XYZ, billing: monthly}
signed: {on: yesterday}
"""
    assert told(problems(text)) == [
        (1, 1, "file.key_missing", ""),
        (2, 7, "file.value", "kind"),
        (3, 15, "date.buddhist_era", "effective_on"),
        (4, 7, "calendar.unknown_zone", "zone"),
        (5, 1, "file.key_unknown", "curency"),
        (6, 16, "notice.term", "term.months"),
        (6, 35, "number.malformed", "term.renewal_months"),
        (7, 18, "notice.period", "notice.period"),
        (8, 7, "notice.fiscal_year", "cure"),
        (9, 13, "number.malformed", "credit_cap"),
        (11, 5, "file.key_missing", "parties[0]"),
        (12, 50, "date.malformed", "parties[1].since"),
        (14, 35, "number.malformed", "lines[0].quantity"),
        (14, 60, "file.key_unknown", "lines[0].00"),
        (15, 37, "currency.unknown", "lines[1].unit_price"),
        (15, 54, "file.value", "lines[1].billing"),
        (16, 9, "file.key_missing", "signed"),
        (16, 14, "date.malformed", "signed.on"),
    ]


def test_a_problem_says_what_to_do() -> None:
    hints = [
        (HEAD.replace("currency", "curency"), "Did you mean 'currency'?"),
        (HEAD.replace("2026-", "2569-"), "Did you mean 2026-04-01?"),
        (HEAD.replace("Bangkok", "Bankok"), "Did you mean Asia/Bangkok?"),
        (HEAD.replace("THB", "Baht"), "Give the code of ISO 4217: EUR, THB."),
        (
            HEAD + "lines: [{service: x, unit_price: '3,000.00'}]\n",
            "Write it as 4 or 4.5: a point, and nothing between thousands.",
        ),
        (
            HEAD + "lines: [{service: x, unit_price: 3,000}]\n",
            "Between brackets a comma ends a value: write the number before it as 3000.00.",
        ),
        (
            HEAD + "notice: {period: P3M}\n",
            "Write 30 days, 10 business days, 2 weeks, 3 months, 1 quarter, or by day 15.",
        ),
    ]
    for text, hint in hints:
        assert hint in [problem.hint for problem in problems(text)]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("lines: [{service: x, unit_price: 3 EUR}]\n", [(6, 34, "currency.mixed", "lines[0].unit_price")]),
        ("lines: [{service: x, unit_price: 0.001}]\n", [(6, 34, "money.amount", "lines[0].unit_price")]),
        (
            "lines:\n- {service: x, site: a}\n- {service: x}\n- {service: x, site: a}\n",
            [(9, 3, "contract.line_twice", "lines[2]")],
        ),
        (
            "lines: [{service: x, starts_on: 2026-05-01, ends_on: 2026-04-01}]\n",
            [(6, 54, "dates.reversed", "lines[0].ends_on")],
        ),
        (
            "parties: [{role: PAYER, organisation: x, since: 2026-05-01, until: 2026-04-01}]\n",
            [(6, 68, "dates.reversed", "parties[0].until")],
        ),
        (SIDES + "- {role: SIGNATORY, organisation: lanna}\n", [(9, 3, "contract.signatory", "parties[2]")]),
        (
            "parties: [{role: SIGNATORY, organisation: x, person: y}]\n",
            [(6, 11, "contract.signatory", "parties[0]")],
        ),
        (
            "parties: [{role: CUSTOMER, organisation: x}, {role: SIGNATORY, organisation: x, person: y}]\n"
            "signed: {on: 2026-03-02, by: [{person: y, organisation: x}]}\n",
            [(6, 10, "contract.party_missing", "parties")],
        ),
        ("term: {renewal_months: 12}\n", [(6, 24, "contract.clause", "term.renewal_months")]),
        (
            "ending: {objection_days: 400, fee: {remaining: 50%}}\n",
            [(6, 9, "contract.clause", "ending")],
        ),
        ("ending: {fee: {months: 3, remaining: 50%}}\n", [(6, 15, "file.value", "ending.fee")]),
        ("lines: [{service: x, starts_on: 0201-05-01}]\n", [(6, 9, "date.malformed", "lines[0]")]),
        ("credit_cap: 120%\n", [(6, 13, "contract.clause", "credit_cap")]),
        (
            "exit: [{kind: DATA_EXPORT, what: '', within_days: 3}]\n",
            [(6, 7, "contract.clause", "exit")],
        ),
        (
            SIDES + "- {role: SIGNATORY, organisation: lanna, person: anan}\n"
            "signed: {on: 2026-03-02, by: [{person: anon, organisation: lanna}]}\n",
            [(10, 31, "contract.signatory", "signed.by[0]")],
        ),
        (
            SIDES
            + "- {role: SIGNATORY, organisation: lanna, person: anan}\nsigned: {on: 2026-03-02, by: []}\n",
            [(10, 9, "contract.signatory", "signed")],
        ),
    ],
)
def test_what_no_contract_may_say_is_told_at_its_place(rest: str, expected: list[Told]) -> None:
    assert told(problems(HEAD + rest)) == expected


def test_a_file_that_is_checked_alone_may_call_one_organisation_by_two_names() -> None:
    check_alone(
        read_contract(HEAD + SIDES + '- {role: SIGNATORY, organisation: "crm:8841", person: malee}\n', "x")
    )


def test_what_nothing_is_called_is_told_with_the_nearest_name() -> None:
    text = (
        HEAD
        + "parent: F-1\ncalendar: office\n"
        + SIDES.replace("hospital", "hopsital")
        + "- {role: SIGNATORY, organisation: hospital, person: malee}\n"
        + "lines: [{service: printing, level: golden, site: x}, {service: printing, level: gold}]\n"
        + "requirements: [{need: to print, outcome: paper, service: pinting}]\n"
    )
    read = read_contract(text, "x.yaml")
    tell_flaws(find_meant(read.stated, NAMES, read.log), read.log)
    found = sorted(read.log.problems, key=lambda one: one.place)
    assert [(one.path, one.code, one.hint) for one in found] == [
        ("parent", "file.name_unknown", "Name the framework by its number; take it first."),
        ("calendar", "file.name_unknown", "Name it by its code; create it first."),
        ("parties[0].organisation", "file.name_unknown", "Did you mean 'hospital'?"),
        ("lines[0].level", "file.name_unknown", "Did you mean 'gold'?"),
        (
            "lines[0].site",
            "file.name_unknown",
            "Name it by `system:id` as its CRM knows it, or by its name.",
        ),
        ("requirements[0].service", "file.name_unknown", "Did you mean 'printing'?"),
    ]


def test_one_organisation_under_two_names_is_one() -> None:
    text = HEAD + SIDES + '- {role: SIGNATORY, organisation: "crm:8841", person: malee}\n'
    read = read_contract(text, "x.yaml")
    meant = find_meant(read.stated, NAMES, read.log)
    tell_flaws(meant, read.log)
    assert read.log.problems == []
    assert {party.organisation for party in meant.content.parties} == {HOSPITAL, PROVIDER}


def test_what_a_clause_leaves_open_is_as_its_law_has_it() -> None:
    notice = "notice: {period: 3 months}\ncure: {period: 1 month, month_rule: CLAMP}\n"
    clauses = read_contract(HEAD + "law: TH\n" + notice, "x").stated.clauses
    assert clauses.notice is not None
    assert clauses.cure is not None
    assert (clauses.notice.month_rule, clauses.notice.roll) == (MonthRule.CALENDAR, Roll.FOLLOWING)
    assert (clauses.cure.month_rule, clauses.cure.roll) == (MonthRule.CLAMP, Roll.FOLLOWING)


def test_a_file_of_something_else_names_what_is_meant() -> None:
    [problem] = problems("")
    assert problem.hint == "`sla contract export NUMBER` prints one to begin with."
    [problem] = problems("x" * 1_100_000)
    assert (problem.code, problem.hint) == ("file.too_large", "One file holds one contract.")
