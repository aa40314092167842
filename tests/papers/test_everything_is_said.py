"""Nothing that is agreed is left out: whatever is changed in a sheet changes its paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from sla_plugin.domain.contracting.content import Clauses, ExitDuty, SuspendedClocks, VersionContent
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.contracting.requirements import Requirement
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, OptionDay, Roll, Unit
from sla_plugin.papers.html import to_html
from sla_plugin.papers.languages import Language
from sla_plugin.papers.sheet import (
    ContractSheet,
    PaperKind,
    SheetLine,
    SheetParty,
    SheetRequirement,
    SheetSignature,
)
from tests.support.sheets import AGREED, SHEET

DAY, LATER = date(2031, 5, 6), date(2032, 7, 8)
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
OTHER_RULE = NoticeRule(NoticePeriod(7, Unit.WEEK))

SHEET_CHANGES: Mapping[str, Any] = {
    "kind": PaperKind.AMENDMENT, "number": "X-1", "contract_kind": ContractKind.INTERNAL, "version": 9,
    "content_hash": "0" * 64, "drawn_up_at": AT, "effective_on": DAY, "zone": "Europe/Berlin",
    "currency": "EUR", "parent": "X-2", "follows": "X-3", "parties": SHEET.parties[:1],
    "requirements": SHEET.requirements[:1], "lines": SHEET.lines[:1], "levels": SHEET.levels[:1],
    "clauses": Clauses(), "business_days": "X-4", "signatures": (),
}  # fmt: skip
CLAUSE_CHANGES: Mapping[str, Any] = {
    "law": Law.DE, "initial_months": 7, "renewal_months": 8, "notice": OTHER_RULE, "cure": OTHER_RULE,
    "grace_days": 77, "suspended_clocks": SuspendedClocks.GO_ON, "credit_cap": Decimal("0.77"),
    "exit": (ExitDuty("X", "x", 7),), "amendment": "X-5", "ending": Ending(runs_off=True),
}  # fmt: skip
ENDING_CHANGES: Mapping[str, Any] = {
    "objection_days": 77, "election_days": 88, "fee": EarlyFee(FeeKind.MONTHS, Decimal(3)), "converts": True,
    "runs_off": True, "children": Children.CASCADE, "surviving": ("X-10",),
}  # fmt: skip
RULE_CHANGES: Mapping[str, Any] = {
    "period": NoticePeriod(4, Unit.MONTH), "month_rule": MonthRule.CLAMP, "roll": Roll.NONE,
    "align": Align.YEAR_END, "fiscal_year_start_month": 4, "option": OptionDay(DAY, LATER),
    "tolled_by_suspension": True,
}  # fmt: skip
PARTY_CHANGES: Mapping[str, Any] = {
    "organisation": "X-6", "role": PartyRole.BENEFICIARY, "person": "X-7", "since": DAY, "until": LATER,
    "notice": NoticeAddress("POST", "X-8"), "notice_days": "X-9",
    "registration_number": "X-11",
}  # fmt: skip
LINE_CHANGES: Mapping[str, Any] = {
    "service": "X", "level": "Y", "level_version": 77, "site": "Z", "quantity": Decimal(7),
    "unit_price": Money(Decimal(7), "THB"), "billing": Billing.ONCE, "starts_on": DAY, "ends_on": LATER,
}  # fmt: skip
REQUIREMENT_CHANGES: Mapping[str, Any] = {
    "need": "X", "outcome": "Y", "service": "Z", "technical": replace(AGREED, at=AT),
    "commercial": replace(AGREED, by="W"),
}  # fmt: skip
SIGNATURE_CHANGES: Mapping[str, Any] = {
    "person": "X", "organisation": "Y", "method": "WET_INK", "at": AT, "document_hash": "1" * 64,
    "reference": "X-12",
}  # fmt: skip

NOTIFIED = next(party for party in SHEET.parties if party.notice is not None)
RULE = NoticeRule(
    NoticePeriod(3, Unit.MONTH), MonthRule.CALENDAR, Roll.FOLLOWING, Align.QUARTER_END,
)  # fmt: skip


BARE = replace(SHEET, lines=())
"""Without prices, so that it can be in any currency."""


def with_ending(ending: Ending) -> ContractSheet:
    framework = replace(SHEET, contract_kind=ContractKind.FRAMEWORK)
    return replace(framework, clauses=replace(SHEET.clauses, ending=ending))


def with_rule(rule: NoticeRule) -> ContractSheet:
    return replace(SHEET, clauses=replace(SHEET.clauses, notice=rule))


CHANGED: dict[str, tuple[ContractSheet, ContractSheet]] = {
    **{f"sheet.{name}": (BARE, replace(BARE, **{name: to})) for name, to in SHEET_CHANGES.items()},
    **{
        f"clauses.{name}": (SHEET, replace(SHEET, clauses=replace(SHEET.clauses, **{name: to})))
        for name, to in CLAUSE_CHANGES.items()
    },
    **{
        f"ending.{name}": (with_ending(Ending()), with_ending(Ending(**{name: to})))
        for name, to in ENDING_CHANGES.items()
    },
    **{
        f"rule.{name}": (with_rule(RULE), with_rule(replace(RULE, **{name: to})))
        for name, to in RULE_CHANGES.items()
    },
    **{
        f"party.{name}": (
            replace(SHEET, parties=(NOTIFIED,)),
            replace(SHEET, parties=(replace(NOTIFIED, **{name: to}),)),
        )
        for name, to in PARTY_CHANGES.items()
    },
    **{
        f"line.{name}": (
            SHEET,
            replace(SHEET, lines=(replace(SHEET.lines[0], **{name: to}), *SHEET.lines[1:])),
        )
        for name, to in LINE_CHANGES.items()
    },
    **{
        f"requirement.{name}": (
            SHEET,
            replace(SHEET, requirements=(replace(SHEET.requirements[0], **{name: to}),)),
        )
        for name, to in REQUIREMENT_CHANGES.items()
    },
    **{
        f"signature.{name}": (SHEET, replace(SHEET, signatures=(replace(SHEET.signatures[0], **{name: to}),)))
        for name, to in SIGNATURE_CHANGES.items()
    },
}


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("language", Language)
def test_whatever_is_changed_is_read(change: str, language: Language) -> None:
    before, after = CHANGED[change]
    assert to_html(before, language) != to_html(after, language)


def test_a_cut_off_is_told_with_and_without_business_days() -> None:
    told = set()
    for calendar in (None, "Office hours"):
        for cut_off in (None, time(16, 30)):
            notice = NoticeAddress("EMAIL", "a@b.example", cut_off=cut_off)
            party = replace(NOTIFIED, notice=notice, notice_days=calendar)
            told.add(to_html(replace(SHEET, parties=(party,)), Language.EN))
    assert len(told) == 4


def names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


@pytest.mark.parametrize(
    ("kind", "changes", "elsewhere"),
    [
        (ContractSheet, SHEET_CHANGES, {}),
        # Its name is the sheet's `business_days`.
        (Clauses, CLAUSE_CHANGES, {"calendar"}),
        (Ending, ENDING_CHANGES, {}),
        (NoticeRule, RULE_CHANGES, {}),
        (SheetParty, PARTY_CHANGES, {}),
        (SheetLine, LINE_CHANGES, {}),
        (SheetRequirement, REQUIREMENT_CHANGES, {}),
        (SheetSignature, SIGNATURE_CHANGES, {}),
    ],
)
def test_every_field_is_tried(kind: type[Any], changes: Mapping[str, Any], elsewhere: set[str]) -> None:
    assert set(changes) == names(kind) - set(elsewhere)


@pytest.mark.parametrize(
    ("domain", "sheet", "called"),
    [
        (ContractLine, SheetLine, {"service_level": "level"}),
        (ContractParty, SheetParty, {}),
        (VersionContent, ContractSheet, {}),
        (Requirement, SheetRequirement, {"id": "need"}),
    ],
)
def test_what_a_version_says_has_its_place_on_the_sheet(
    domain: type[Any], sheet: type[Any], called: Mapping[str, str]
) -> None:
    assert {called.get(name, name) for name in names(domain)} <= names(sheet)
