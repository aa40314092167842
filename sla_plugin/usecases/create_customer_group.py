"""Let customers be promised something together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sla_plugin.domain.ids import CustomerGroupId, OrganisationId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.customer_groups import CustomerGroupMemberRow, CustomerGroupRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due


async def create_customer_group(
    session: Session, *, code: str, name: str, rank: int, members: Sequence[OrganisationId], now: datetime
) -> CustomerGroupId:
    """`rank` decides between two groups of one customer: the smaller is the more specific. It is unique."""
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "A group needs a code and a name.", field="code")
    if rank < 0:
        raise BadInput(Code.GROUP_RANK, f"{rank} is no rank.", hint="Count from 0.", field="rank")
    group = CustomerGroupRow(code=code.strip(), name=name.strip(), rank=rank)
    await session.add(group)
    for member in dict.fromkeys(members):
        await session.add(CustomerGroupMemberRow(group_id=group.id, organisation_id=member))
    await mark_all_due(session, now)
    return CustomerGroupId(group.id)
