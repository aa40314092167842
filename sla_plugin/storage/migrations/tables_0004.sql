-- Where a version's frozen holidays come from, so that they can be resolved again, and what was left out.
alter table calendar_version add column provenance jsonb not null default '{}';
alter table calendar_version alter column provenance drop default;

-- The texts of imported iCalendar files: what recurs in them is followed further as years pass.
create table calendar_file (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    calendar_id  uuid not null,
    content_hash text not null,
    text         text not null,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, calendar_id, content_hash),
    foreign key (tenant_id, calendar_id) references calendar (tenant_id, id)
);
