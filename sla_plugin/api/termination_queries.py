"""What can be asked of terminations, of what they came to, and of what CRMs ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.ids import services_of
from sla_plugin.api.lists import listed
from sla_plugin.api.mutations.contract_acts import seen
from sla_plugin.api.mutations.payloads import ANSWERABLE, UserError, user_error
from sla_plugin.api.notice_previews import NoticePreviewQueries
from sla_plugin.api.rights import Needs
from sla_plugin.api.termination_filters import (
    TerminationFilter,
    TerminationRequestFilter,
    request_condition,
    termination_condition,
)
from sla_plugin.api.types.settlement import Settlement
from sla_plugin.api.types.termination import TerminationCase
from sla_plugin.api.types.termination_enums import Ground, Side, TerminationOrder
from sla_plugin.api.types.termination_preview import TerminationPreview
from sla_plugin.api.types.termination_request import TerminationRequest
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.notice.law import DISCLAIMER
from sla_plugin.storage.conditions import All, Among, Condition
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.pages import Order
from sla_plugin.storage.settlements import SettlementRow
from sla_plugin.storage.termination_requests import TerminationRequestRow
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.preview_termination import preview_termination

ORDERS = {
    TerminationOrder.OPENED_FIRST: Order("opened_at"),
    TerminationOrder.OPENED_LAST: Order("opened_at", descending=True),
    TerminationOrder.ENDS: Order("ends_at"),
}


@strawberry.input(description="An end of a contract that is only thought of.")
class TerminationPreviewInput:
    contract: strawberry.ID = strawberry.field(description="Of which contract.")
    ground: Ground = strawberry.field(description="Why.")
    initiator: Side = strawberry.field(description="Who ends it.")
    received_at: datetime | None = strawberry.field(
        default=None, description="When notice is received; left out, now."
    )
    requested_on: date | None = strawberry.field(
        default=None, description="The last day of service that is wished for, or agreed on."
    )
    channel: str | None = strawberry.field(
        default=None, description="Of the address that is used, if it is one that the contract names."
    )
    scope: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The services whose lines end; left out, the whole contract."
    )


@strawberry.type(description="What would follow, or why the contract would not end so.")
class TerminationPreviewPayload:
    preview: TerminationPreview | None = strawberry.field(description="Null where it would be refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where there is an answer.")


@strawberry.type
class TerminationQueries(NoticePreviewQueries):
    @strawberry.field(
        description="Terminations, filtered and sorted.", extensions=[Needs(Scope.TERMINATIONS_READ)]
    )
    async def termination_cases(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[TerminationFilter | None, described("Which ones.")] = None,
        order_by: Annotated[TerminationOrder, described("In which order.")] = TerminationOrder.OPENED_FIRST,
    ) -> Connection[TerminationCase]:
        which = await _seen(info, termination_condition(filter))
        return await listed(info, CaseRow, ORDERS[order_by], first, after, TerminationCase.of, which)

    @strawberry.field(
        description="Sealed settlements, the last one first.", extensions=[Needs(Scope.TERMINATIONS_READ)]
    )
    async def settlements(self, info: Info, first: First = 25, after: After = None) -> Connection[Settlement]:
        last_first = Order("sealed_at", descending=True)
        which = await _seen(info)
        return await listed(info, SettlementRow, last_first, first, after, Settlement.of, which)

    @strawberry.field(
        description="What CRMs asked for, the last request first; with a filter for those that wait for a "
        "person.",
        extensions=[Needs(Scope.TERMINATIONS_READ)],
    )
    async def termination_requests(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[TerminationRequestFilter | None, described("Which ones.")] = None,
    ) -> Connection[TerminationRequest]:
        last_first = Order("recorded_at", descending=True)
        which = await _seen(info, request_condition(filter))
        return await listed(
            info, TerminationRequestRow, last_first, first, after, TerminationRequest.of, which
        )

    @strawberry.field(
        description="What would follow if a contract were ended; nothing is written. No legal advice.",
        extensions=[Needs(Scope.TERMINATIONS_READ)],
    )
    async def termination_preview(
        self, info: Info, input: Annotated[TerminationPreviewInput, described("Which end.")]
    ) -> TerminationPreviewPayload:
        try:
            found = await _preview(info, input)
        except ANSWERABLE as error:
            return TerminationPreviewPayload(preview=None, user_errors=[user_error(error)])
        return TerminationPreviewPayload(preview=found, user_errors=[])


async def _preview(info: Info, given: TerminationPreviewInput) -> TerminationPreview:
    found = await preview_termination(
        info.context.session,
        await seen(info, given.contract),
        info.context.now,
        ground=given.ground,
        initiator=given.initiator,
        received_at=given.received_at,
        requested_on=given.requested_on,
        channel=given.channel,
        scope=services_of(given.scope, field="scope"),
    )
    return TerminationPreview.of(found, DISCLAIMER)


async def _seen(info: Info, which: Condition = All()) -> Condition:  # noqa: B008  # frozen
    """Of contracts that the caller sees."""
    if info.context.bound_to is None:
        return which
    visible = await info.context.loaders.of_contracts.visible()
    return All([which, Among("contract_id", ContractRow, visible)])
