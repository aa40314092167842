"""Ten thousand contracts of one tenant, written in one go, and how the database finds some of them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from typing import Any, TypeVar
from uuid import UUID

from sla_plugin.storage.session import Session

T = TypeVar("T")

MANY = 10_000

_PARTIES = """
insert into organisation (tenant_id, id, name)
select $1, md5('organisation ' || n)::uuid, 'Customer ' || n from generate_series(0, $2::int / 10) n
"""
_SERVICES = """
insert into service (tenant_id, id, code, name)
select $1, md5('service ' || n)::uuid, 's-' || n, 'Service ' || n from generate_series(0, 49) n
"""
# Of ten, one is a draft, one is over, and one is suspended; each begins on another day of thirty years.
_CONTRACTS = """
insert into contract (tenant_id, id, number, customer_id, zone, kind, state, monitored_from, monitored_until,
                      recorded_at)
select $1, md5('contract ' || n)::uuid, 'LI-' || 2000 + n % 30 || '-' || lpad(n::text, 5, '0'),
       md5('organisation ' || 1 + n % ($2::int / 10))::uuid, 'Asia/Bangkok', 'CUSTOMER',
       case n % 10 when 0 then 'DRAFT' else 'SIGNED' end,
       case n % 10 when 0 then null else start end,
       case n % 10 when 1 then start + interval '300 days' end,
       start - interval '60 days'
from (select n, '1996-01-01'::timestamptz + n % 11000 * interval '1 day' as start
      from generate_series(1, $2::int) n) as made
"""
_VERSIONS = """
insert into contract_version (tenant_id, id, contract_id, number, state, round, content, content_hash,
                              authors, opened_at, recorded_at)
select tenant_id, id, id, 1, state, 1, '{}', '', '[]', recorded_at,
       case state when 'SIGNED' then recorded_at end
from contract where tenant_id = $1
"""
_ROLES = """
insert into contract_party (tenant_id, id, contract_id, version_id, organisation_id, role)
select c.tenant_id, md5(c.id || of.role)::uuid, c.id, c.id,
       case of.role when 'CUSTOMER' then c.customer_id else md5('organisation 0')::uuid end, of.role
from contract c cross join (values ('CUSTOMER'), ('PROVIDER')) as of (role) where c.tenant_id = $1
"""
_LINES = """
insert into contract_line (tenant_id, id, contract_id, version_id, service_id)
select tenant_id, id, id, id, md5('service ' || ascii(right(number, 1)) % 50)::uuid
from contract where tenant_id = $1
"""
_SUSPENSIONS = """
insert into contract_suspension (tenant_id, id, contract_id, suspended_by, reason, since, tolls_notice,
                                 pauses_clocks, recorded_at)
select tenant_id, id, id, 'anan', '-', monitored_from, false, true, monitored_from
from contract where tenant_id = $1 and right(number, 1) = '2'
"""


async def add_many_contracts(session: Session, many: int = MANY) -> None:
    await session.sql(_PARTIES, many)
    await session.sql(_SERVICES)
    await session.sql(_CONTRACTS, many)
    for statement in (_VERSIONS, _ROLES, _LINES, _SUSPENSIONS):
        await session.sql(statement)


def organisation(number: int) -> UUID:
    """0 is the provider of all; each other one is the customer of ten."""
    return _made(f"organisation {number}")


def service(number: int) -> UUID:
    return _made(f"service {number}")


def _made(name: str) -> UUID:
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())


async def asked(session: Session, work: Awaitable[T]) -> tuple[T, tuple[str, tuple[Any, ...]]]:
    """What it comes to, and the one statement that was sent for it, with its arguments."""
    sent: list[tuple[str, tuple[Any, ...]]] = []
    connection: Any = session._connection._connection
    with connection.query_logger(lambda logged: sent.append((logged.query, tuple(logged.args)))):
        done = await work
        # The logger is told in the next turn of the loop.
        await asyncio.sleep(0)
    [statement] = sent
    return done, statement


async def plan(session: Session, query: str, arguments: tuple[Any, ...]) -> str:
    """How the database would answer it: as the application, with its tenant set."""
    connection: Any = session._connection._connection
    rows = await connection.fetch(f"explain (costs off) {query}", *arguments)
    return "\n".join(row[0] for row in rows)
