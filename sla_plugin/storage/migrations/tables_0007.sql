-- The contract and agreement database: the legal record behind every promise. What is agreed lies in
-- contract_version.content, in the very form that is hashed and signed; what happened is in rows that only
-- grow, and everything is in the contract's own trail (contract_audit), by which tampering shows.

-- A service level of the catalogue: holds only where a line of a signed contract names it.
alter table agreement add column offered boolean not null default false;

-- As its register has it: of a company, an association, an office.
alter table organisation add column registration_number text;

-- `state`: how far its first version came, up to SIGNED; from there on, time decides. `monitored_until`: its
-- end instant, once that is certain.
alter table contract
    alter column customer_id drop not null,
    alter column monitored_from drop not null,
    drop constraint contract_check,
    add column kind text not null default 'CUSTOMER'
        check (kind in ('CUSTOMER', 'INTERNAL', 'UNDERPINNING', 'FRAMEWORK')),
    add column state text not null default 'SIGNED'
        check (state in ('DRAFT', 'FEASIBILITY', 'SPECIFICATION_REVIEW', 'PRICING', 'FINAL_REVIEW',
                         'AWAITING_SIGNATURE', 'SIGNED', 'ABANDONED')),
    add column parent_id uuid,
    add column predecessor_id uuid,
    add column revision integer not null default 1 check (revision > 0),
    add column ends_as text check (ends_as in ('TERMINATED', 'EXPIRED')),
    add column closed_at timestamptz,
    add column recorded_at timestamptz not null default '-infinity',
    add column next_instant timestamptz,
    -- Up to when what time alone brings about is written down.
    add column passed_at timestamptz,
    add foreign key (tenant_id, parent_id) references contract (tenant_id, id),
    add foreign key (tenant_id, predecessor_id) references contract (tenant_id, id);
-- By code point, so that what a number begins with is a range, whatever the database sorts by.
alter table contract alter column number type text collate "C";
update contract set recorded_at = monitored_from;
alter table contract alter column recorded_at drop default;
create index contract_state on contract (tenant_id, state, number);
create index contract_start on contract (tenant_id, monitored_from, id);
create index contract_end on contract (tenant_id, monitored_until, id);
create index contract_customer on contract (tenant_id, customer_id);
create index organisation_parent on organisation (tenant_id, parent_id) where parent_id is not null;
create index contract_parent on contract (tenant_id, parent_id) where parent_id is not null;
create index contract_due on contract (next_instant) where next_instant is not null;

create table contract_version (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    contract_id  uuid not null,
    number       integer not null check (number > 0),
    state        text not null
        check (state in ('DRAFT', 'FEASIBILITY', 'SPECIFICATION_REVIEW', 'PRICING', 'FINAL_REVIEW',
                         'AWAITING_SIGNATURE', 'SIGNED', 'ABANDONED')),
    round        integer not null check (round > 0),
    content      jsonb not null,
    content_hash text not null,
    authors      jsonb not null,
    sign_by      timestamptz,
    opened_at    timestamptz not null,
    -- When its last signature was; the axis of what was known.
    recorded_at  timestamptz check ((state = 'SIGNED') = (recorded_at is not null)),
    primary key (tenant_id, id),
    unique (tenant_id, contract_id, number),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create unique index contract_version_open on contract_version (tenant_id, contract_id)
    where state not in ('SIGNED', 'ABANDONED');

create table contract_requirement (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    version_id  uuid not null,
    need        text not null,
    outcome     text not null,
    service_id  uuid,
    recorded_by text not null,
    recorded_at timestamptz not null,
    dropped_at  timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id),
    foreign key (tenant_id, service_id) references service (tenant_id, id)
);
create index contract_requirement_contract on contract_requirement (tenant_id, contract_id);

-- What somebody judged in a round counts in that round.
create table contract_judgement (
    tenant_id      uuid not null references tenant,
    id             uuid not null,
    contract_id    uuid not null,
    requirement_id uuid not null,
    side           text not null check (side in ('TECHNICAL', 'COMMERCIAL')),
    judged_by      text not null,
    judged_at      timestamptz not null,
    round          integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, requirement_id, side, round, judged_at),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, requirement_id) references contract_requirement (tenant_id, id)
);
create index contract_judgement_contract on contract_judgement (tenant_id, contract_id);

-- Approvals and signatures, each bound to the hash that was seen. `method` and what follows are of a signature.
create table contract_consent (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    contract_id     uuid not null,
    version_id      uuid not null,
    consent         text not null check (consent in ('SPECIFICATION', 'PRICE', 'REVIEW', 'SIGNATURE')),
    given_by        text not null,
    role            text,
    given_at        timestamptz not null,
    content_hash    text not null,
    round           integer not null,
    organisation_id uuid,
    method          text check ((consent = 'SIGNATURE') = (method is not null)),
    address         text,
    reference       text,
    document_hash   text,
    primary key (tenant_id, id),
    unique (tenant_id, version_id, consent, given_by, round),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id)
);
create index contract_consent_contract on contract_consent (tenant_id, contract_id);

create table contract_term (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    number      integer not null check (number > 0),
    kind        text not null check (kind in ('INITIAL', 'RENEWAL')),
    starts_on   date not null,
    ends_on     date check (ends_on >= starts_on),
    recorded_at timestamptz not null,
    is_voided   boolean not null default false,
    primary key (tenant_id, id),
    unique (tenant_id, contract_id, number),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);

