"""What a version of a contract says, as JSON and back: the form in which it is kept beside its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.content import Clauses, ExitDuty, SuspendedClocks, VersionContent
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.ids import AgreementId, CalendarId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import (
    Align,
    MonthRule,
    NoticePeriod,
    NoticeRule,
    OptionDay,
    Roll,
    Unit,
)

Json = Mapping[str, Any]


def content_to_json(content: VersionContent) -> dict[str, Any]:
    """The canonical form itself, from which the hash is made: what is kept is what was signed."""
    stated: dict[str, Any] = json.loads(canonical_text(content))
    return stated


def content_from_json(stated: Json) -> VersionContent:
    """Of what `content_to_json` gave, to an equal value of the same hash."""
    return VersionContent(
        effective_on=date.fromisoformat(stated["effective_on"]),
        zone=stated["zone"],
        currency=stated["currency"],
        parties=frozenset(_party(one) for one in stated["parties"]),
        lines=frozenset(_line(one) for one in stated["lines"]),
        clauses=_clauses(stated["clauses"]),
    )


def _party(stated: Json) -> ContractParty:
    return ContractParty(
        organisation=OrganisationId(UUID(stated["organisation"])),
        role=PartyRole(stated["role"]),
        person=stated.get("person"),
        since=_date(stated.get("since")),
        until=_date(stated.get("until")),
        notice=_address(stated.get("notice")),
    )


def _address(stated: Json | None) -> NoticeAddress | None:
    if stated is None:
        return None
    cut_off = stated.get("cut_off")
    return NoticeAddress(
        channel=stated["channel"],
        address=stated["address"],
        calendar=_calendar(stated.get("calendar")),
        cut_off=None if cut_off is None else time.fromisoformat(cut_off),
    )


def _line(stated: Json) -> ContractLine:
    price, level, site = stated.get("unit_price"), stated.get("service_level"), stated.get("site")
    return ContractLine(
        service=ServiceId(UUID(stated["service"])),
        service_level=None if level is None else AgreementId(UUID(level)),
        site=None if site is None else SiteId(UUID(site)),
        quantity=Decimal(stated["quantity"]),
        unit_price=None if price is None else Money(Decimal(price["amount"]), price["currency"]),
        billing=Billing(stated["billing"]),
        starts_on=_date(stated.get("starts_on")),
        ends_on=_date(stated.get("ends_on")),
        level_version=stated.get("level_version"),
    )


def _clauses(stated: Json) -> Clauses:
    suspended, cap, duties = (stated.get(name) for name in ("suspended_clocks", "credit_cap", "exit"))
    return Clauses(
        law=Law(stated["law"]),
        initial_months=stated.get("initial_months"),
        renewal_months=stated.get("renewal_months"),
        notice=_rule(stated.get("notice")),
        cure=_rule(stated.get("cure")),
        grace_days=stated.get("grace_days"),
        calendar=_calendar(stated.get("calendar")),
        suspended_clocks=None if suspended is None else SuspendedClocks(suspended),
        credit_cap=None if cap is None else Decimal(cap),
        exit=None if duties is None else tuple(ExitDuty(**duty) for duty in duties),
        amendment=stated.get("amendment"),
        ending=_ending(stated.get("ending")),
    )


def _ending(stated: Json | None) -> Ending | None:
    if stated is None:
        return None
    fee = stated.get("fee")
    return Ending(
        objection_days=stated["objection_days"],
        election_days=stated["election_days"],
        fee=None if fee is None else EarlyFee(FeeKind(fee["kind"]), Decimal(fee["value"])),
        converts=stated["converts"],
        runs_off=stated["runs_off"],
        children=Children(stated["children"]),
        surviving=tuple(stated["surviving"]),
    )


def _calendar(stated: str | None) -> CalendarId | None:
    return None if stated is None else CalendarId(UUID(stated))


def _rule(stated: Json | None) -> NoticeRule | None:
    if stated is None:
        return None
    option = stated.get("option")
    return NoticeRule(
        period=NoticePeriod(stated["period"]["value"], Unit(stated["period"]["unit"])),
        month_rule=MonthRule(stated["month_rule"]),
        roll=Roll(stated["roll"]),
        align=Align(stated["align"]),
        fiscal_year_start_month=stated["fiscal_year_start_month"],
        option=option and OptionDay(date.fromisoformat(option["by"]), date.fromisoformat(option["ends_on"])),
        tolled_by_suspension=stated["tolled_by_suspension"],
    )


def _date(stated: str | None) -> date | None:
    return None if stated is None else date.fromisoformat(stated)
