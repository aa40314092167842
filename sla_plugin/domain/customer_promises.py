"""What a customer is promised by and large, metric by metric: where its goals and credits stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.coverage_gaps import kinds
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import MetricName


def customer_promises(
    commitments: Commitments, customer: OrganisationId, at: datetime
) -> Mapping[MetricName, Commitment]:
    """By metric: the promise for a ticket that tells nothing but its customer, or else for the first kind of
    ticket that anything is promised for."""
    subjects = list(dict.fromkeys([Subject(customer), *kinds(commitments, customer, at)]))
    found = {}
    for metric in commitments.promised_metrics:
        resolved = (resolve(commitments, metric, subject, at) for subject in subjects)
        promise = next((one for one in resolved if isinstance(one, Commitment)), None)
        if promise is not None:
            found[metric] = promise
    return found
