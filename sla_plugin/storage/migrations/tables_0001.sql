-- Every table's keys start with tenant_id, ids are UUIDv7 made by the application, no key crosses tenants.
-- Row-level security, forced, is the last line: it holds when the application forgets its filter.

create function cur_tenant() returns uuid
    language sql stable
    -- After a transaction with SET LOCAL the setting is '' and not null.
    return nullif(current_setting('app.tenant_id', true), '')::uuid;

create table tenant (
    id         uuid primary key,
    key        text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text not null,
    created_at timestamptz not null
);

create table organisation (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    parent_id  uuid,
    code       text,
    name       text not null,
    active     boolean not null default true,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    foreign key (tenant_id, parent_id) references organisation (tenant_id, id)
);

-- Who a CRM's id means. A merged or deleted customer's id goes on meaning the same organisation.
create table customer_identity (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    system          text not null,
    external_id     text not null,
    organisation_id uuid not null,
    version         bigint not null default 0,
    parent_external_id text,
    gone            boolean not null default false,
    -- set where the CRM merged this record into another one
    merged_into     text,
    primary key (tenant_id, id),
    unique (tenant_id, system, external_id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id)
);

create table site (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    organisation_id uuid not null,
    parent_id       uuid,
    name            text not null,
    city            text,
    country         text,
    zone            text,
    system          text,
    external_id     text,
    version         bigint not null default 0,
    active          boolean not null default true,
    primary key (tenant_id, id),
    unique (tenant_id, system, external_id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id),
    foreign key (tenant_id, parent_id) references site (tenant_id, id)
);

create table contact (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    organisation_id uuid not null,
    name            text not null,
    email           text,
    phone           text,
    system          text not null,
    external_id     text not null,
    version         bigint not null default 0,
    active          boolean not null default true,
    primary key (tenant_id, id),
    unique (tenant_id, system, external_id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id)
);

create table service (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    parent_id  uuid,
    code       text not null,
    name       text not null,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    foreign key (tenant_id, parent_id) references service (tenant_id, id)
);

create table calendar (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    code       text not null,
    name       text not null,
    primary key (tenant_id, id),
    unique (tenant_id, code)
);

create table calendar_version (
    tenant_id      uuid not null references tenant,
    id             uuid not null,
    calendar_id    uuid not null,
    number         integer not null check (number > 0),
    effective_from timestamptz check ((number = 1) = (effective_from is null)),
    definition     jsonb not null,
    content_hash   text not null,
    recorded_at    timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, calendar_id, number),
    unique (tenant_id, calendar_id, effective_from),
    foreign key (tenant_id, calendar_id) references calendar (tenant_id, id)
);

-- Until the contract database is built, as much of a contract as monitoring needs.
create table contract (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    number          text not null,
    customer_id     uuid not null,
    zone            text not null,
    monitored_from  timestamptz not null,
    monitored_until timestamptz check (monitored_until > monitored_from),
    primary key (tenant_id, id),
    unique (tenant_id, number),
    foreign key (tenant_id, customer_id) references organisation (tenant_id, id)
);

create table agreement (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    code       text not null,
    name       text not null,
    kind       text not null check (kind in ('CUSTOMER_SLA', 'INTERNAL_SLA', 'OLA', 'UC')),
    level      text not null check (level in ('CORPORATE', 'CUSTOMER', 'SERVICE')),
    primary key (tenant_id, id),
    unique (tenant_id, code)
);

create table agreement_version (
    tenant_id      uuid not null references tenant,
    id             uuid not null,
    agreement_id   uuid not null,
    number         integer not null check (number > 0),
    contract_id    uuid,
    effective_from timestamptz not null,
    service_id     uuid,
    customer_id    uuid,
    site_id        uuid,
    department     text,
    ticket_type    text,
    priority       text,
    terms          jsonb not null,
    content_hash   text not null,
    recorded_at    timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, agreement_id, number),
    unique (tenant_id, agreement_id, effective_from),
    foreign key (tenant_id, agreement_id) references agreement (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, service_id) references service (tenant_id, id),
    foreign key (tenant_id, customer_id) references organisation (tenant_id, id),
    foreign key (tenant_id, site_id) references site (tenant_id, id)
);

-- A connected desk or CRM. Secrets are encrypted with a key that is not in the database.
create table connection (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    key        text not null check (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    adapter    text not null,
    config     jsonb not null,
    value_rules jsonb not null,
    secrets    bytea not null,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, key)
);

