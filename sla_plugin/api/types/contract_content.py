"""What a version of a contract says: who, what, and on which terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.types.calendar import Calendar, calendar
from sla_plugin.api.types.contract_ending import ContractEnding
from sla_plugin.api.types.contract_enums import (
    Align,
    Billing,
    Law,
    MonthRule,
    PartyRole,
    Roll,
    SuspendedClocks,
    Unit,
)
from sla_plugin.api.types.money import Money
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.service import Service, service
from sla_plugin.domain.contracting import content as domain
from sla_plugin.domain.contracting import lines, parties
from sla_plugin.domain.notice import rules

if TYPE_CHECKING:
    from sla_plugin.api.types.agreement import Agreement


@strawberry.type(description="Where somebody receives notices.")
class NoticeAddress:
    channel: str = strawberry.field(description="How they come: `EMAIL`, `POST`.")
    address: str = strawberry.field(description="To where.")
    cut_off: time | None = strawberry.field(
        description="What comes later is received on the next business day; null: at whatever time."
    )
    held: strawberry.Private[parties.NoticeAddress]

    @classmethod
    def of(cls, address: parties.NoticeAddress) -> NoticeAddress:
        return cls(channel=address.channel, address=address.address, cut_off=address.cut_off, held=address)

    @strawberry.field(description="Its business days; null where a notice is received when it comes.")
    async def calendar(self, info: Info) -> Calendar | None:
        return await calendar(info, self.held.calendar)


@strawberry.type(description="Somebody who is part of a contract, in one role.")
class ContractParty:
    role: PartyRole = strawberry.field(description="As what.")
    person: str | None = strawberry.field(
        description="Of a signatory, a reviewer or a notice contact: who it is, as their token names them."
    )
    since: date | None = strawberry.field(description="The first day; null: from the beginning.")
    until: date | None = strawberry.field(description="The last day; null: to the end.")
    notice: NoticeAddress | None = strawberry.field(description="Of a notice contact.")
    held: strawberry.Private[parties.ContractParty]

    @classmethod
    def of(cls, party: parties.ContractParty) -> ContractParty:
        return cls(
            role=party.role,
            person=party.person,
            since=party.since,
            until=party.until,
            notice=None if party.notice is None else NoticeAddress.of(party.notice),
            held=party,
        )

    @strawberry.field(description="Who it is, or for whom the person stands.")
    async def organisation(self, info: Info) -> Organisation | None:
        return await organisation(info, self.held.organisation)


@strawberry.type(description="A service that is bought.")
class ContractLine:
    level_version: int | None = strawberry.field(
        description="The number of the service level's version that is promised."
    )
    quantity: Decimal = strawberry.field(description="How many of it.")
    unit_price: Money | None = strawberry.field(
        description="For one of them and one billing period; null until it is agreed."
    )
    billing: Billing = strawberry.field(description="For how long the price is.")
    starts_on: date | None = strawberry.field(description="Its first day; null: with the contract.")
    ends_on: date | None = strawberry.field(description="Its last day; null: with the contract.")
    held: strawberry.Private[lines.ContractLine]

    @classmethod
    def of(cls, line: lines.ContractLine) -> ContractLine:
        return cls(
            level_version=line.level_version,
            quantity=line.quantity,
            unit_price=None if line.unit_price is None else Money.of(line.unit_price),
            billing=line.billing,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            held=line,
        )

    @strawberry.field(description="What is delivered.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)

    @strawberry.field(description="How well; null until that is agreed.")
    async def service_level(self, info: Info) -> Annotated[Agreement, strawberry.lazy(".agreement")] | None:
        from sla_plugin.api.types.agreement import Agreement

        if self.held.service_level is None:
            return None
        row = await info.context.loaders.agreements.load(self.held.service_level)
        return None if row is None else Agreement.of(row)

    @strawberry.field(description="Where; null: wherever the customer is.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.held.site)


@strawberry.type(description="A right to end on one day, if the period has run out by another.")
class NoticeOption:
    by: date = strawberry.field(description="Until when the period has to run out.")
    ends_on: date = strawberry.field(description="The last day then.")


@strawberry.type(description="How long before its end a contract is given notice, and how that is counted.")
class NoticeRule:
    value: int = strawberry.field(description="How many; of BY_DAY_OF_MONTH, which day.")
    unit: Unit = strawberry.field(description="Of what.")
    month_rule: MonthRule = strawberry.field(description="How months are counted.")
    roll: Roll = strawberry.field(description="What becomes of a last day that is no business day.")
    align: Align = strawberry.field(description="To which day the end is moved on.")
    fiscal_year_start_month: int = strawberry.field(description="1 to 12; for quarters and years.")
    option: NoticeOption | None = strawberry.field(description="A right to end on one day in particular.")
    tolled_by_suspension: bool = strawberry.field(description="Suspended days are not counted.")

    @classmethod
    def of(cls, rule: rules.NoticeRule) -> NoticeRule:
        option = rule.option
        return cls(
            value=rule.period.value,
            unit=rule.period.unit,
            month_rule=rule.month_rule,
            roll=rule.roll,
            align=rule.align,
            fiscal_year_start_month=rule.fiscal_year_start_month,
            option=None if option is None else NoticeOption(by=option.by, ends_on=option.ends_on),
            tolled_by_suspension=rule.tolled_by_suspension,
        )


@strawberry.type(description="What is owed when a contract ends.")
class ExitDuty:
    kind: str = strawberry.field(description="Such as `DATA_EXPORT`.")
    what: str = strawberry.field(description="In words.")
    within_days: int = strawberry.field(description="Of the end.")


@strawberry.type(description="The terms of a contract; what it says nothing about is null.")
class ContractClauses:
    law: Law = strawberry.field(description="By which law days and months are counted.")
    initial_months: int | None = strawberry.field(
        description="How long the first term is; null: until somebody ends it."
    )
    renewal_months: int | None = strawberry.field(
        description="How long each further one; null: it is not renewed."
    )
    notice: NoticeRule | None = strawberry.field(description="How notice ends it.")
    cure: NoticeRule | None = strawberry.field(description="How long there is to mend a breach.")
    grace_days: int | None = strawberry.field(
        description="Between the deadline for notice and the decision to renew; null: none."
    )
    suspended_clocks: SuspendedClocks | None = strawberry.field(
        description="What clocks do while it is suspended; null: they pause."
    )
    credit_cap: Decimal | None = strawberry.field(
        description="The share of a period's charge that credits may reach, 0 to 1."
    )
    exit: list[ExitDuty] = strawberry.field(description="What is owed when it ends.")
    ending: ContractEnding = strawberry.field(
        description="What it says of its own end; what holds where it says nothing is stated, too."
    )
    amendment: str | None = strawberry.field(description="How it is amended, in words.")
    held: strawberry.Private[domain.Clauses]

    @classmethod
    def of(cls, clauses: domain.Clauses) -> ContractClauses:
        return cls(
            law=clauses.law,
            initial_months=clauses.initial_months,
            renewal_months=clauses.renewal_months,
            notice=_rule(clauses.notice),
            cure=_rule(clauses.cure),
            grace_days=clauses.grace_days,
            suspended_clocks=clauses.suspended_clocks,
            credit_cap=clauses.credit_cap,
            exit=[
                ExitDuty(kind=duty.kind, what=duty.what, within_days=duty.within_days)
                for duty in clauses.exit or ()
            ],
            ending=ContractEnding.of(clauses.at_its_end),
            amendment=clauses.amendment,
            held=clauses,
        )

    @strawberry.field(description="Which days are business days; null: Monday to Friday.")
    async def calendar(self, info: Info) -> Calendar | None:
        return await calendar(info, self.held.calendar)


def _rule(rule: rules.NoticeRule | None) -> NoticeRule | None:
    return None if rule is None else NoticeRule.of(rule)


def parties_shown(of: Iterable[parties.ContractParty]) -> list[ContractParty]:
    """They have no order of their own: by role, then by whom."""
    roles = list(PartyRole)
    ordered = sorted(
        of, key=lambda one: (roles.index(one.role), str(one.organisation), one.person or "", str(one.since))
    )
    return [ContractParty.of(one) for one in ordered]


def lines_shown(of: Iterable[lines.ContractLine]) -> list[ContractLine]:
    """Nor have these: by service, level and site."""
    ordered = sorted(of, key=lambda one: (str(one.service), str(one.service_level), str(one.site)))
    return [ContractLine.of(one) for one in ordered]
