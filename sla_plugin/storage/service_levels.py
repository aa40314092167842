"""What lines of contracts can promise: agreements, and how many versions each has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sla_plugin.domain.ids import AgreementId
from sla_plugin.storage.session import Session


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """`last`: the number of its last version."""

    code: str
    offered: bool
    last: int


_LEVELS = """
select a.id, a.code, a.offered, max(v.number) as last
from agreement a join agreement_version v on v.tenant_id = a.tenant_id and v.agreement_id = a.id
where a.tenant_id = $1 and ($2::uuid[] is null or a.id = any($2))
group by a.id, a.code, a.offered
"""


async def service_levels(
    session: Session, wanted: Collection[AgreementId] | None = None
) -> dict[AgreementId, ServiceLevel]:
    """Those of `wanted` that are there; None: all."""
    rows = await session.sql(_LEVELS, None if wanted is None else list(wanted))
    return {AgreementId(row["id"]): ServiceLevel(row["code"], row["offered"], row["last"]) for row in rows}
