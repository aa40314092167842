"""What can be asked of how promises were kept."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.lists import listed
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.attainment import SliceAttainment, SliceInput
from sla_plugin.api.types.availability import Availability
from sla_plugin.api.types.counted_enums import ActionState, Dimension
from sla_plugin.api.types.coverage_gap import CoverageGap
from sla_plugin.api.types.exclusion import ExclusionWindow
from sla_plugin.api.types.improvement import ImprovementAction
from sla_plugin.api.types.period import PeriodInput, check_count
from sla_plugin.api.types.service_report import ServiceReport
from sla_plugin.api.value_pages import value_connection
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.agreed_availability import service_availability
from sla_plugin.domain.attainment import attainments
from sla_plugin.domain.attainment import trend as trend_of
from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.coverage_gaps import coverage_gaps
from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Slice
from sla_plugin.storage.conditions import All, Compare
from sla_plugin.storage.counted import books
from sla_plugin.storage.exclusion_windows import ExclusionWindowRow
from sla_plugin.storage.improvements import ImprovementActionRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.outages import outage_facts
from sla_plugin.storage.pages import Order
from sla_plugin.storage.services import ServiceRow
from sla_plugin.usecases.make_service_report import make_service_report


@strawberry.type
class AttainmentQueries:
    @strawberry.field(
        description="How many promises were kept: the clocks of a slice, cut along dimensions, each with its "
        "trend. What nothing counted in is not listed, but for a slice that is not cut.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def attainment(
        self,
        info: Info,
        period: Annotated[PeriodInput, described("When.")],
        within: Annotated[
            SliceInput | None, described("Of which clocks; left out, of all of ours.", name="slice")
        ] = None,
        by: Annotated[list[Dimension] | None, described("Cut along these.")] = None,
        trend: Annotated[int, described("How many periods up to this one, 1 to 36.")] = 1,
    ) -> list[SliceAttainment]:
        periods = period.trailing(trend)
        whole = Period(periods[0].start, periods[-1].end)
        asked = (within or SliceInput()).value()
        counted = await books(info.context.session, whole, asked)
        if not by:
            return [SliceAttainment.of(asked, trend_of(counted, periods, asked))]
        cut = [Slice.of(dict(asked.where) | dict(one.where)) for one in attainments(counted, whole, by)]
        ordered = sorted(cut, key=lambda one: [(value is None, str(value)) for _, value in one.where])
        return [SliceAttainment.of(one, trend_of(counted, periods, one)) for one in ordered]

    @strawberry.field(
        description="How long a service was there in the time agreed with a customer; null where nothing is "
        "promised to them about it.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def availability(
        self,
        info: Info,
        customer: Annotated[strawberry.ID, described("Whose agreement says when it should be there.")],
        service: Annotated[strawberry.ID, described("What.")],
        period: Annotated[PeriodInput, described("When.")],
        site: Annotated[strawberry.ID | None, described("Where; left out, anywhere.")] = None,
    ) -> Availability | None:
        about = Subject(
            customer=OrganisationId(id_of("Organisation", customer, field="customer")),
            service=ServiceId(id_of("Service", service, field="service")),
            site=id_if_given(SiteId, "Site", site, field="site"),
        )
        commitments = await info.context.loaders.commitments()
        told = await outage_facts(info.context.session)
        found = service_availability(commitments, told, about, period.value(), info.context.now)
        return None if found is None else Availability.of(found)

    @strawberry.field(
        description="Services that customers with a contract could ask for, and that nothing is promised "
        "about.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def coverage_gaps(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
    ) -> Connection[CoverageGap]:
        session, commitments = info.context.session, await info.context.loaders.commitments()
        active = [OrganisationId(row.id) for row in await session.query(OrganisationRow).filter(active=True)]
        customers = [one for one in active if commitments.contracts_of(one)]
        services = [ServiceId(row.id) for row in await session.query(ServiceRow)]
        gaps = coverage_gaps(commitments, customers, services, info.context.now)
        shown = [CoverageGap.of(gap) for gap in gaps]
        return value_connection(shown, lambda gap: f"{gap.held.customer}/{gap.held.service}", first, after)

    @strawberry.field(
        description="What a month was like for a customer, the accounts below it included.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def service_report(
        self,
        info: Info,
        customer: Annotated[strawberry.ID, described("Whose month.")],
        month: Annotated[str, described("`2026-10`, in the zone of the customer's contract.")],
        trend: Annotated[int, described("How many months up to this one, 1 to 36.")] = 6,
    ) -> ServiceReport:
        which = OrganisationId(id_of("Organisation", customer, field="customer"))
        check_count(trend, field="trend")
        found = await make_service_report(info.context.session, which, month, trend, info.context.now)
        return ServiceReport.of(found)

    @strawberry.field(
        description="Time that was agreed not to count, what begins last first.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def exclusion_windows(
        self, info: Info, first: First = 25, after: After = None
    ) -> Connection[ExclusionWindow]:
        order = Order("starts_at", descending=True)
        return await listed(info, ExclusionWindowRow, order, first, after, ExclusionWindow.of)

    @strawberry.field(
        description="What missed goals set going, the latest period first.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def improvement_actions(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        state: Annotated[ActionState | None, described("Only those that stand so.")] = None,
    ) -> Connection[ImprovementAction]:
        condition = All() if state is None else Compare("state", "eq", state.value)
        order = Order("starts_at", descending=True)
        return await listed(info, ImprovementActionRow, order, first, after, ImprovementAction.of, condition)
