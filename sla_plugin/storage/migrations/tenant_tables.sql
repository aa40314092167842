-- Run after the tables of a migration: every table of tenants that has no policy yet gets the one for all of
-- them, and the rights. The sub-select makes the planner compute the tenant once, not per row.
do $$
declare
    name text;
begin
    for name in
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'tenant_id'
          and not c.relrowsecurity
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
