"""All that a tenant has promised, read as one value."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.commitments import Commitments, Directory
from sla_plugin.storage.agreements import all_versions
from sla_plugin.storage.calendars import calendar_histories
from sla_plugin.storage.contract_projections import line_bindings
from sla_plugin.storage.contracts import all_contracts
from sla_plugin.storage.customer_groups import customer_groups
from sla_plugin.storage.exclusion_windows import exclusion_windows
from sla_plugin.storage.metrics import metric_definitions
from sla_plugin.storage.organisations import account_tree, customers_by_key
from sla_plugin.storage.services import service_tree, services_by_code
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import site_tree, sites_by_key


async def load_commitments(session: Session, known_at: datetime | None = None) -> Commitments:
    """A constant number of statements, whatever the tenant's size. `known_at`: agreements, calendars and
    exclusion windows as far as they had been recorded by then."""
    return Commitments(
        agreements=await all_versions(session, known_at),
        contracts=await all_contracts(session),
        calendars=await calendar_histories(session, known_at),
        customers=await account_tree(session),
        services=await service_tree(session),
        sites=await site_tree(session),
        directory=Directory(
            customers=await customers_by_key(session),
            services=await services_by_code(session),
            sites=await sites_by_key(session),
        ),
        customer_groups=await customer_groups(session),
        metrics=await metric_definitions(session),
        windows=await exclusion_windows(session, known_at),
        bindings=await line_bindings(session, known_at),
    )
