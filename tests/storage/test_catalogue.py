"""The schema keeps the rules that hold tenants apart, and the linter that says so sees each broken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.catalogue import APPEND_ONLY, RULES, broken_rules

WELL_MADE = """
create table thing (
    tenant_id uuid not null references tenant,
    id uuid not null,
    service_id uuid,
    name text,
    primary key (tenant_id, id),
    unique (tenant_id, name),
    foreign key (tenant_id, service_id) references service (tenant_id, id)
);
alter table thing owner to sla_owner, enable row level security, force row level security;
create policy tenant_only on thing
    using (tenant_id = (select cur_tenant())) with check (tenant_id = (select cur_tenant()));
grant select, insert, update, delete on thing to sla_app;
grant select on thing to sla_system;

create function things(many integer) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp
    return (select id from thing limit 1);
alter function things owner to sla_system;
revoke all on function things from public;

create view named_things with (security_invoker = true) as select * from thing where name is not null;
alter view named_things owner to sla_owner;
"""

FAULTS = {
    "alter table thing drop constraint thing_pkey, alter tenant_id drop not null;"
    "alter table thing add primary key (id)": [
        "thing lacks a tenant_id that is never null",
        "thing_pkey does not begin with tenant_id",
        "thing_tenant_id_name_key does not begin with tenant_id",
        "thing_tenant_id_fkey does not go from tenant_id to tenant_id",
        "thing_tenant_id_service_id_fkey does not go from tenant_id to tenant_id",
    ],
    "create table bare (id uuid primary key); alter table bare owner to sla_owner": [
        "bare lacks a tenant_id that is never null",
        "bare_pkey does not begin with tenant_id",
        "bare is not bound by row-level security, its owner included",
        "bare has other policies than the one",
    ],
    "alter table thing drop constraint thing_pkey": ["thing lacks a primary key"],
    "alter table thing add unique (name)": ["thing_name_key does not begin with tenant_id"],
    "alter table thing add unique (name, tenant_id)": [
        "thing_name_tenant_id_key does not begin with tenant_id"
    ],
    "create unique index thing_lower on thing (lower(name))": ["thing_lower does not begin with tenant_id"],
    "alter table thing add foreign key (id, tenant_id) references service (id, tenant_id)": [
        "thing_id_tenant_id_fkey does not go from tenant_id to tenant_id"
    ],
    "alter table thing add owner_id uuid references tenant": [
        "thing_owner_id_fkey does not go from tenant_id to tenant_id"
    ],
    "alter table service add unique (id);"
    "alter table thing add constraint past foreign key (service_id) references service (id)": [
        "service_id_key does not begin with tenant_id",
        "past does not go from tenant_id to tenant_id",
    ],
    "alter table thing add constraint emptied foreign key (tenant_id, service_id)"
    " references service (tenant_id, id) on delete set null (service_id)": [
        "emptied empties a key when another row is deleted"
    ],
    "alter table thing add number serial": ["thing_number_seq hands out numbers"],
    "alter table thing add number integer generated always as identity": [
        "thing_number_seq hands out numbers"
    ],
    "alter table thing no force row level security": [
        "thing is not bound by row-level security, its owner included"
    ],
    "alter table thing disable row level security": [
        "thing is not bound by row-level security, its owner included"
    ],
    "alter table tenant no force row level security": [
        "tenant is not bound by row-level security, its owner included"
    ],
    "drop policy tenant_only on thing": ["thing has other policies than the one"],
    "alter policy tenant_only on thing using (tenant_id = cur_tenant())": [
        "thing has other policies than the one"
    ],
    "alter policy tenant_only on thing with check (true)": ["thing has other policies than the one"],
    "create policy everybody on thing for select using (true)": ["thing has other policies than the one"],
    "alter policy own_row on tenant using (true)": ["tenant has other policies than the one"],
    "alter view named_things reset (security_invoker)": ["named_things shows rows past the policies"],
    "create materialized view copy as select * from thing": ["copy shows rows past the policies"],
    "alter table thing owner to sla_app": ["thing does not belong to sla_owner"],
    "alter role sla_app bypassrls": ["sla_app has power over the policies"],
    "alter role sla_app superuser": [
        "sla_app has power over the policies",
        *(f"{table} can be edited" for table in APPEND_ONLY),
    ],
    "alter role sla_system login": ["sla_system has power over the policies"],
    "grant sla_system to sla_app": ["sla_app has power over the policies"],
    "grant create on schema public to sla_app": ["sla_app has power over the policies"],
    "alter function things owner to sla_owner": ["things looks across tenants unsafely"],
    "alter function things reset search_path": ["things looks across tenants unsafely"],
    "alter function things set search_path = public": ["things looks across tenants unsafely"],
    "grant execute on function things to public": ["things looks across tenants unsafely"],
    "alter function things leakproof": ["things runs before the policies"],
    "grant update on fact to sla_app": ["fact can be edited"],
    "grant update (data) on fact to sla_app": ["fact can be edited"],
    "grant delete on calendar_version to sla_app": ["calendar_version can be edited"],
    "grant truncate on thing to sla_app": ["thing is open to more than it should be"],
    "grant insert on tenant to sla_app": ["tenant is open to more than it should be"],
    "grant insert on thing to sla_system": ["thing is open to more than it should be"],
    "grant select on thing to public": ["thing is open to more than it should be"],
}


async def _broken_by(schema: Any, *statements: str) -> list[str]:
    transaction = schema.transaction()
    await transaction.start()
    try:
        for statement in statements:
            await schema.execute(statement)
        return await broken_rules(schema)
    finally:
        await transaction.rollback()


async def test_the_schema_keeps_every_rule(schema: Any) -> None:
    assert await broken_rules(schema) == []


async def test_a_well_made_table_view_and_function_pass(schema: Any) -> None:
    assert await _broken_by(schema, WELL_MADE) == []


@pytest.mark.parametrize(("fault", "found"), FAULTS.items(), ids=list(FAULTS))
async def test_the_linter_names_a_planted_fault(schema: Any, fault: str, found: list[str]) -> None:
    assert await _broken_by(schema, WELL_MADE, fault) == found


def test_every_rule_has_its_planted_fault() -> None:
    found = [line for lines in FAULTS.values() for line in lines]
    assert [rule for rule in RULES if not any(line.endswith(f" {rule}") for line in found)] == []


async def test_what_only_grows_is_there(schema: Any) -> None:
    for table in APPEND_ONLY:
        assert await schema.fetchval("select has_table_privilege('sla_app', $1, 'insert')", table)
