-- A suspension of one line: of this service, and at this site if the line is for one. The columns follow each
-- other and are empty where the whole contract is suspended, as all of those were that were recorded before.
alter table contract_suspension
    add column service_id uuid,
    add column site_id uuid,
    add constraint contract_suspension_line check (service_id is not null or site_id is null),
    add foreign key (tenant_id, service_id) references service (tenant_id, id),
    add foreign key (tenant_id, site_id) references site (tenant_id, id);
