"""Whether promises can be kept by those who support them."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.support import SupportCheck, SupportGap, SupportLink
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import AgreementId
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.usecases.check_support import check_support


@strawberry.type
class SupportQueries:
    @strawberry.field(
        description="Whether the OLAs and UCs of an agreement can deliver what it promises over the next "
        "twelve months: every gap, with the start that shows it. Null where there is no such agreement.",
        extensions=[Needs(Scope.AGREEMENTS_READ)],
    )
    async def support_check(
        self, info: Info, agreement: Annotated[strawberry.ID, described("Of which one.")]
    ) -> SupportCheck | None:
        which = AgreementId(id_of("Agreement", agreement, field="agreement"))
        if await info.context.session.query(AgreementRow).get_or_none(id=which) is None:
            return None
        found = await check_support(info.context.session, which, info.context.now)
        return SupportCheck(
            supported=all(waiver is not None for _, waiver in found.gaps),
            links=[SupportLink.of(row) for row in found.links],
            gaps=[SupportGap.of(gap, waiver) for gap, waiver in found.gaps],
        )
