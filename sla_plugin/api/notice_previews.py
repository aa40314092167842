"""What a notice clause comes to: of a contract, or of a rule that is only thought of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given
from sla_plugin.api.mutations.contract_acts import seen
from sla_plugin.api.mutations.contract_content import NoticeRuleInput
from sla_plugin.api.mutations.payloads import ANSWERABLE, UserError, user_error
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.contract_enums import Law
from sla_plugin.api.types.notice_preview import NoticePreview
from sla_plugin.api.types.termination_enums import Ground
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.schedules import weekdays
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.law import PROFILES
from sla_plugin.domain.notice.previews import preview_end, preview_receipt
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.storage.calendars import CalendarRow, calendar_histories
from sla_plugin.usecases.preview_notice import AskedNotice, preview_end_of, preview_receipt_of


@strawberry.input(
    description="When notice is received, or which end it is for; exactly one of the two.", one_of=True
)
class NoticeWhen:
    received_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Received then: the earliest end that follows."
    )
    end: date | None = strawberry.field(
        default=strawberry.UNSET, description="To end on this day at the latest: the last receipt in time."
    )


@strawberry.input(description="Notice to a contract.")
class NoticeOfContract:
    contract: strawberry.ID = strawberry.field(description="To which one.")
    ground: Ground = strawberry.field(default=Ground.CONVENIENCE, description="For which ground.")
    channel: str | None = strawberry.field(
        default=None, description="Of the address that is used, if it is one that the contract names."
    )


@strawberry.input(description="A term, and its renewals.")
class NoticeTermInput:
    start: date = strawberry.field(description="The first day.")
    initial_months: int = strawberry.field(description="How long the first term is.")
    renewal_months: int | None = strawberry.field(
        default=None, description="How long each further one; left out, it is not renewed."
    )


@strawberry.input(description="A clause that is only thought of.")
class NoticeByRule:
    rule: NoticeRuleInput = strawberry.field(description="What it says.")
    law: Law = strawberry.field(
        default=Law.GENERIC, description="By which law days and months are counted. This is not legal advice."
    )
    zone: TimeZone = strawberry.field(description="In which dates are read.")
    calendar: strawberry.ID | None = strawberry.field(
        default=None, description="Which days are business days; left out, Monday to Friday."
    )
    term: NoticeTermInput | None = strawberry.field(
        default=None, description="For TERM_END; left out, it runs until somebody ends it."
    )
    minimum_end: date | None = strawberry.field(
        default=None, description="The day before which it was agreed not to end; left out, there is none."
    )


@strawberry.input(description="Which clause; exactly one of the two.", one_of=True)
class NoticeBy:
    contract: NoticeOfContract | None = strawberry.field(
        default=strawberry.UNSET, description="That of a contract."
    )
    clause: NoticeByRule | None = strawberry.field(
        default=strawberry.UNSET, description="One that is only thought of."
    )


@strawberry.type(description="What the clause comes to, or why it comes to nothing.")
class NoticePreviewPayload:
    preview: NoticePreview | None = strawberry.field(description="Null where no notice leads there.")
    user_errors: list[UserError] = strawberry.field(description="Empty where there is an answer.")


@strawberry.type
class NoticePreviewQueries:
    @strawberry.field(
        description="What a notice clause comes to, step by step, in either direction: from a receipt to the "
        "earliest end, or from an end back to the last receipt. This is not legal advice.",
        extensions=[Needs(Scope.TERMINATIONS_READ)],
    )
    async def notice_preview(
        self,
        info: Info,
        by: Annotated[NoticeBy, described("Which clause.")],
        when: Annotated[NoticeWhen, described("From when, or to when.")],
        requested_on: Annotated[
            date | None, described("With receivedAt: the last day of service that is wished for.")
        ] = None,
    ) -> NoticePreviewPayload:
        try:
            found = await _preview(info, by, when, requested_on)
        except ANSWERABLE as error:
            return NoticePreviewPayload(preview=None, user_errors=[user_error(error)])
        return NoticePreviewPayload(preview=found, user_errors=[])


async def _preview(info: Info, by: NoticeBy, when: NoticeWhen, requested_on: date | None) -> NoticePreview:
    if isinstance(by.contract, NoticeOfContract):
        return await _of_contract(info, by.contract, when, requested_on)
    assert isinstance(by.clause, NoticeByRule)
    return await _by_rule(info, by.clause, when, requested_on)


async def _of_contract(
    info: Info, given: NoticeOfContract, when: NoticeWhen, requested_on: date | None
) -> NoticePreview:
    session, now = info.context.session, info.context.now
    which = await seen(info, given.contract)
    asked = AskedNotice(given.ground, requested_on, given.channel)
    if isinstance(when.received_at, datetime):
        found = await preview_receipt_of(session, which, asked, when.received_at)
    else:
        assert isinstance(when.end, date)
        found = await preview_end_of(session, which, asked, when.end, now)
    return NoticePreview.of(*found)


async def _by_rule(
    info: Info, given: NoticeByRule, when: NoticeWhen, requested_on: date | None
) -> NoticePreview:
    rule, zone = given.rule.rule(given.law), str(given.zone)
    under = Circumstances(await _calendar(info, given), _term(given.term), given.minimum_end)
    if isinstance(when.received_at, datetime):
        found = preview_receipt(rule, when.received_at, zone, under, requested=requested_on)
    else:
        assert isinstance(when.end, date)
        found = preview_end(rule, when.end, zone, under)
    return NoticePreview.of(found, PROFILES[given.law])


def _term(given: NoticeTermInput | None) -> TermPlan | None:
    return None if given is None else TermPlan(given.start, given.initial_months, given.renewal_months)


async def _calendar(info: Info, given: NoticeByRule) -> Calendar:
    which = id_if_given(CalendarId, "Calendar", given.calendar, field="by.clause.calendar")
    if which is None:
        return weekdays(str(given.zone))
    await info.context.session.get(CalendarRow, id=which)
    histories = await calendar_histories(info.context.session, which=[which])
    return histories[which].in_force(info.context.now)
