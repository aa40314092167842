"""What a customer approves: any change to what is offered or to a need is another specification."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta, timezone
from typing import Any
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.negotiation import Consent, Negotiation
from sla_plugin.domain.contracting.requirements import Judgement, Requirement
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import ServiceId
from tests.support.negotiations import MALEE, NOW, content, does, told_until

KNOWN = "a1297700908da25dc50e231eb93da07a6a042bf1de0100ce7792e739076f2800"
TEXTS = st.text(max_size=3)
JUDGEMENTS = st.builds(
    Judgement, st.sampled_from(["somchai", "nok"]), st.integers(0, 2).map(lambda n: NOW + timedelta(hours=n))
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.integers(5, 8).map(lambda n: UUID(int=n)),
    "need": TEXTS,
    "outcome": TEXTS,
    "service": st.none() | st.integers(3, 4).map(lambda n: ServiceId(UUID(int=n))),
    "technical": st.none() | JUDGEMENTS,
    "commercial": st.none() | JUDGEMENTS,
}
REQUIREMENTS = st.lists(st.builds(Requirement, **FIELDS), max_size=3, unique_by=lambda one: one.id).map(tuple)
CONTENTS = st.sampled_from(["3000.00", "2900.00"]).map(content)


def specified(requirements: tuple[Requirement, ...], says: Any = None) -> Negotiation:
    case = told_until(ContractState.SPECIFICATION_REVIEW)
    return replace(case, requirements=requirements, content=says or case.content)


def approved(case: Negotiation) -> Negotiation:
    return does(case, Step.APPROVE_SPECIFICATION, MALEE)


@given(one=REQUIREMENTS, other=REQUIREMENTS, says=CONTENTS, will=CONTENTS)
def test_two_specifications_have_one_hash_if_they_say_the_same(
    one: tuple[Requirement, ...], other: tuple[Requirement, ...], says: Any, will: Any
) -> None:
    is_same = (frozenset(one), says) == (frozenset(other), will)
    assert (specified(one, says).specification_hash == specified(other, will).specification_hash) is is_same


@given(requirements=REQUIREMENTS.filter(bool), name=st.sampled_from(sorted(FIELDS)), data=st.data())
def test_any_change_to_a_need_voids_the_approval(
    requirements: tuple[Requirement, ...], name: str, data: st.DataObject
) -> None:
    case = approved(specified(requirements))
    assert case.givers(Consent.SPECIFICATION) == {"malee"}
    first, *rest = requirements
    changed = replace(first, **{name: data.draw(FIELDS[name])})
    assume(changed != first and changed.id not in {one.id for one in rest})
    after = replace(case, requirements=(changed, *rest))
    assert (after.givers(Consent.SPECIFICATION), after.given) == (frozenset(), case.given)


@given(requirements=REQUIREMENTS, hours=st.integers(-12, 14), order=st.randoms())
def test_neither_their_order_nor_the_zone_of_an_instant_is_part_of_it(
    requirements: tuple[Requirement, ...], hours: int, order: Any
) -> None:
    zone = timezone(timedelta(hours=hours))
    moved = [
        replace(one, technical=one.technical and replace(one.technical, at=one.technical.at.astimezone(zone)))
        for one in requirements
    ]
    order.shuffle(moved)
    assert specified(tuple(moved)).specification_hash == specified(requirements).specification_hash


def test_every_part_of_a_need_is_tried() -> None:
    assert set(FIELDS) == {field.name for field in fields(Requirement)}


def test_a_hash_that_was_given_stays_what_it_was() -> None:
    """Whoever changes the canonical form breaks every approval there is."""
    case = told_until(ContractState.SPECIFICATION_REVIEW)
    assert case.specification_hash == KNOWN