create table contract_suspension (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    contract_id  uuid not null,
    suspended_by text not null,
    reason       text not null,
    since        timestamptz not null,
    until        timestamptz check (until >= since),
    tolls_notice boolean not null,
    pauses_clocks boolean not null,
    lifted_by    text,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create index contract_suspension_contract on contract_suspension (tenant_id, contract_id);

-- What is on record; the bytes lie in the document store under their hash.
create table contract_document (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    contract_id  uuid not null,
    version_id   uuid,
    kind         text not null check (kind in ('SPECIFICATION', 'DRAFT', 'FINAL', 'AMENDMENT', 'NOTICE',
                                               'EVIDENCE', 'SETTLEMENT', 'ERASURE_CERTIFICATE')),
    name         text not null,
    language     text,
    sha256       text not null,
    media_type   text not null,
    size         bigint not null check (size > 0),
    content_hash text,
    keep_until   date,
    recorded_by  text not null,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id)
);
create index contract_document_contract on contract_document (tenant_id, contract_id, id);

create table contract_obligation (
    tenant_id      uuid not null references tenant,
    id             uuid not null,
    contract_id    uuid not null,
    owner_id       uuid not null,
    kind           text not null,
    what           text not null,
    due_on         date,
    -- A review that comes again: the next one is owed when this one is done.
    every_months   integer check (every_months > 0),
    survives_until date,
    state          text not null check (state in ('OPEN', 'DONE', 'WAIVED', 'LAPSED')),
    settled_by     text,
    settled_at     timestamptz check ((state = 'OPEN') = (settled_at is null)),
    because        text,
    evidence_id    uuid,
    recorded_by    text not null,
    recorded_at    timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, owner_id) references organisation (tenant_id, id),
    foreign key (tenant_id, evidence_id) references contract_document (tenant_id, id)
);
create index contract_obligation_contract on contract_obligation (tenant_id, contract_id, id);
create index contract_obligation_due on contract_obligation (tenant_id, due_on, id) where state = 'OPEN';

-- Who was reminded of which deadline.
create table contract_reminder (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    ends_on     date not null,
    days        integer not null,
    received_by timestamptz not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, contract_id, ends_on, days),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create index contract_reminder_time on contract_reminder (tenant_id, recorded_at, id);

-- Each event holds the hash of the one before.
create table contract_audit (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    number      integer not null check (number > 0),
    actor       text not null,
    role        text,
    type        text not null,
    at          timestamptz not null,
    payload     jsonb not null,
    before      text not null,
    hash        text not null,
    primary key (tenant_id, id),
    unique (tenant_id, contract_id, number),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);

-- The last event, sealed with a key from outside the database, so that a cut tail shows.
create table contract_audit_head (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    number      integer not null,
    hash        text not null,
    seal        text not null,
    primary key (tenant_id, id),
    unique (tenant_id, contract_id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);

-- What follows from the contents, so that it can be searched and monitored by; `verify` compares them.
create table contract_party (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    contract_id     uuid not null,
    version_id      uuid not null,
    organisation_id uuid not null,
    role            text not null,
    person          text,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id),
    foreign key (tenant_id, organisation_id) references organisation (tenant_id, id)
);
create index contract_party_organisation on contract_party (tenant_id, organisation_id, contract_id);
create index contract_party_version on contract_party (tenant_id, version_id);
create index contract_party_contract on contract_party (tenant_id, contract_id);

create table contract_line (
    tenant_id     uuid not null references tenant,
    id            uuid not null,
    contract_id   uuid not null,
    version_id    uuid not null,
    service_id    uuid not null,
    agreement_id  uuid,
    level_version integer,
    site_id       uuid,
    primary key (tenant_id, id),
    unique nulls not distinct (tenant_id, version_id, service_id, agreement_id, site_id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id),
    foreign key (tenant_id, service_id) references service (tenant_id, id),
    foreign key (tenant_id, agreement_id, level_version)
        references agreement_version (tenant_id, agreement_id, number),
    foreign key (tenant_id, site_id) references site (tenant_id, id)
);
create index contract_line_service on contract_line (tenant_id, service_id, contract_id);
create index contract_line_contract on contract_line (tenant_id, contract_id);

create table sla_binding (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    contract_id     uuid not null,
    version_id      uuid not null,
    service_id      uuid not null,
    agreement_id    uuid not null,
    level_version   integer not null,
    site_id         uuid,
    monitored_from  timestamptz not null,
    monitored_until timestamptz check (monitored_until > monitored_from),
    stop_cause      text check ((stop_cause is null) = (monitored_until is null)),
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, version_id) references contract_version (tenant_id, id),
    foreign key (tenant_id, agreement_id, level_version)
        references agreement_version (tenant_id, agreement_id, number)
);
create index sla_binding_contract on sla_binding (tenant_id, contract_id);

-- Who has a part in which contract, also in one that is kept elsewhere, of which only the customer is known.
create view contract_part with (security_invoker = true) as
    select tenant_id, id, contract_id, organisation_id, role from contract_party
    union all
    select tenant_id, id, id, customer_id, 'CUSTOMER' from contract where customer_id is not null;
grant select on contract_part to sla_app;