-- One kind of record of one connection: where reading stopped, and how the last run ended.
create table stream (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    connection_id   uuid not null,
    kind            text not null,
    cursor          jsonb,
    confirmed_until timestamptz,
    changes_taken   bigint not null default 0,
    last_run_at     timestamptz,
    last_error      text,
    reconciled_at   timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, connection_id, kind),
    foreign key (tenant_id, connection_id) references connection (tenant_id, id)
);

-- Records that could not be understood, kept with the reason so that nothing is lost.
create table dead_letter (
    tenant_id     uuid not null references tenant,
    id            uuid not null,
    connection_id uuid not null,
    kind          text not null,
    external_id   text not null,
    reason        text not null,
    payload       jsonb not null,
    recorded_at   timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, connection_id, kind, external_id),
    foreign key (tenant_id, connection_id) references connection (tenant_id, id)
);

create table ticket (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    connection_id   uuid not null,
    external_id     text not null,
    key             text not null,
    subject         text not null,
    url             text,
    status          text not null,
    desk_status     text not null,
    opened_at       timestamptz not null,
    version         bigint not null,
    -- what the desk says, and who and what that means here
    customer_key    text,
    customer_id     uuid,
    service_id      uuid,
    site_id         uuid,
    department      text,
    ticket_type     text,
    priority        text,
    merged_into     text,
    deleted_at      timestamptz,
    coverage        text not null default 'NO_CUSTOMER',
    coverage_since  timestamptz,
    coverage_because text,
    evaluated_at    timestamptz,
    next_instant    timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, connection_id, external_id),
    foreign key (tenant_id, connection_id) references connection (tenant_id, id),
    foreign key (tenant_id, customer_id) references organisation (tenant_id, id),
    foreign key (tenant_id, service_id) references service (tenant_id, id),
    foreign key (tenant_id, site_id) references site (tenant_id, id)
) with (fillfactor = 80);
create index ticket_due on ticket (next_instant) where next_instant is not null;
create index ticket_customer on ticket (tenant_id, customer_id);
create index ticket_customer_key on ticket (tenant_id, customer_key);
create index ticket_opened on ticket (tenant_id, opened_at, id);
create index ticket_key on ticket (tenant_id, key);

-- Append-only: what the desk told, as it told it.
create table fact (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    ticket_id   uuid not null,
    source      text not null,
    external_id text not null,
    sequence    bigint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    kind        text not null,
    data        jsonb not null,
    actor       text,
    derived     boolean not null default false,
    primary key (tenant_id, id),
    unique (tenant_id, source, external_id),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id)
);
create index fact_ticket on fact (tenant_id, ticket_id);

-- A cache of evaluate(facts, commitments): may be dropped and computed again with the same result.
create table clock (
    tenant_id            uuid not null references tenant,
    id                   uuid not null,
    ticket_id            uuid not null,
    metric               text not null,
    cycle                integer not null check (cycle > 0),
    agreement_version_id uuid not null,
    contract_id          uuid not null,
    calendar_id          uuid not null,
    state                text not null check (state in ('PENDING', 'RUNNING', 'PAUSED', 'STOPPED', 'CANCELLED', 'CENSORED')),
    verdict              text not null check (verdict in ('ON_TRACK', 'AT_RISK', 'MET', 'BREACHED', 'CENSORED', 'CANCELLED')),
    target_us            bigint not null check (target_us >= 0),
    elapsed_us           bigint not null check (elapsed_us >= 0),
    counted_us           bigint not null,
    allowance_us         bigint not null,
    started_at           timestamptz not null,
    stopped_at           timestamptz,
    due_at               timestamptz,
    breached_at          timestamptz,
    evaluated_at         timestamptz not null,
    next_instant         timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, ticket_id, metric, cycle),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id),
    foreign key (tenant_id, agreement_version_id) references agreement_version (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, calendar_id) references calendar (tenant_id, id)
) with (fillfactor = 80);
create index clock_board on clock (tenant_id, due_at, id) where stopped_at is null;
create index clock_agreement on clock (tenant_id, agreement_version_id);

-- What we last wrote into the desk, so that the same thing is not written twice.
create table write_back (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    ticket_id   uuid not null,
    fingerprint text not null,
    version     bigint not null,
    written_at  timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, ticket_id),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id)
);

-- Tokens that this installation issued to machines; a revoked one is refused at once.
create table machine_token (
    tenant_id  uuid not null references tenant,
    id         uuid not null,
    subject    text not null,
    scopes     text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, id)
);

-- The answer to a request that must not be carried out twice: same key and same content, same answer.
create table answered_request (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    key         text not null check (length(key) between 1 and 200),
    operation   text not null,
    fingerprint text not null,
    object_id   uuid not null,
    answered_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, operation, key)
);
