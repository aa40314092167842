-- How a clock's cycle counts towards attainment: written with the clock, and as much of a cache.
create table counted (
    tenant_id            uuid not null references tenant,
    id                   uuid not null,
    ticket_id            uuid not null,
    side                 text not null,
    metric               text not null,
    cycle                integer not null,
    at                   timestamptz not null,
    result               text not null check (result in ('MET', 'BREACHED', 'EXCLUDED')),
    excluded_for         text check ((excluded_for is not null) = (result = 'EXCLUDED')),
    contract_id          uuid not null,
    agreement_id         uuid not null,
    agreement_version_id uuid not null,
    customer_id          uuid,
    service_id           uuid,
    site_id              uuid,
    priority             text,
    primary key (tenant_id, id),
    unique (tenant_id, ticket_id, side, metric, cycle),
    foreign key (tenant_id, ticket_id, side, metric, cycle)
        references clock (tenant_id, ticket_id, side, metric, cycle) on delete cascade
) with (fillfactor = 90);
create index counted_at on counted (tenant_id, at);

-- Clocks that somebody decided not to count. It outlives the clock's row, which may be dropped and come back.
create table exclusion (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    ticket_id   uuid not null,
    side        text not null,
    metric      text not null,
    cycle       integer not null,
    reason      text not null check (reason in ('CUSTOMER_CAUSED', 'EXCLUSION_WINDOW', 'FORCE_MAJEURE')),
    because     text not null,
    approver    text not null,
    approved_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id)
);
create index exclusion_ticket on exclusion (tenant_id, ticket_id);

-- Time that was agreed not to count.
create table exclusion_window (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    starts_at    timestamptz not null,
    ends_at      timestamptz not null check (ends_at > starts_at),
    reason       text not null check (reason in ('CUSTOMER_CAUSED', 'EXCLUSION_WINDOW', 'FORCE_MAJEURE')),
    because      text not null,
    announced_at timestamptz not null,
    service_id   uuid,
    customer_id  uuid,
    site_id      uuid,
    department   text,
    ticket_type  text,
    priority     text,
    -- of one that was announced too late to close a calendar
    approver     text check ((approver is null) = (approved_at is null)),
    approved_at  timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, service_id) references service (tenant_id, id),
    foreign key (tenant_id, customer_id) references organisation (tenant_id, id),
    foreign key (tenant_id, site_id) references site (tenant_id, id)
);

-- When services were down, as it was told: append-only, like the facts of tickets.
create table outage_fact (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    source      text not null,
    external_id text not null,
    sequence    bigint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    kind        text not null check (kind in ('OUTAGE_BEGAN', 'OUTAGE_ENDED')),
    outage      text not null,
    service_id  uuid check ((service_id is not null) = (kind = 'OUTAGE_BEGAN')),
    site_id     uuid,
    primary key (tenant_id, id),
    unique (tenant_id, source, external_id),
    foreign key (tenant_id, service_id) references service (tenant_id, id),
    foreign key (tenant_id, site_id) references site (tenant_id, id)
);

-- Periods that were closed. What they held then, and what has come of it since, is in sealed_count.
create table sealed_period (
    tenant_id uuid not null references tenant,
    id        uuid not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null check (ends_at > starts_at),
    sealed_at timestamptz not null,
    sealed_by text not null,
    primary key (tenant_id, id),
    unique (tenant_id, starts_at)
);

-- Entry 0 of a clock is what was sealed; each later one is an adjustment, of which the last one holds. Without
-- a result the clock no longer counts in the period.
create table sealed_count (
    tenant_id            uuid not null references tenant,
    id                   uuid not null,
    period_id            uuid not null,
    ticket_id            uuid not null,
    side                 text not null,
    metric               text not null,
    cycle                integer not null,
    entry                integer not null check (entry >= 0),
    recorded_at          timestamptz not null,
    at                   timestamptz,
    result               text check (result in ('MET', 'BREACHED', 'EXCLUDED')),
    excluded_for         text,
    contract_id          uuid,
    agreement_id         uuid,
    agreement_version_id uuid,
    customer_id          uuid,
    service_id           uuid,
    site_id              uuid,
    priority             text,
    primary key (tenant_id, id),
    unique (tenant_id, period_id, ticket_id, side, metric, cycle, entry),
    foreign key (tenant_id, period_id) references sealed_period (tenant_id, id),
    foreign key (tenant_id, ticket_id) references ticket (tenant_id, id)
);
create index sealed_count_ticket on sealed_count (tenant_id, ticket_id);

-- What a missed goal set going. Shares are exact, as fractions: 19/20.
create table improvement_action (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    slice           jsonb not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null check (ends_at > starts_at),
    goal            text not null,
    attained        text not null,
    owner           text not null,
    due_on          date not null,
    state           text not null check (state in ('OPEN', 'DONE', 'EFFECTIVE', 'INEFFECTIVE', 'DROPPED')),
    completed_on    date,
    because         text,
    effect_from     timestamptz,
    effect_until    timestamptz,
    effect_attained text,
    effect_change   text,
    primary key (tenant_id, id)
);

-- What a customer is charged for a month of a contract, by which its credits are measured.
create table charged_period (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    metric      text not null,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null check (ends_at > starts_at),
    amount      numeric(19, 4) not null,
    currency    text not null,
    primary key (tenant_id, id),
    unique (tenant_id, contract_id, metric, starts_at),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);

-- Service credits. A row is never changed; what turns out too much is taken back by another one.
create table credit (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    metric      text not null,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    kind        text not null check (kind in ('ACCRUED', 'REVERSED')),
    amount      numeric(19, 4) not null,
    currency    text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create index credit_contract on credit (tenant_id, contract_id);
