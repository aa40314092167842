-- How contracts end: cases, the papers and approvals behind them, what is planned for the end, and what is
-- owed. All of it is in the contract's trail, as its other rows are.

create table termination_case (
    tenant_id       uuid not null references tenant,
    id              uuid not null,
    contract_id     uuid not null,
    ground          text not null
        check (ground in ('CONVENIENCE', 'CAUSE_CURABLE', 'CAUSE_INCURABLE', 'NON_RENEWAL', 'EXPIRY', 'MUTUAL',
                          'INSOLVENCY', 'REGULATORY', 'FORCE_MAJEURE', 'SWITCHING', 'CHANGE_OF_CONTROL',
                          'REPLACEMENT', 'VOID')),
    initiator       text not null check (initiator in ('CUSTOMER', 'PROVIDER')),
    -- The services whose lines end; null: the whole contract.
    scope           jsonb,
    state           text not null
        check (state in ('DRAFT', 'CURE', 'CURE_EXPIRED', 'RECEIVED', 'REVIEW', 'SCHEDULED', 'DISPUTED',
                         'SUPERSEDED', 'EFFECTIVE', 'SETTLING', 'CLOSED', 'CURED', 'LAPSED', 'REJECTED',
                         'WITHDRAWN', 'RESCINDED')),
    round           integer not null check (round > 0),
    opened_by       text not null,
    opened_at       timestamptz not null,
    -- Of the notice, as evidence shows.
    sent_at         timestamptz,
    received_at     timestamptz,
    requested_on    date,
    -- What follows from it, and how (R17); never moved silently.
    effective_on    date,
    ends_at         timestamptz check ((ends_at is null) = (effective_on is null)),
    received_on     date,
    trace           jsonb,
    is_backdated    boolean not null default false,
    is_not_before   boolean not null default false,
    cure_until      timestamptz,
    elect_until     timestamptz,
    object_until    timestamptz,
    is_disputed     boolean not null default false,
    holds_effect    boolean not null default false,
    converts        boolean not null default false,
    has_money       boolean not null default false,
    plan            jsonb,
    plan_hash       text,
    superseded_from text check ((superseded_from is not null) = (state = 'SUPERSEDED')),
    defects         jsonb,
    executed_at     timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create index termination_case_contract on termination_case (tenant_id, contract_id, id);
create index termination_case_state on termination_case (tenant_id, state, id);
create index termination_case_end on termination_case (tenant_id, ends_at, id);

-- Each counts in its round, for the plan that was seen.
create table termination_approval (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    case_id     uuid not null,
    given_by    text not null,
    roles       text not null,
    given_at    timestamptz not null,
    plan_hash   text not null,
    round       integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, case_id, given_by, round, plan_hash),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, case_id) references termination_case (tenant_id, id)
);
create index termination_approval_contract on termination_approval (tenant_id, contract_id);

-- The papers of a case: the notice, evidence, decisions, consents.
create table termination_paper (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    case_id     uuid not null,
    step        text not null,
    document_id uuid not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, case_id) references termination_case (tenant_id, id),
    foreign key (tenant_id, document_id) references contract_document (tenant_id, id)
);
create index termination_paper_contract on termination_paper (tenant_id, contract_id);

-- What CRMs ask for, as it came: the same is answered the same, and what contradicts is set apart.
create table termination_request (
    tenant_id    uuid not null references tenant,
    id           uuid not null,
    source       text not null,
    event        text not null,
    -- Which request it takes back.
    cancels      text,
    version      bigint not null,
    body         jsonb not null,
    body_hash    text not null,
    outcome      text not null check (outcome in ('OPENED', 'EVIDENCE', 'WITHDRAWN', 'WAITING', 'OUTDATED', 'QUARANTINED')),
    because      text,
    contract_id  uuid,
    case_id      uuid,
    recorded_at  timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, source, event, body_hash),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, case_id) references termination_case (tenant_id, id)
);
create index termination_request_outcome on termination_request (tenant_id, outcome, id);

-- Sealed: never changed. What is found out afterwards is an adjustment beside it.
create table settlement (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    case_id     uuid not null,
    content     jsonb not null,
    hash        text not null,
    approved_by jsonb not null,
    sealed_by   text not null,
    sealed_at   timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, case_id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, case_id) references termination_case (tenant_id, id)
);
create index settlement_contract on settlement (tenant_id, contract_id);

create table settlement_adjustment (
    tenant_id     uuid not null references tenant,
    id            uuid not null,
    contract_id   uuid not null,
    settlement_id uuid not null,
    what          text not null,
    because       text not null,
    amount        numeric(19, 4) not null,
    currency      text not null,
    recorded_by   text not null,
    recorded_at   timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id),
    foreign key (tenant_id, settlement_id) references settlement (tenant_id, id)
);
create index settlement_adjustment_contract on settlement_adjustment (tenant_id, contract_id);

-- What is paid in advance, and so given back by days.
create table contract_prepayment (
    tenant_id   uuid not null references tenant,
    id          uuid not null,
    contract_id uuid not null,
    what        text not null,
    since       date not null,
    until       date not null check (until >= since),
    amount      numeric(19, 4) not null,
    currency    text not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, contract_id) references contract (tenant_id, id)
);
create index contract_prepayment_contract on contract_prepayment (tenant_id, contract_id);

-- A duty of the exit, or a task of unwinding, is an obligation of its case.
alter table contract_obligation
    add column case_id uuid,
    add foreign key (tenant_id, case_id) references termination_case (tenant_id, id);

-- Few contracts let the clocks run off that are open at their end; who they are is asked all the time.
create index contract_version_runs_off on contract_version (tenant_id, contract_id)
    where state = 'SIGNED' and content @> '{"clauses": {"ending": {"runs_off": true}}}';
