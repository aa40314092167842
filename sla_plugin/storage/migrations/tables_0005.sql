-- Who published a version; of earlier ones nobody knows.
alter table agreement_version add column author text;

-- What raised reviews of agreements, besides the interval. It only ever grows.
create table review_trigger (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    agreement_id uuid not null,
    happened_on  date not null,
    cause        text not null
        check (cause in ('SERVICE_CHANGED', 'CHANGE_REQUESTED', 'GOAL_MISSED', 'WATERMELON')),
    detail       text not null,
    recorded_by  text not null,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, agreement_id) references agreement (tenant_id, id)
);
create index review_trigger_agreement on review_trigger (tenant_id, agreement_id);

-- The reviews that were held. They only ever grow, too.
create table held_review (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    agreement_id uuid not null,
    held_on      date not null,
    conclusion   text not null,
    held_by      text not null,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, agreement_id) references agreement (tenant_id, id)
);
create index held_review_agreement on held_review (tenant_id, agreement_id);
