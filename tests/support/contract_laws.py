"""What must hold of a contract's record whatever was done to it (50-contracts), by its rows alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.parties import PartyRole, persons
from sla_plugin.domain.contracting.states import ContractKind, ContractState
from sla_plugin.storage.contract_contents import content_from_json
from tests.support.contract_bench import Rows, instant
from tests.support.contract_model import NEVER, midnight
from tests.support.specifications import specification_of

S = ContractState
Row = dict[str, Any]
TICK = timedelta(microseconds=1)
SETTLED = {S.AWAITING_SIGNATURE, S.SIGNED}


@dataclass
class Laws:
    """Looks at the rows after each thing that is done, and remembers what may never change."""

    seen: dict[str, Row] = field(default_factory=dict)
    last: S | None = None

    def hold(self, rows: Rows, state: S) -> None:
        self._what_is_published_stands(rows["contract_version"])
        self._consents_are_bound(rows)
        self._no_term_is_edited(rows["contract_term"])
        self._nothing_leaves_the_end(state)
        signatures_are_complete(rows)
        two_persons_judged(rows)
        terms_are_contiguous(rows)
        one_is_open_at_most(rows)
        one_is_in_force(rows)

    def _what_is_published_stands(self, versions: list[Row]) -> None:
        """Content is immutable from AWAITING_SIGNATURE on; who declines opens it again, in another round."""
        for row in versions:
            known = self.seen.get(row["id"])
            if known is not None and known["state"] in SETTLED and row["state"] in SETTLED:
                if known["round"] == row["round"]:
                    assert (row["content"], row["content_hash"]) == (known["content"], known["content_hash"])
                else:
                    assert row["round"] > known["round"]
            assert known is None or known["state"] != S.SIGNED or known == row
            self.seen[row["id"]] = row

    def _consents_are_bound(self, rows: Rows) -> None:
        versions = {row["id"]: row for row in rows["contract_version"]}
        for row in rows["contract_consent"]:
            if row["id"] not in self.seen:
                version = versions[row["version_id"]]
                said = version["content_hash"]
                if row["consent"] == "SPECIFICATION":
                    said = specification_of(version, rows["contract_requirement"], rows["contract_judgement"])
                assert (row["content_hash"], row["round"]) == (said, version["round"])
                is_an_approval = row["consent"] in {"SPECIFICATION", "REVIEW"}
                assert not is_an_approval or row["given_by"] not in version["authors"]
            assert self.seen.setdefault(row["id"], row) == row

    def _no_term_is_edited(self, terms: list[Row]) -> None:
        for row in terms:
            assert self.seen.setdefault(row["id"], row) == row

    def _nothing_leaves_the_end(self, state: S) -> None:
        if self.last in {S.ABANDONED, S.CLOSED}:
            assert state is self.last
        if self.last is S.ENDED:
            assert state in {S.ENDED, S.CLOSED}
        self.last = state


def contents(rows: Rows) -> list[VersionContent]:
    """Of each version; what is kept beside a hash is what was hashed."""
    found = [content_from_json(row["content"]) for row in rows["contract_version"]]
    assert [one.hash for one in found] == [row["content_hash"] for row in rows["contract_version"]]
    return found


def signatures_are_complete(rows: Rows) -> None:
    """As it stands: what is published was approved by every reviewer, what is SIGNED signed by all."""
    given = defaultdict(set)
    for row in rows["contract_consent"]:
        given[row["version_id"], row["consent"], row["round"], row["content_hash"]].add(row["given_by"])
    for row, content in zip(rows["contract_version"], contents(rows), strict=True):
        here = row["round"], row["content_hash"]
        if row["state"] in SETTLED:
            assert given[row["id"], "REVIEW", *here] >= persons(content.parties, PartyRole.REVIEWER)
        if row["state"] == S.SIGNED:
            signed = given[row["id"], "SIGNATURE", *here]
            assert signed == persons(content.parties, PartyRole.SIGNATORY) != set()


def two_persons_judged(rows: Rows) -> None:
    first = rows["contract_version"][0]
    by_requirement: defaultdict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in rows["contract_judgement"]:
        judges = by_requirement[row["requirement_id"], row["round"]]
        assert row["side"] not in judges
        judges[row["side"]] = row["judged_by"]
    assert all(len(set(judges.values())) == len(judges) for judges in by_requirement.values())
    took_the_long_path = rows["contract"][0]["kind"] == ContractKind.CUSTOMER
    if took_the_long_path and first["state"] in {S.PRICING, S.FINAL_REVIEW, *SETTLED}:
        wanted = {row["id"] for row in rows["contract_requirement"] if row["dropped_at"] is None}
        judged = {of for (of, _), judges in by_requirement.items() if len(judges) == 2}
        assert wanted <= judged != set()


def terms_are_contiguous(rows: Rows) -> None:
    terms = rows["contract_term"]
    assert [row["number"] for row in terms] == list(range(1, len(terms) + 1))
    for one, other in pairwise(terms):
        following = date.fromisoformat(one["ends_on"]) + timedelta(days=1)
        assert other["starts_on"] == following.isoformat()


def one_is_open_at_most(rows: Rows) -> None:
    assert sum(row["state"] not in {S.SIGNED, S.ABANDONED} for row in rows["contract_version"]) <= 1


def one_is_in_force(rows: Rows) -> None:
    """At every instant of the term one version is in force, and exactly its lines are measured."""
    [contract] = rows["contract"]
    since, until = instant(contract["monitored_from"]), instant(contract["monitored_until"]) or NEVER
    if since is None:
        assert rows["sla_binding"] == rows["contract_term"] == []
        return
    signed = [
        (row["number"], midnight(content.effective_on, content.zone), row["id"], content)
        for row, content in zip(rows["contract_version"], contents(rows), strict=True)
        if row["state"] == S.SIGNED
    ]
    assert min(effective for _, effective, _, _ in signed) == since
    measured = [
        (instant(row["monitored_from"]) or NEVER, instant(row["monitored_until"]) or NEVER, _measured(row))
        for row in rows["sla_binding"]
    ]
    edges = {since, until, *(one[1] for one in signed), *(edge for one in measured for edge in one[:2])}
    for at in (at for edge in edges if edge != NEVER for at in (edge - TICK, edge)):
        expected = set()
        if since <= at < until:
            *_, which, content = max((one for one in signed if one[1] <= at), key=lambda one: one[0])
            lines = [line for line in content.lines if line.service_level is not None]
            expected = {
                (which, str(line.service), str(line.service_level), line.level_version) for line in lines
            }
        holding = [what for start, end, what in measured if start <= at < end]
        assert (set(holding), len(holding)) == (expected, len(expected))


def _measured(row: Row) -> tuple[Any, ...]:
    return row["version_id"], row["service_id"], row["agreement_id"], row["level_version"]
