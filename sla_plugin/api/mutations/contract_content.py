"""What a version of a contract is to say, as it comes in."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from decimal import Decimal

import strawberry

from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.contract_ending import ContractEndingInput
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
from sla_plugin.api.types.money import MoneyInput
from sla_plugin.contract_files.notice import completed
from sla_plugin.domain.contracting.content import Clauses, ExitDuty, VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress
from sla_plugin.domain.ids import AgreementId, CalendarId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, OptionDay
from sla_plugin.errors import BadInput, Code


@strawberry.input(description="Where somebody receives notices.")
class NoticeAddressInput:
    channel: str = strawberry.field(description="How they come: `EMAIL`, `POST`.")
    address: str = strawberry.field(description="To where.")
    calendar: strawberry.ID | None = strawberry.field(
        default=None, description="Its business days; left out, a notice is received when it comes."
    )
    cut_off: time | None = strawberry.field(
        default=None, description="What comes later is received on the next business day."
    )

    def value(self) -> NoticeAddress:
        calendar = id_if_given(CalendarId, "Calendar", self.calendar, field="parties.notice.calendar")
        return NoticeAddress(self.channel, self.address, calendar, self.cut_off)


@strawberry.input(description="Somebody who is part of the contract, in one role.")
class ContractPartyInput:
    organisation: strawberry.ID = strawberry.field(description="Who, or for whom the person stands.")
    role: PartyRole = strawberry.field(description="As what.")
    person: str | None = strawberry.field(
        default=None,
        description="Of a signatory, a reviewer or a notice contact: who it is, as their token names them.",
    )
    since: date | None = strawberry.field(
        default=None, description="The first day; left out, from the beginning."
    )
    until: date | None = strawberry.field(default=None, description="The last day; left out, to the end.")
    notice: NoticeAddressInput | None = strawberry.field(default=None, description="Of a notice contact.")

    def value(self) -> ContractParty:
        return ContractParty(
            OrganisationId(id_of("Organisation", self.organisation, field="parties.organisation")),
            self.role,
            self.person,
            self.since,
            self.until,
            None if self.notice is None else self.notice.value(),
        )


@strawberry.input(description="A service that is bought.")
class ContractLineInput:
    service: strawberry.ID = strawberry.field(description="What is delivered.")
    service_level: strawberry.ID | None = strawberry.field(
        default=None, description="How well: an agreement that is on offer. Needed before prices are agreed."
    )
    level_version: int | None = strawberry.field(
        default=None, description="Which version of it is promised; left out, the last one there is."
    )
    site: strawberry.ID | None = strawberry.field(
        default=None, description="Where; left out, wherever the customer is."
    )
    quantity: Decimal = strawberry.field(default=Decimal(1), description="How many of it.")
    unit_price: MoneyInput | None = strawberry.field(
        default=None, description="For one of them and one billing period."
    )
    billing: Billing = strawberry.field(default=Billing.MONTHLY, description="For how long the price is.")
    starts_on: date | None = strawberry.field(
        default=None, description="Its first day; left out, with the contract."
    )
    ends_on: date | None = strawberry.field(
        default=None, description="Its last day; left out, with the contract."
    )

    def value(self) -> ContractLine:
        return ContractLine(
            ServiceId(id_of("Service", self.service, field="lines.service")),
            id_if_given(AgreementId, "Agreement", self.service_level, field="lines.serviceLevel"),
            id_if_given(SiteId, "Site", self.site, field="lines.site"),
            self.quantity,
            None if self.unit_price is None else self.unit_price.value(),
            self.billing,
            self.starts_on,
            self.ends_on,
            self.level_version,
        )


@strawberry.input(description="A right to end on one day, if the period has run out by another.")
class NoticeOptionInput:
    by: date = strawberry.field(description="Until when the period has to run out.")
    ends_on: date = strawberry.field(description="The last day then.")


@strawberry.input(description="How long before its end a contract is given notice, and how that is counted.")
class NoticeRuleInput:
    value: int = strawberry.field(description="How many; of BY_DAY_OF_MONTH, which day.")
    unit: Unit = strawberry.field(description="Of what.")
    month_rule: MonthRule | None = strawberry.field(
        default=None, description="How months are counted; left out, as the law has it."
    )
    roll: Roll | None = strawberry.field(
        default=None,
        description="What becomes of a last day that is no business day; left out, as the law has it.",
    )
    align: Align = strawberry.field(default=Align.NONE, description="To which day the end is moved on.")
    fiscal_year_start_month: int = strawberry.field(default=1, description="1 to 12; for quarters and years.")
    option: NoticeOptionInput | None = strawberry.field(
        default=None, description="A right to end on one day in particular."
    )
    tolled_by_suspension: bool = strawberry.field(
        default=False, description="Suspended days are not counted."
    )

    def rule(self, law: Law) -> NoticeRule:
        counted = {"month_rule": self.month_rule, "roll": self.roll}
        stated = {name: value for name, value in counted.items() if value is not None}
        return completed(
            {
                "period": NoticePeriod(self.value, self.unit),
                **stated,
                "align": self.align,
                "fiscal_year_start_month": self.fiscal_year_start_month,
                "option": None if self.option is None else OptionDay(self.option.by, self.option.ends_on),
                "tolled_by_suspension": self.tolled_by_suspension,
            },
            law,
        )


@strawberry.input(description="What is owed when the contract ends.")
class ExitDutyInput:
    kind: str = strawberry.field(description="Such as `DATA_EXPORT`.")
    what: str = strawberry.field(description="In words.")
    within_days: int = strawberry.field(description="Of the end.")

    def value(self) -> ExitDuty:
        return ExitDuty(self.kind, self.what, self.within_days)


@strawberry.input(description="The terms of a contract.")
class ContractClausesInput:
    law: Law = strawberry.field(
        default=Law.GENERIC, description="By which law days and months are counted. This is not legal advice."
    )
    initial_months: int | None = strawberry.field(
        default=None, description="How long the first term is; left out, until somebody ends it."
    )
    renewal_months: int | None = strawberry.field(
        default=None, description="How long each further one; left out, it is not renewed."
    )
    notice: NoticeRuleInput | None = strawberry.field(default=None, description="How notice ends it.")
    cure: NoticeRuleInput | None = strawberry.field(
        default=None, description="How long there is to mend a breach."
    )
    grace_days: int | None = strawberry.field(
        default=None, description="Between the deadline for notice and the decision to renew."
    )
    calendar: strawberry.ID | None = strawberry.field(
        default=None, description="Which days are business days; left out, Monday to Friday."
    )
    suspended_clocks: SuspendedClocks | None = strawberry.field(
        default=None, description="What clocks do while it is suspended; left out, they pause."
    )
    credit_cap: Decimal | None = strawberry.field(
        default=None, description="The share of a period's charge that credits may reach, 0 to 1."
    )
    exit: list[ExitDutyInput] | None = strawberry.field(
        default=None, description="What is owed when it ends."
    )
    ending: ContractEndingInput | None = strawberry.field(
        default=None, description="What it says of its own end; left out, nothing."
    )
    amendment: str | None = strawberry.field(default=None, description="How it is amended, in words.")

    def value(self) -> Clauses:
        duties = self.exit
        return Clauses(
            law=self.law,
            initial_months=self.initial_months,
            renewal_months=self.renewal_months,
            notice=None if self.notice is None else self.notice.rule(self.law),
            cure=None if self.cure is None else self.cure.rule(self.law),
            grace_days=self.grace_days,
            calendar=id_if_given(CalendarId, "Calendar", self.calendar, field="clauses.calendar"),
            suspended_clocks=self.suspended_clocks,
            credit_cap=self.credit_cap,
            exit=None if duties is None else tuple(duty.value() for duty in duties),
            ending=None if self.ending is None else self.ending.value(),
            amendment=self.amendment,
        )


@strawberry.input(description="What a version of a contract says from one day on.")
class ContractContentInput:
    effective_on: date = strawberry.field(description="The first day on which it holds.")
    zone: TimeZone = strawberry.field(description="In which its dates are read.")
    currency: str = strawberry.field(description="ISO 4217; of all of its amounts.")
    parties: list[ContractPartyInput] = strawberry.field(description="Who is part of it.")
    lines: list[ContractLineInput] = strawberry.field(default_factory=list, description="What is bought.")
    clauses: ContractClausesInput = strawberry.field(
        default_factory=ContractClausesInput, description="On which terms."
    )

    def value(self) -> VersionContent:
        """BadInput for what no contract can say; the rest is for the use case to find."""
        lines = [line.value() for line in self.lines]
        _check_once(lines)
        return VersionContent(
            self.effective_on,
            self.zone,
            self.currency,
            frozenset(party.value() for party in self.parties),
            frozenset(lines),
            self.clauses.value(),
        )


def _check_once(lines: list[ContractLine]) -> None:
    """Two equal lines would become one, and half of what is bought be lost."""
    if any(count > 1 for count in Counter(lines).values()):
        raise BadInput(
            Code.CONTRACT_LINE_TWICE,
            "Two lines say the same.",
            hint="Put them together: give one line both quantities.",
            field="lines",
        )
