-- Customers that are promised the same; of two groups of one customer the smaller rank is the more specific.
create table customer_group (
    tenant_id uuid not null references tenant,
    id        uuid not null,
    code      text not null,
    name      text not null,
    rank      integer not null check (rank >= 0),
    primary key (tenant_id, id),
    unique (tenant_id, code),
    unique (tenant_id, rank)
);

create table customer_group_member (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    group_id        uuid not null,
    organisation_id uuid not null,
    primary key (tenant_id, id),
    unique (tenant_id, group_id, organisation_id),
    foreign key (tenant_id, group_id) references customer_group (tenant_id, id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id)
);

-- Metrics of a tenant's own: conditions over facts and fields. Never changed, since clocks were measured by them.
create table metric (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    name        text not null check (name ~ '^[A-Z][A-Z0-9_]{0,62}$'),
    description text not null,
    starts      text not null,
    stops       text not null,
    pauses      text,
    cancels     text,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);

alter table agreement drop constraint agreement_level_check;
alter table agreement add constraint agreement_level_check
    check (level in ('CORPORATE', 'CUSTOMER', 'SERVICE', 'EXCEPTION'));

alter table agreement_version
    add column customer_group_id uuid,
    add column ticket_id uuid,
    -- the team of an OLA or the supplier of a UC, as the desk names it
    add column supporter text,
    -- of an exception: who agreed to it, and why
    add column approver text,
    add column approval_reason text check ((approver is null) = (approval_reason is null)),
    add foreign key (tenant_id, customer_group_id) references customer_group (tenant_id, id),
    add foreign key (tenant_id, ticket_id) references ticket (tenant_id, id);

-- A ticket has clocks of what is promised to the customer, and of what teams and suppliers promise us.
alter table clock add column side text not null default 'SLA' check (side in ('SLA', 'OLA', 'UC'));
alter table clock alter column side drop default;
alter table clock drop constraint clock_tenant_id_ticket_id_metric_cycle_key;
alter table clock add unique (tenant_id, ticket_id, side, metric, cycle);

-- A step that was taken on a clock: at its own instant, however late somebody looked.
create table escalation (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    ticket_id   uuid not null,
    side        text not null,
    metric      text not null,
    cycle       integer not null,
    step        jsonb not null,
    fingerprint text not null,
    taken_at    timestamptz not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, ticket_id, side, metric, cycle, fingerprint),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id)
);
