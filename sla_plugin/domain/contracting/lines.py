"""What is bought: services at service levels, with their prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sla_plugin.domain.ids import AgreementId, ServiceId, SiteId
from sla_plugin.domain.money import Money


class Billing(StrEnum):
    ONCE = "ONCE"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One service at one site, of which a version has one line (50-contracts, "Contract line").

    `level_version`: the number of the agreement's version that is promised; what its later ones say holds
    here only by an amendment. `unit_price` in the contract's currency, for one unit and one billing period;
    None until it is agreed. `starts_on` and `ends_on` are inclusive; None: as long as the contract."""

    service: ServiceId
    service_level: AgreementId | None = None
    site: SiteId | None = None
    quantity: Decimal = Decimal(1)
    unit_price: Money | None = None
    billing: Billing = Billing.MONTHLY
    starts_on: date | None = None
    ends_on: date | None = None
    level_version: int | None = None

    @property
    def place(self) -> tuple[ServiceId, SiteId | None]:
        return self.service, self.site

    @property
    def is_priced(self) -> bool:
        return self.service_level is not None and self.unit_price is not None
