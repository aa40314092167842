-- When each has its part, so that nobody has to read contents to know whom a contract covers.
alter table contract_party
    add column since date,
    add column until date;

update contract_party p
set since = (said ->> 'since')::date, until = (said ->> 'until')::date
from contract_version v, jsonb_array_elements(v.content -> 'parties') said
where v.tenant_id = p.tenant_id and v.id = p.version_id
  and said ->> 'organisation' = p.organisation_id::text and said ->> 'role' = p.role
  and said ->> 'person' is not distinct from p.person;
