"""Everything that can be asked: the roots, each with the scope that a token needs for it."""

from __future__ import annotations

from typing import Annotated

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.attainment_queries import AttainmentQueries
from sla_plugin.api.connections import Connection, connection
from sla_plugin.api.context import Info
from sla_plugin.api.contract_queries import ContractQueries
from sla_plugin.api.filters import ClockFilter, TicketFilter, clock_condition, ticket_condition
from sla_plugin.api.ids import id_of
from sla_plugin.api.lists import counting, listed, rows
from sla_plugin.api.loaders import Seen
from sla_plugin.api.nodes import find_node
from sla_plugin.api.reminder_queries import ReminderQueries
from sla_plugin.api.review_queries import ReviewQueries
from sla_plugin.api.rights import Needs
from sla_plugin.api.simulations import SimulationQueries
from sla_plugin.api.support_queries import SupportQueries
from sla_plugin.api.termination_queries import TerminationQueries
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.calendar import Calendar
from sla_plugin.api.types.clock import Clock
from sla_plugin.api.types.customer_group import CustomerGroup
from sla_plugin.api.types.enums import ClockOrder, TicketOrder
from sla_plugin.api.types.metric import MetricDefinition
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation
from sla_plugin.api.types.service import Service
from sla_plugin.api.types.ticket import Ticket, ticket
from sla_plugin.api.types.viewer import Viewer
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import clock as domain
from sla_plugin.domain.clocks import Evaluation
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.customer_groups import CustomerGroupRow
from sla_plugin.storage.metrics import MetricRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.pages import Order
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.tickets import TicketRow, ticket_by_external


@strawberry.input(description="A ticket by the id that its desk uses.")
class ExternalKey:
    system: str = strawberry.field(description="The key of the desk's connection.")
    key: str = strawberry.field(description="The desk's number of the ticket.")


@strawberry.input(description="Which ticket; exactly one of the two.", one_of=True)
class TicketBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.")
    external: ExternalKey | None = strawberry.field(
        default=strawberry.UNSET, description="Its number at its desk."
    )


ORDERS: dict[TicketOrder | ClockOrder, Order] = {
    TicketOrder.OPENED_FIRST: Order("opened_at"),
    TicketOrder.OPENED_LAST: Order("opened_at", descending=True),
    ClockOrder.DUE: Order("due_at"),
    ClockOrder.STARTED: Order("started_at"),
}


@strawberry.type(description="Everything that can be asked, of the tenant that the token names.")
class Query(
    SimulationQueries,
    AttainmentQueries,
    ReviewQueries,
    SupportQueries,
    ContractQueries,
    ReminderQueries,
    TerminationQueries,
):
    @strawberry.field(description="Who asks, as the token says.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer.of(info.context)

    @strawberry.field(
        description="Anything by its global id; null where there is no such thing, or no right to see it."
    )
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="As it came.")]
    ) -> Node | None:
        return await find_node(info, id)

    @strawberry.field(
        description="One ticket; null where there is none.", extensions=[Needs(Scope.TICKETS_READ)]
    )
    async def ticket(
        self, info: Info, by: Annotated[TicketBy, strawberry.argument(description="Which one.")]
    ) -> Ticket | None:
        if isinstance(by.external, ExternalKey):
            row = await ticket_by_external(info.context.session, by.external.system, by.external.key)
            return None if row is None else Ticket.of(row)
        return await ticket(info, id_of("Ticket", str(by.id), field="by.id"))

    @strawberry.field(description="Tickets, filtered and sorted.", extensions=[Needs(Scope.TICKETS_READ)])
    async def tickets(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[TicketFilter | None, strawberry.argument(description="Which ones.")] = None,
        order_by: Annotated[
            TicketOrder, strawberry.argument(description="In which order.")
        ] = TicketOrder.OPENED_LAST,
    ) -> Connection[Ticket]:
        return await listed(
            info, TicketRow, ORDERS[order_by], first, after, Ticket.of, ticket_condition(filter)
        )

    @strawberry.field(
        description="The board: clocks, filtered and sorted.", extensions=[Needs(Scope.TICKETS_READ)]
    )
    async def clocks(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[ClockFilter | None, strawberry.argument(description="Which ones.")] = None,
        order_by: Annotated[ClockOrder, strawberry.argument(description="In which order.")] = ClockOrder.DUE,
    ) -> Connection[Clock]:
        condition = clock_condition(filter)
        found = await rows(info, ClockRow, condition, ORDERS[order_by], first, after)
        now = info.context.now
        evaluations = await info.context.loaders.evaluations.load_many(
            [Seen(row.ticket_id, now) for row in found.rows]
        )
        shown = [
            (Clock.of(row.ticket_id, clock), cursor)
            for row, cursor, evaluation in zip(found.rows, found.cursors, evaluations, strict=True)
            if (clock := _of_row(row, evaluation)) is not None
        ]
        return connection(
            [clock for clock, _ in shown],
            [cursor for _, cursor in shown],
            more=found.more,
            after=after,
            count=counting(info, ClockRow, condition),
            end=found.cursors[-1] if found.cursors else None,
        )

    @strawberry.field(description="Agreements by code.", extensions=[Needs(Scope.AGREEMENTS_READ)])
    async def agreements(self, info: Info, first: First = 25, after: After = None) -> Connection[Agreement]:
        return await listed(info, AgreementRow, Order("code"), first, after, Agreement.of)

    @strawberry.field(description="Calendars by code.", extensions=[Needs(Scope.CALENDARS_READ)])
    async def calendars(self, info: Info, first: First = 25, after: After = None) -> Connection[Calendar]:
        return await listed(info, CalendarRow, Order("code"), first, after, Calendar.of)

    @strawberry.field(description="Organisations by name.", extensions=[Needs(Scope.ORGANISATIONS_READ)])
    async def organisations(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[Organisation]:
        return await listed(info, OrganisationRow, Order("name"), first, after, Organisation.of)

    @strawberry.field(
        description="Groups of customers by code.", extensions=[Needs(Scope.ORGANISATIONS_READ)]
    )
    async def customer_groups(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[CustomerGroup]:
        return await listed(info, CustomerGroupRow, Order("code"), first, after, CustomerGroup.of)

    @strawberry.field(
        description="The tenant's own metrics by name.", extensions=[Needs(Scope.AGREEMENTS_READ)]
    )
    async def metrics(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[MetricDefinition]:
        return await listed(info, MetricRow, Order("name"), first, after, MetricDefinition.of)

    @strawberry.field(description="The service catalogue by code.", extensions=[Needs(Scope.SERVICES_READ)])
    async def services(self, info: Info, first: First = 25, after: After = None) -> Connection[Service]:
        return await listed(info, ServiceRow, Order("code"), first, after, Service.of)


def _of_row(row: ClockRow, evaluation: Evaluation) -> domain.Clock | None:
    """The row finds and sorts the clock; what it shows is computed for this very instant. None where the
    promise has changed since the row was written, and the pump has not taken the row away yet."""
    key = (row.side, row.metric, row.cycle)
    return next((c for c in evaluation.clocks if (c.side, c.metric, c.cycle) == key), None)
