"""Whether supporters are there as long as what they support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.support.gaps import Gap, GapKey, SupportGapKind
from sla_plugin.domain.support.links import SupportLink


def gaps_in_time(
    version: AgreementVersion,
    metric: MetricName,
    links: Sequence[SupportLink],
    commitments: Commitments,
    since: datetime,
) -> Iterator[Gap]:
    """While the version holds, each supporter's agreement and its contract must."""
    end = _end(version, commitments)
    for supporter in sorted({link.supporter for link in links if link.supporter is not None}):
        lasts_until = _supported_until(supporter, commitments, since)
        if lasts_until is not None and (end is None or lasts_until < end):
            key = GapKey(SupportGapKind.DATES, metric, None, supporter)
            yield Gap(key, unsupported_from=lasts_until)


def _supported_until(supporter: AgreementId, commitments: Commitments, since: datetime) -> datetime | None:
    """`since` itself where it is not supported then; None: for good."""
    versions = commitments.versions_of(supporter)
    current = in_force(supporter, commitments, since)
    if current is None or not versions:
        return since
    end = _end(versions[-1], commitments)
    return None if end is None else max(end, since)


def _end(version: AgreementVersion, commitments: Commitments) -> datetime | None:
    contract = None if version.contract is None else commitments.contract(version.contract)
    ends = [version.effective_until, None if contract is None else contract.monitored_until]
    return min((end for end in ends if end is not None), default=None)


def in_force(agreement: AgreementId, commitments: Commitments, at: datetime) -> AgreementVersion | None:
    return next((v for v in commitments.versions_of(agreement) if v.is_in_force(at)), None)
