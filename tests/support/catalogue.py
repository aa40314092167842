"""The rules that the schema keeps, each a question to the system catalogue that lists what breaks it.

Tenants are kept apart by keys that begin with the tenant, by row-level security that binds the owner too, and
by rights. A table that is written in a hurry forgets one of these without any test of its own failing.
"""

from __future__ import annotations

from typing import Any

OUTSIDE_THE_TENANTS = ["tenant", "tortoise_migrations"]
APPEND_ONLY = [
    "agreement_version",
    "calendar_file",
    "calendar_version",
    "contract_audit",
    "contract_consent",
    "contract_document",
    "contract_judgement",
    "contract_prepayment",
    "contract_reminder",
    "credit",
    "exclusion",
    "exclusion_window",
    "fact",
    "held_review",
    "outage_fact",
    "review_trigger",
    "sealed_count",
    "sealed_period",
    "settlement",
    "settlement_adjustment",
    "support_link",
    "support_link_end",
    "support_waiver",
    "termination_approval",
    "termination_paper",
]

_RELATIONS = """
with relations as (
    select oid, relname as name, relkind as kind, relowner as owner, relacl as rights, reloptions as options,
           relrowsecurity and relforcerowsecurity as is_forced
    from pg_class where relnamespace = 'public'::regnamespace
), tables as (
    select r.*, a.attnum as tenant_id from relations r
    left join pg_attribute a on a.attrelid = r.oid and a.attname = 'tenant_id' and a.attnotnull
    where kind in ('r', 'p') and name <> all ($1::text[])
), functions as (
    select * from pg_proc where pronamespace = 'public'::regnamespace
)
"""

RULES = {
    "lacks a tenant_id that is never null": "select name from tables where tenant_id is null",
    "lacks a primary key": """
        select name from tables
        where not exists (select from pg_index where indrelid = tables.oid and indisprimary)
    """,
    "does not begin with tenant_id": """
        select indexrelid::regclass::text from tables join pg_index on indrelid = tables.oid
        where indisunique and indkey[0] is distinct from tenant_id
    """,
    "does not go from tenant_id to tenant_id": """
        select conname from tables join pg_constraint on conrelid = tables.oid
        left join tables target on target.oid = confrelid
        where contype = 'f' and case when confrelid = 'tenant'::regclass
            then conkey <> array[tables.tenant_id]
            else (conkey[1], confkey[1]) is distinct from (tables.tenant_id, target.tenant_id) end
    """,
    "empties a key when another row is deleted": """
        select conname from tables join pg_constraint on conrelid = tables.oid
        where contype = 'f' and confdeltype in ('n', 'd')
    """,
    "hands out numbers": """
        select name from relations where kind = 'S' and name <> 'tortoise_migrations_id_seq'
    """,
    "is not bound by row-level security, its owner included": """
        select name from relations where kind in ('r', 'p') and name <> 'tortoise_migrations'
        and not is_forced
    """,
    "has other policies than the one": """
        select name from relations left join pg_policy on polrelid = relations.oid
        where kind in ('r', 'p') and name <> 'tortoise_migrations'
        group by name having count(*) > 1 or bool_and(
            polpermissive and polcmd = '*' and polroles = array[0::oid]
            and pg_get_expr(polqual, polrelid) = pg_get_expr(polwithcheck, polrelid)
            and pg_get_expr(polqual, polrelid) = case name
                when 'tenant' then '(id = ( SELECT cur_tenant() AS cur_tenant))'
                else '(tenant_id = ( SELECT cur_tenant() AS cur_tenant))' end
        ) is not true
    """,
    "shows rows past the policies": """
        select name from relations where kind in ('m', 'f')
        or kind = 'v' and not coalesce(options @> '{security_invoker=true}', false)
    """,
    "does not belong to sla_owner": """
        select name from relations where kind in ('r', 'p', 'v') and owner::regrole::text <> 'sla_owner'
    """,
    "has power over the policies": """
        select rolname from pg_roles where rolname in ('sla_owner', 'sla_app') and (rolsuper or rolbypassrls)
        union select rolname from pg_roles where rolname = 'sla_system' and (rolsuper or rolcanlogin)
        union select 'sla_app' from pg_auth_members where member = 'sla_app'::regrole
        union select 'sla_app' where has_schema_privilege('sla_app', 'public', 'create')
    """,
    "looks across tenants unsafely": """
        select proname from functions where prosecdef
        and not (proowner = 'sla_system'::regrole
                 and coalesce(proconfig @> '{"search_path=public, pg_temp"}', false)
                 and proacl is not null
                 and not exists (select from aclexplode(proacl) where grantee = 0))
    """,
    "runs before the policies": "select proname from functions where proleakproof",
    "can be edited": """
        select name from relations where name = any ($2::text[])
        and (has_table_privilege('sla_app', oid, 'update, delete, truncate')
             or has_any_column_privilege('sla_app', oid, 'update'))
    """,
    "is open to more than it should be": """
        select name from relations, aclexplode(rights)
        where kind in ('r', 'p', 'v') and grantee <> owner and privilege_type <> all (
            case when grantee = 'sla_system'::regrole then '{SELECT}'
                 when grantee <> 'sla_app'::regrole then '{}'
                 when name = any ($1::text[]) then '{SELECT}'
                 else '{SELECT, INSERT, UPDATE, DELETE}' end::text[])
    """,
}


async def broken_rules(connection: Any) -> list[str]:
    """`thing rule`, of every table, key, view, function and role that breaks one."""
    # Every question is given both lists, also one that needs none.
    types = "where $1::text[] is not null and $2::text[] is not null"
    return [
        f"{thing} {rule}"
        for rule, question in RULES.items()
        for (thing,) in await connection.fetch(
            f"{_RELATIONS} select distinct thing from ({question}) as found (thing) {types} order by thing",
            OUTSIDE_THE_TENANTS,
            APPEND_ONLY,
        )
    ]
