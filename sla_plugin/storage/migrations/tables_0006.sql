-- What an agreement's promise needs from others, part by part. It only grows; a link ends by a row beside it.
create table support_link (
    tenant_id        uuid not null references tenant,
    id               uuid not null,
    agreement_id     uuid not null,
    metric           text not null,
    stage            integer not null check (stage > 0),
    supporter_id     uuid,
    supporter_metric text,
    own_share        text,
    recorded_by      text not null,
    recorded_at      timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, agreement_id) references agreement (tenant_id, id),
    foreign key (tenant_id, supporter_id) references agreement (tenant_id, id)
);
create index support_link_agreement on support_link (tenant_id, agreement_id);

create table support_link_end (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    link_id     uuid not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, link_id),
    foreign key (tenant_id, link_id) references support_link (tenant_id, id)
);

-- Gaps that somebody accepted, by name.
create table support_waiver (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    agreement_id uuid not null,
    kind         text not null check (kind in ('UNPROMISED', 'BUDGET', 'CALENDAR', 'DATES', 'PAUSE')),
    metric       text not null,
    priority     text,
    supporter_id uuid,
    waived_by    text not null,
    because      text not null,
    holds_until  date,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, agreement_id) references agreement (tenant_id, id),
    foreign key (tenant_id, supporter_id) references agreement (tenant_id, id)
);
create index support_waiver_agreement on support_waiver (tenant_id, agreement_id);
