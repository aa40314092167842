"""Who has to deliver what before a promise to a customer is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.errors import BadInput, Code

LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class SupportLink:
    """One part of what an agreement's metric needs: what `supporter` promises us for `supporter_metric`, or
    our desk's `own_share` of working time, by the calendar of the promise itself. Stages come one after the
    other; parts of one stage run side by side. BadInput `support.link`."""

    agreement: AgreementId
    metric: MetricName
    stage: int
    supporter: AgreementId | None = None
    supporter_metric: MetricName | None = None
    own_share: timedelta | None = None

    def __post_init__(self) -> None:
        is_ours = self.own_share is not None
        if is_ours == (self.supporter is not None) or is_ours == (self.supporter_metric is not None):
            raise BadInput(
                Code.SUPPORT_LINK,
                "A part of a chain is either what an OLA or UC promises, or the desk's own share.",
                hint="State supporter and its metric, or ownShare.",
            )
        if self.own_share is not None and self.own_share < timedelta(0):
            raise BadInput(Code.SUPPORT_LINK, "The desk's own share is negative.", field="ownShare")
        if not 1 <= self.stage <= LONGEST_CHAIN:
            raise BadInput(
                Code.SUPPORT_LINK, f"Stages are numbered from 1 to {LONGEST_CHAIN}.", field="stage"
            )
