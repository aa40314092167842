"""Whether supporters are there as long as what they support."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.intervals import Lasting, united
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
    end = _needed_until(version, commitments)
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
    ends = [_end(versions[-1], commitments)]
    lines = _lines(supporter, commitments)
    if lines:
        held = next((line for line in lines if since in line), None)
        ends.append(since if held is None else held.end)
    end = min((one for one in ends if one is not None), default=None)
    return None if end is None else max(end, since)


def _needed_until(version: AgreementVersion, commitments: Commitments) -> datetime | None:
    """Where signed lines name it, as long as the last of them; None: for good."""
    lines = _lines(version.agreement.id, commitments)
    ends = [_end(version, commitments), lines[-1].end if lines else None]
    return min((end for end in ends if end is not None), default=None)


def _lines(agreement: AgreementId, commitments: Commitments) -> tuple[Lasting, ...]:
    """When signed lines promise what is on offer; nothing where none names it."""
    named = (one for one in commitments.bindings if one.agreement == agreement)
    return united(Lasting(one.monitored_from, one.monitored_until) for one in named)


def _end(version: AgreementVersion, commitments: Commitments) -> datetime | None:
    contract = None if version.contract is None else commitments.contract(version.contract)
    ends = [version.effective_until, None if contract is None else contract.monitored_until]
    return min((end for end in ends if end is not None), default=None)


def in_force(agreement: AgreementId, commitments: Commitments, at: datetime) -> AgreementVersion | None:
    return next((v for v in commitments.versions_of(agreement) if v.is_in_force(at)), None)
