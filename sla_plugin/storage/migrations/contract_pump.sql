-- A door of its own through the wall, as due_tickets is: keys, never rows.
grant create on schema public to sla_system;
create function due_contracts(now timestamptz, many integer)
    returns table (tenant_id uuid, contract_id uuid, next_instant timestamptz)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        select c.tenant_id, c.id, c.next_instant from contract c
        where c.next_instant <= now order by c.next_instant limit many
    $$;
alter function due_contracts owner to sla_system;
revoke all on function due_contracts from public;
grant execute on function due_contracts to sla_app;
revoke create on schema public from sla_system;
