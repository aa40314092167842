-- One policy for all tables of tenants. The sub-select makes the planner compute the tenant once, not per row.
do $$
declare
    name text;
begin
    for name in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'tenant_id'
    loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant_only on %I using (tenant_id = (select cur_tenant())) '
            'with check (tenant_id = (select cur_tenant()))', name);
        execute format('grant select, insert, update, delete on %I to sla_app', name);
        execute format('grant select on %I to sla_system', name);
    end loop;
end
$$;

-- What was told is never edited and never taken back.
revoke update, delete on fact, calendar_version, agreement_version from sla_app;

alter table tenant enable row level security;
alter table tenant force row level security;
create policy own_row on tenant using (id = (select cur_tenant())) with check (id = (select cur_tenant()));
grant select on tenant to sla_app;
grant select on tenant to sla_system;

-- So that who serves can tell whether the schema is of its release.
grant select on tortoise_migrations to sla_app;

grant usage on schema public to sla_app, sla_system;
grant create on schema public to sla_system;

-- The few doors through the wall: they return keys, never rows, and each caller then acts as one tenant.
create function due_tickets(now timestamptz, since timestamptz, many integer)
    returns table (tenant_id uuid, ticket_id uuid, next_instant timestamptz)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        select t.tenant_id, t.id, t.next_instant from ticket t
        where t.next_instant <= now and t.next_instant >= since
        order by t.next_instant limit many
    $$;
alter function due_tickets owner to sla_system;
revoke all on function due_tickets from public;
grant execute on function due_tickets to sla_app;

create function tenant_keys() returns table (id uuid, key text, name text)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select t.id, t.key, t.name from tenant t order by t.key $$;
alter function tenant_keys owner to sla_system;
revoke all on function tenant_keys from public;
grant execute on function tenant_keys to sla_owner;

revoke create on schema public from sla_system;
