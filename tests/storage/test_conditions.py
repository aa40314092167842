"""A condition holds in the database for exactly those rows for which it holds in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.conditions import All, Among, AnyOf, Compare, Condition, Not, matching
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.sites import SiteRow
from tests.support.database import undone

WORDS = ["a", "b", "A", "ab", "%", "_", "\\", "'", "", "a\U0010ffff", "\ud7ff", "\ue000"]
words = st.sampled_from(WORDS)


@dataclass(frozen=True)
class Kept:
    """All rows of two tables: sites, each of an organisation and perhaps within another site."""

    organisations: list[OrganisationRow]
    sites: list[SiteRow]

    def rows(self, model: type[Any]) -> list[Any]:
        return self.organisations if model is OrganisationRow else self.sites

    def holds(self, condition: Condition, row: Any) -> bool:
        match condition:
            case All(parts):
                return all(self.holds(part, row) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, row) for part in parts)
            case Not(part):
                return not self.holds(part, row)
            case Among(column, model, part, named):
                found = {getattr(other, named) for other in self.rows(model) if self.holds(part, other)}
                return getattr(row, column) in found
            case Compare(column, operator, value):
                return _compare(getattr(row, column), operator, value)


def _compare(held: Any, operator: str, value: Any) -> bool:
    if operator == "isNull":
        return (held is None) is value
    if held is None:
        return False
    match operator:
        case "eq":
            return bool(held == value)
        case "in":
            return held in value
        case "contains":
            return value in held
        case "startsWith":
            return bool(held.startswith(value))
        case "gt":
            return bool(held > value)
        case "ge":
            return bool(held >= value)
        case "le":
            return bool(held <= value)
        case _:
            return bool(held < value)


def conditions(texts: list[str], *special: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    columns = st.sampled_from(texts)
    compared = st.one_of(
        st.builds(Compare, columns, st.sampled_from(["eq", "contains", "startsWith"]), words),
        st.builds(Compare, columns, st.just("in"), st.lists(words, max_size=3)),
        st.builds(Compare, columns, st.just("isNull"), st.booleans()),
        st.builds(Compare, st.just("version"), st.sampled_from(["gt", "ge", "lt", "le"]), st.integers(0, 3))
        if "zone" in texts
        else st.nothing(),
        *special,
    )
    return st.recursive(
        compared,
        lambda inner: st.one_of(
            st.builds(All, st.lists(inner, max_size=3)),
            st.builds(AnyOf, st.lists(inner, max_size=3)),
            st.builds(Not, inner),
        ),
        max_leaves=6,
    )


of_organisations = conditions(["name", "code"])
of_sites = conditions(
    ["name", "city", "zone"],
    st.builds(Among, st.just("organisation_id"), st.just(OrganisationRow), of_organisations),
    st.builds(Among, st.just("parent_id"), st.just(SiteRow), conditions(["name", "city", "zone"])),
    st.builds(
        Among,
        st.just("organisation_id"),
        st.just(SiteRow),
        conditions(["name", "city", "zone"]),
        st.just("organisation_id"),
    ),
)


async def _keep(session: Session) -> Kept:
    organisations = [OrganisationRow(name=name, code=code) for name, code in (("a", "ab"), ("%", None))]
    for organisation in organisations:
        await session.add(organisation)
    sites: list[SiteRow] = []
    for number, name in enumerate(WORDS):
        site = SiteRow(
            organisation_id=organisations[number % 2].id,
            parent_id=sites[-1].id if number % 3 == 2 else None,
            name=name,
            city=[None, "a", "ab", "%"][number % 4],
            zone=None if number % 2 else "_",
            version=number % 4,
        )
        await session.add(site)
        sites.append(site)
    return Kept(organisations, sites)


async def _found(session: Session, condition: Condition) -> set[UUID]:
    return {row.id for row in await matching(session, SiteRow, condition)}


@given(of_sites)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is kept
async def test_a_condition_means_the_same_in_the_database(
    database: Database, tenant: TenantId, condition: Condition
) -> None:
    async with undone(database, tenant) as session:
        kept = await _keep(session)
        assert await _found(session, condition) == {s.id for s in kept.sites if kept.holds(condition, s)}


@given(of_sites)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is kept
async def test_a_condition_and_its_negation_divide_the_rows(
    database: Database, tenant: TenantId, condition: Condition
) -> None:
    async with undone(database, tenant) as session:
        kept = await _keep(session)
        found, others = await _found(session, condition), await _found(session, Not(condition))
        assert found.isdisjoint(others)
        assert found | others == {site.id for site in kept.sites}


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (All(), 12),
        (AnyOf(()), 0),
        (Not(All()), 0),
        (AnyOf([All(), Compare("name", "eq", "a")]), 12),
        (All([AnyOf(()), Compare("name", "eq", "a")]), 0),
        (Not(Compare("city", "eq", "a")), 9),
        (Not(Compare("zone", "in", [])), 12),
        (Not(Among("parent_id", SiteRow, All())), 8),
    ],
)
async def test_what_is_empty_takes_part_too(
    database: Database, tenant: TenantId, condition: Condition, count: int
) -> None:
    async with undone(database, tenant) as session:
        await _keep(session)
        assert len(await _found(session, condition)) == count


async def test_the_other_tenants_rows_meet_no_condition(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(other_tenant) as session:
        await _keep(session)
    async with database.session(tenant) as session:
        assert await _found(session, All()) == set()
        assert await _found(session, Not(Among("organisation_id", OrganisationRow, AnyOf(())))) == set()
